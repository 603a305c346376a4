// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request on its way through the door, and how it ends: whatever goes wrong with it is answered
 * and logged here, once. One thread at a time.
 */
final class S3Call {
  private static final Logger LOG = LoggerFactory.getLogger(S3Call.class);
  private static final long MAX_DRAINED_BYTES = 8L * 1024 * 1024;

  private final Request request;
  private final S3Response response;
  private final Callback callback;
  private final String id = newId();
  private @Nullable String principal;

  S3Call(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = new S3Response(response);
    this.callback = callback;
  }

  /** What the request is called in the log and in its answer. */
  String id() {
    return id;
  }

  Request request() {
    return request;
  }

  S3Response response() {
    return response;
  }

  String rawPath() {
    String path = request.getHttpURI().getPath();
    return path == null || !path.startsWith("/") ? "/" : path;
  }

  boolean hasBody() {
    HttpFields headers = request.getHeaders();
    return headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0
        || headers.contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** Says who sent it, as far as that is known. */
  void setPrincipal(String name) {
    principal = name;
  }

  /** Goes on in a thread that may wait. */
  void execute(Runnable rest) {
    request.getComponents().getExecutor().execute(rest);
  }

  /** Ends with the answer that was made, and does not wait until the client has it. */
  void finish() {
    response.finish(callback);
  }

  /** Ends without an answer, because the client is not there any more. */
  void end(IOException failure) {
    LOG.debug("Client left during {} {}", request.getMethod(), rawPath(), failure);
    response.breakOff(failure, callback);
  }

  /** Ends with an error. If there is a body, its rest is waited for. */
  void fail(RuntimeException failure) {
    S3Exception error = S3Errors.translate(failure);
    log(error);
    if (response.isCommitted()) {
      // The status is out; only a broken connection can still say that something is wrong.
      response.breakOff(error, callback);
      return;
    }
    try {
      drain();
      response.forgetContent();
      setError(error);
      response.finish(callback);
    } catch (IOException e) {
      response.breakOff(e, callback);
    }
  }

  private void setError(S3Exception error) {
    int status = error.code().status();
    if (request.getMethod().equals("HEAD") || error.code() == S3ErrorCode.NOT_MODIFIED) {
      response.sendEmpty(status);
      return;
    }
    response.sendXml(
        status,
        S3Xml.error(
            xml ->
                xml.text("Code", error.code().text())
                    .text("Message", String.valueOf(error.getMessage()))
                    .text("Resource", rawPath())
                    .text("RequestId", id)));
  }

  /**
   * Reads what is left of a body, up to a limit: many clients look for an answer only when they
   * have sent everything. One that waits for leave to send needs no such help.
   */
  private void drain() throws IOException {
    if (!hasBody() || request.getHeaders().contains(HttpHeader.EXPECT)) {
      return;
    }
    InputStream rest = Content.Source.asInputStream(request);
    byte[] buffer = new byte[64 * 1024];
    long drained = 0;
    for (int count = 0; count >= 0 && drained < MAX_DRAINED_BYTES; drained += count) {
      count = rest.read(buffer);
    }
  }

  private void log(S3Exception error) {
    String method = request.getMethod();
    int status = error.code().status();
    if (error.code() == S3ErrorCode.SERVICE_UNAVAILABLE) {
      // While it lasts every request meets it: a line each is enough.
      LOG.warn("Cannot {} {}: {} [{}]", method, rawPath(), rootMessage(error), id);
    } else if (status >= 500 && error.code() != S3ErrorCode.NOT_IMPLEMENTED) {
      LOG.error("Failed {} {} [{}]", method, rawPath(), id, error);
    } else if (error.code().isRefusal()) {
      LOG.info(
          "Refused {} {} to {}: {} [{}]",
          method,
          rawPath(),
          principal == null ? "an unknown client" : principal,
          error.code().text(),
          id);
    } else {
      LOG.debug("Answered {} {}: {} [{}]", method, rawPath(), error.getMessage(), id);
    }
  }

  /** To find a request in the log by; nobody need be unable to guess it. */
  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  /** What the innermost layer of ours says, which names the place that cannot be reached. */
  private static @Nullable String rootMessage(RuntimeException failure) {
    String message = failure.getMessage();
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      message = cause instanceof RuntimeException ? cause.getMessage() : message;
    }
    return message;
  }
}
