// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.varve.client.wire.Json;

/**
 * {@code /healthz}: the process is alive. {@code /readyz}: every dependency answers; if not, which
 * one and why. Thread-safe; closed by who made it.
 */
final class HealthRoutes implements Routes, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Dependency> dependencies;
  private final Supplier<Map<String, String>> troubles;
  private final ExecutorService executor;

  /**
   * @param troubles projects that do not work while the others do, and why; they are named and make
   *     no server unready
   */
  HealthRoutes(List<Dependency> dependencies, Supplier<Map<String, String>> troubles) {
    this.dependencies = List.copyOf(dependencies);
    this.troubles = troubles;
    this.executor = Executors.newFixedThreadPool(dependencies.size(), new NamedThreads("ready"));
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/healthz", context -> Answers.json(context, Json.object().put("status", "alive")));
    routes.get("/readyz", this::answerReady);
  }

  private void answerReady(Context context) {
    List<Future<Optional<String>>> running =
        dependencies.stream().map(each -> executor.submit(() -> failure(each))).toList();
    ObjectNode answer = Json.object();
    ArrayNode checks = answer.putArray("checks");
    boolean ready = true;
    for (int i = 0; i < running.size(); i++) {
      Optional<String> failure = await(running.get(i));
      Dependency dependency = dependencies.get(i);
      ObjectNode check = checks.addObject().put("name", dependency.name());
      if (!dependency.where().isEmpty()) {
        check.put("where", dependency.where());
      }
      check.put("ok", failure.isEmpty());
      failure.ifPresent(reason -> check.put("reason", reason));
      ready &= failure.isEmpty();
    }
    addTroubles(answer);
    answer.put("status", ready ? "ready" : "not ready");
    Answers.json(context.status(ready ? 200 : 503), answer);
  }

  private void addTroubles(ObjectNode answer) {
    Map<String, String> found = troubles.get();
    if (!found.isEmpty()) {
      ArrayNode warnings = answer.putArray("warnings");
      found.forEach(
          (project, reason) -> warnings.addObject().put("project", project).put("reason", reason));
    }
  }

  private static Optional<String> failure(Dependency dependency) {
    try {
      dependency.check().run();
      return Optional.empty();
    } catch (Exception e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> await(Future<Optional<String>> check) {
    try {
      return check.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      check.cancel(true);
      return Optional.of("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("A check failed with an error", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
