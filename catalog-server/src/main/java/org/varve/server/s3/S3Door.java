// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.ObjectStores;

/**
 * A server that speaks S3, on a port of its own. Thread-safe; whoever started it closes it.
 *
 * <p>It is a handler of Jetty itself and no set of Javalin routes: signatures are made over the
 * path as it was sent, which routers decode and normalize, and bodies are streamed both ways.
 */
public final class S3Door implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Door.class);

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_THREADS = 200;
  private static final int BUFFER_STEP_BYTES = 4 * 1024;

  /**
   * Threads that answer what needs no waiting. Twice as many as processors, because a read that
   * must go to the disk holds up the other connections of its thread.
   */
  private static final int SELECTORS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final Server server;
  private final ServerConnector connector;
  private final ExecutorService workers;

  private S3Door(Server server, ServerConnector connector, ExecutorService workers) {
    this.server = server;
    this.connector = connector;
    this.workers = workers;
  }

  /**
   * Starts to serve the buckets to whoever holds credentials of this vendor.
   *
   * @throws IllegalStateException if it cannot listen there
   */
  public static S3Door start(
      S3DoorConfig config, ObjectStores stores, CredentialVendor credentials, Clock clock) {
    ExecutorService workers = newWorkers();
    var handler =
        new S3Handler(
            new RequestAuthenticator(credentials, clock),
            stores,
            router(config.region(), new SlowAnswers(workers, config.patience())),
            clock);
    // Jetty's own pool keeps no buffers as large as those that objects are sent from.
    var buffers = new ArrayByteBufferPool(0, BUFFER_STEP_BYTES, S3Response.MAX_BUFFER_BYTES);
    var server = new Server(newThreadPool(), null, buffers);
    var connector =
        new ServerConnector(server, -1, SELECTORS, new HttpConnectionFactory(httpConfiguration()));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    server.addConnector(connector);
    server.setHandler(handler);
    server.setErrorHandler(new S3ErrorHandler());
    server.setStopTimeout(STOP_TIMEOUT.toMillis());
    var door = new S3Door(server, connector, workers);
    try {
      server.start();
      return door;
    } catch (Exception e) {
      door.closeAfter(e);
      throw new IllegalStateException(
          "Failed to start the S3 door: " + config.host() + ":" + config.port(), e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:8182}. */
  public URI address() {
    String host =
        connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
    return URI.create("http://" + host + ":" + connector.getLocalPort());
  }

  /** Finishes the requests at hand, within ten seconds, and stops. Closing twice does nothing. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      LOG.warn("Requests that were still in flight at the S3 door were cut off");
    } catch (Exception e) {
      throw new IllegalStateException("Failed to stop the S3 door", e);
    } finally {
      stopWorkers();
    }
  }

  private void closeAfter(Exception failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void stopWorkers() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static S3Router router(String region, SlowAnswers slow) {
    var router = new S3Router();
    new BucketRoutes(region).addTo(router);
    new ListingRoutes().addTo(router);
    new ObjectRoutes().addTo(router);
    new CopyRoutes(slow).addTo(router);
    new UploadRoutes(slow).addTo(router);
    new UploadListingRoutes().addTo(router);
    return router;
  }

  private static HttpConfiguration httpConfiguration() {
    var configuration = new HttpConfiguration();
    // Keys may hold encoded slashes, percent signs and dots; the door decodes them itself, once.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    // Signatures cover header values as they were sent: "charset=UTF-8" must not become "utf-8".
    configuration.setHeaderCacheCaseSensitive(true);
    // Hardly a signed header comes twice: remembering them costs more than it saves.
    configuration.setHeaderCacheSize(0);
    configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    return configuration;
  }

  private static QueuedThreadPool newThreadPool() {
    var threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName("s3-door");
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    return threads;
  }

  /** As many as there are requests that wait for them, and no more than there are requests. */
  private static ExecutorService newWorkers() {
    var count = new AtomicInteger();
    return Executors.newCachedThreadPool(
        task -> {
          var thread = new Thread(task, "s3-worker-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
