// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.IdempotencyKey;
import org.varve.catalog.Origin;
import org.varve.catalog.RememberedAnswer;
import org.varve.catalog.RepeatedKeyException;
import org.varve.server.rest.RestErrors.Failure;

/**
 * Carries a request with an {@code Idempotency-Key} out once, however often it comes.
 *
 * <p>A success is kept in the transaction that carries the request out, a refusal that will not
 * change in one of its own. Of the same request twice at once, one is carried out and both get its
 * answer. Thread-safe.
 */
final class Idempotency {
  static final String HEADER = "Idempotency-Key";

  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
  private static final Duration SWEEP_PERIOD = Duration.ofMinutes(10);

  /** Refusals that may be different the next time: about who asks, and how often. */
  private static final Set<Integer> NEVER_FINAL = Set.of(401, 403, 419, 429);

  private final CatalogStore store;
  private final Map<Operation, Replay> replays;
  private final AtomicLong lastSweepNanos = new AtomicLong(System.nanoTime());

  /**
   * Idempotency for some operations.
   *
   * @param replays how to answer again, for the operations whose answers have a body
   */
  Idempotency(CatalogStore store, Map<Operation, Replay> replays) {
    this.store = store;
    this.replays = new EnumMap<>(replays);
  }

  /** Answers a request, perhaps again. */
  RestResponse answer(RestRequest request, RestHandler handler) {
    Optional<String> header = request.findHeader(HEADER);
    if (header.isEmpty() || !request.operation().isIdempotent()) {
      return handler.handle(request);
    }
    IdempotencyKey key =
        new IdempotencyKey(request.principal(), request.operation().name(), check(header.get()));
    String hash = HexFormat.of().formatHex(request.fingerprint());
    Optional<RememberedAnswer> kept = find(key);
    return kept.isPresent()
        ? replay(request, kept.get(), hash)
        : answerFirst(request, handler, key, hash);
  }

  private static String check(String key) {
    try {
      if (UUID.fromString(key).toString().equalsIgnoreCase(key)) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Invalid idempotency key: it is not a UUID: " + key, e);
    }
    throw new IllegalArgumentException("Invalid idempotency key: it is not a UUID: " + key);
  }

  private RestResponse answerFirst(
      RestRequest request, RestHandler handler, IdempotencyKey key, String hash) {
    int status = replays.containsKey(request.operation()) ? 200 : 204;
    request.leave(
        (transaction, detail) ->
            transaction
                .idempotency()
                .add(
                    key,
                    new RememberedAnswer(
                        hash, status, Optional.empty(), Optional.ofNullable(detail))));
    try {
      RestResponse response = handler.handle(request);
      sweep();
      return response;
    } catch (RepeatedKeyException e) {
      return replay(request, find(key).orElseThrow(() -> e), hash);
    } catch (RuntimeException e) {
      return keepRefusal(request, key, hash, e);
    }
  }

  private RestResponse keepRefusal(
      RestRequest request, IdempotencyKey key, String hash, RuntimeException refusal) {
    Failure failure = RestErrors.describe(refusal);
    if (failure.status() >= 500 || NEVER_FINAL.contains(failure.status())) {
      throw refusal;
    }
    try {
      store.transact(
          request.note().origin(),
          transaction -> {
            transaction
                .idempotency()
                .add(
                    key,
                    new RememberedAnswer(
                        hash,
                        failure.status(),
                        Optional.of(failure.type()),
                        Optional.of(failure.message())));
            return true;
          });
    } catch (RepeatedKeyException e) {
      return replay(request, find(key).orElseThrow(() -> refusal), hash);
    } catch (RuntimeException e) {
      // Nothing was done, so the same request may simply be tried again.
      refusal.addSuppressed(e);
    }
    throw refusal;
  }

  private Optional<RememberedAnswer> find(IdempotencyKey key) {
    return store.read(transaction -> transaction.idempotency().find(key));
  }

  private RestResponse replay(RestRequest request, RememberedAnswer kept, String hash) {
    if (!kept.requestHash().equals(hash)) {
      throw new UnprocessableEntityException(
          "Invalid idempotency key: it was used for another request: %s",
          request.findHeader(HEADER).orElse(""));
    }
    if (kept.errorType().isPresent()) {
      return RestErrors.answer(
          new Failure(kept.status(), kept.errorType().get(), kept.detail().orElse("")));
    }
    Replay replay = replays.get(request.operation());
    return replay == null
        ? RestResponse.noContent()
        : replay.answer(request, kept.detail().orElse(""));
  }

  private void sweep() {
    long last = lastSweepNanos.get();
    if (System.nanoTime() - last < SWEEP_PERIOD.toNanos()
        || !lastSweepNanos.compareAndSet(last, System.nanoTime())) {
      return;
    }
    try {
      store.transact(
          Origin.SERVER,
          transaction -> {
            transaction.idempotency().deleteExpired();
            return true;
          });
    } catch (RuntimeException e) {
      LOG.warn("Failed to forget old idempotency keys", e);
    }
  }

  /** Makes the answer of an operation again. */
  @FunctionalInterface
  interface Replay {
    RestResponse answer(RestRequest request, String detail);
  }
}
