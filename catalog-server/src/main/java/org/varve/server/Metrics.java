// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/**
 * {@code /metrics}: the JVM, requests by route, change sets and queries, for Prometheus.
 * Thread-safe; closed by who made it.
 */
public final class Metrics implements Routes, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Counter changeSets =
      Counter.builder("varve.change.sets").description("Change sets recorded").register(registry);
  private final Counter changes =
      Counter.builder("varve.changes").description("Changes recorded").register(registry);
  private final Timer queries =
      Timer.builder("varve.sql.queries").description("SQL queries").register(registry);

  private final Counter maintenances =
      Counter.builder("varve.maintenances")
          .description("Times that this server maintained all tables")
          .register(registry);
  private final Counter mergedFiles =
      Counter.builder("varve.merged.files")
          .description("Data files of histories that maintenance made fewer")
          .register(registry);
  private final Counter maintenanceFailures =
      Counter.builder("varve.maintenance.failures")
          .description("Parts of maintenance that failed")
          .register(registry);

  Metrics() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(
        "/metrics",
        context -> {
          context.contentType("text/plain; version=0.0.4; charset=utf-8");
          context.result(registry.scrape());
        });
  }

  /** Counts change sets that were recorded, none of them for the second time. */
  public void recorded(int changeSetCount, int changeCount) {
    changeSets.increment(changeSetCount);
    changes.increment(changeCount);
  }

  /** Counts a SQL query that was answered. */
  public void queried(Duration time) {
    queries.record(time);
  }

  /** Counts a maintenance of all tables. */
  void maintained(int fewerFiles, int failures) {
    maintenances.increment();
    mergedFiles.increment(fewerFiles);
    maintenanceFailures.increment(failures);
  }

  /** Counts a request. Its route is the pattern, not the path, so that there are few of them. */
  void requested(Context context, Float millis) {
    var matched = context.endpoints().lastHttpEndpoint();
    Timer.builder("http.server.requests")
        .description("Requests by route")
        .tag("method", context.method().name())
        .tag("route", matched == null ? "none" : matched.path)
        .tag("status", Integer.toString(context.statusCode()))
        .register(registry)
        .record(Duration.ofNanos((long) (millis * 1_000_000)));
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
