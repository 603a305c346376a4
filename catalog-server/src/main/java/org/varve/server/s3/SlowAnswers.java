// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that may take longer than a client waits for a first byte. When the work is not done in
 * time, the answer begins with white space, as Amazon S3's does, and an error then comes in an
 * answer of status 200. Thread-safe; whoever made the executor stops it.
 */
final class SlowAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(SlowAnswers.class);

  private final ExecutorService executor;
  private final Duration patience;

  SlowAnswers(ExecutorService executor, Duration patience) {
    this.executor = executor;
    this.patience = patience;
  }

  /** Does the work, which goes on to its end even if the client leaves, and sends what came out. */
  void answer(S3Exchange exchange, String root, Supplier<Consumer<S3Xml>> work) throws IOException {
    Future<Consumer<S3Xml>> future = executor.submit(work::get);
    S3Response response = exchange.response();
    boolean started = false;
    while (true) {
      try {
        Consumer<S3Xml> content = future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (started) {
          response.end(S3Xml.element(root, content));
        } else {
          response.sendXml(200, S3Xml.document(root, content));
        }
        return;
      } catch (TimeoutException e) {
        keepAlive(response, started);
        started = true;
      } catch (ExecutionException e) {
        RuntimeException failure = unwrap(e);
        if (!started) {
          throw failure;
        }
        sendLateError(response, failure);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new S3Exception(
            S3ErrorCode.SERVICE_UNAVAILABLE, "The server is stopping. Try again.", e);
      }
    }
  }

  private static void keepAlive(S3Response response, boolean started) throws IOException {
    if (!started) {
      response.startXml();
    }
    response.write((started ? " " : S3Xml.DECLARATION).getBytes(StandardCharsets.UTF_8));
  }

  private static void sendLateError(S3Response response, RuntimeException failure)
      throws IOException {
    S3Exception error = S3Errors.translate(failure);
    LOG.warn("Failed after the answer had begun", error);
    response.end(
        S3Xml.errorElement(
            xml ->
                xml.text("Code", error.code().text())
                    .text("Message", String.valueOf(error.getMessage()))));
  }

  private static RuntimeException unwrap(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException("Failed to work on an answer", e);
  }
}
