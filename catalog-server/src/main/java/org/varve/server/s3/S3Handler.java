// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.ObjectStores;

/**
 * Takes a request through the door: who is it, may they, and which route answers. Whatever goes
 * wrong is answered and logged here, once. Thread-safe.
 */
final class S3Handler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(S3Handler.class);
  private static final String PRINCIPAL = S3Handler.class.getName() + ".principal";
  private static final long MAX_DRAINED_BYTES = 8L * 1024 * 1024;

  private final RequestAuthenticator authenticator;
  private final ObjectStores stores;
  private final S3Router router;
  private final Clock clock;

  S3Handler(RequestAuthenticator authenticator, ObjectStores stores, S3Router router, Clock clock) {
    this.authenticator = authenticator;
    this.stores = stores;
    this.router = router;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = newRequestId();
    var answer = new S3Response(response);
    try {
      response.getHeaders().put("x-amz-request-id", requestId);
      // By this header a client finds out that its clock is wrong, so it is the door's own clock.
      response.getHeaders().put(HttpHeader.DATE, S3Times.formatHttp(clock.instant()));
      answer(request, answer);
      callback.succeeded();
    } catch (IOException e) {
      LOG.debug("Client left during {} {}", request.getMethod(), rawPath(request), e);
      callback.failed(e);
    } catch (RuntimeException e) {
      fail(request, answer, requestId, e, callback);
    }
    return true;
  }

  private void answer(Request request, S3Response response) throws IOException {
    S3Request head = head(request);
    Authentication authentication = authenticator.authenticate(head);
    S3Grant grant = authentication.grant();
    request.setAttribute(PRINCIPAL, grant.principal());
    S3Operation operation = S3Operation.of(head);
    authorize(head, grant, operation);
    InputStream source = Content.Source.asInputStream(request);
    var body = RequestBody.of(operation, head.headers(), authentication, source);
    if (!operation.takesBody()) {
      body.requireEmpty();
    }
    router.route(operation).answer(new S3Exchange(head, grant, body, response, stores));
  }

  /** Listings have their prefix checked where it is read, and so have copies their source. */
  private static void authorize(S3Request request, S3Grant grant, S3Operation operation) {
    Optional<String> bucket = request.findBucket();
    boolean covered =
        request.findKey().isPresent()
            ? grant.covers(bucket.orElseThrow(), request.findKey().get())
            : bucket.filter(name -> !name.equals(grant.bucket())).isEmpty();
    if (!covered || (operation.isWriting() && !grant.mayWrite())) {
      throw S3Exchange.accessDenied();
    }
  }

  private static void fail(
      Request request,
      S3Response response,
      String requestId,
      RuntimeException failure,
      Callback callback) {
    S3Exception error = S3Errors.translate(failure);
    log(request, requestId, error);
    if (response.isCommitted()) {
      // The status is out; only a broken connection can still say that something is wrong.
      callback.failed(error);
      return;
    }
    try {
      sendError(request, response, requestId, error);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }

  private static void sendError(
      Request request, S3Response response, String requestId, S3Exception error)
      throws IOException {
    drain(request);
    response.forgetContent();
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
                    .text("Resource", rawPath(request))
                    .text("RequestId", requestId)));
  }

  /**
   * Reads what is left of a body, up to a limit: many clients look for an answer only when they
   * have sent everything. One that waits for leave to send needs no such help.
   */
  private static void drain(Request request) throws IOException {
    if (request.getHeaders().contains(HttpHeader.EXPECT)) {
      return;
    }
    InputStream rest = Content.Source.asInputStream(request);
    byte[] buffer = new byte[64 * 1024];
    long drained = 0;
    for (int count = 0; count >= 0 && drained < MAX_DRAINED_BYTES; drained += count) {
      count = rest.read(buffer);
    }
  }

  private static void log(Request request, String requestId, S3Exception error) {
    String method = request.getMethod();
    Object principal = request.getAttribute(PRINCIPAL);
    int status = error.code().status();
    if (error.code() == S3ErrorCode.SERVICE_UNAVAILABLE) {
      // While it lasts every request meets it: a line each is enough.
      LOG.warn("Cannot {} {}: {} [{}]", method, rawPath(request), rootMessage(error), requestId);
    } else if (status >= 500 && error.code() != S3ErrorCode.NOT_IMPLEMENTED) {
      LOG.error("Failed {} {} [{}]", method, rawPath(request), requestId, error);
    } else if (error.code().isRefusal()) {
      LOG.info(
          "Refused {} {} to {}: {} [{}]",
          method,
          rawPath(request),
          principal == null ? "an unknown client" : principal,
          error.code().text(),
          requestId);
    } else {
      LOG.debug("Answered {} {}: {} [{}]", method, rawPath(request), error.getMessage(), requestId);
    }
  }

  /** To find a request in the log by; nobody need be unable to guess it. */
  private static String newRequestId() {
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

  private static S3Request head(Request request) {
    RequestHeaders.Builder headers = RequestHeaders.builder();
    for (HttpField field : request.getHeaders()) {
      headers.add(field.getName(), String.valueOf(field.getValue()));
    }
    String query = request.getHttpURI().getQuery();
    return new S3Request(
        request.getMethod(),
        rawPath(request),
        QueryString.parse(query == null ? "" : query),
        headers.build());
  }

  private static String rawPath(Request request) {
    String path = request.getHttpURI().getPath();
    return path == null || !path.startsWith("/") ? "/" : path;
  }
}
