// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The commits that clients have tried, and what they were told: what a linearizable catalog may
 * hold follows. A commit adds a snapshot of its own id to each of its tables. Thread-safe.
 */
final class Attempts {
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, Attempt> all = new ConcurrentHashMap<>();

  /** A commit that is about to be sent. */
  Attempt begin(Set<String> tables) {
    Attempt attempt = new Attempt(lastId.incrementAndGet(), Set.copyOf(tables), System.nanoTime());
    all.put(attempt.id, attempt);
    return attempt;
  }

  private Collection<Attempt> withOutcome(Outcome outcome) {
    return all.values().stream().filter(each -> each.outcome == outcome).toList();
  }

  /** How many have that outcome. */
  int count(Outcome outcome) {
    return withOutcome(outcome).size();
  }

  /** The ids of what a look at a table from here on has to hold. */
  Set<Long> acknowledged(String table) {
    Set<Long> ids = new HashSet<>();
    for (Attempt attempt : withOutcome(Outcome.ACKNOWLEDGED)) {
      if (attempt.tables.contains(table)) {
        ids.add(attempt.id);
      }
    }
    return ids;
  }

  /** Of the commits that were seen somewhere, those that a look at a table must show as well. */
  Set<Long> alsoIn(String table, Set<Long> seen) {
    Set<Long> ids = new HashSet<>();
    for (long id : seen) {
      if (all.get(id).tables.contains(table)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** Holds the snapshot logs of all tables, oldest first, against what the clients were told. */
  void check(Map<String, List<Long>> logs) {
    logs.forEach((table, log) -> assertThat(log).as(table).doesNotHaveDuplicates());
    for (Attempt attempt : all.values()) {
      checkOne(attempt, logs);
    }
    logs.forEach(this::checkOrderOfTime);
    for (List<Long> log : logs.values()) {
      for (List<Long> other : logs.values()) {
        assertThat(common(log, other)).isEqualTo(common(other, log));
      }
    }
  }

  private static void checkOne(Attempt attempt, Map<String, List<Long>> logs) {
    Set<String> in =
        logs.keySet().stream()
            .filter(table -> logs.get(table).contains(attempt.id))
            .collect(Collectors.toSet());
    switch (attempt.outcome) {
      case ACKNOWLEDGED -> assertThat(in).as("%s", attempt).isEqualTo(attempt.tables);
      case REFUSED -> assertThat(in).as("%s", attempt).isEmpty();
      case UNKNOWN -> assertThat(in).as("%s", attempt).isIn(Set.of(), attempt.tables);
    }
  }

  /** Nothing stands after what began when it was already acknowledged. */
  private void checkOrderOfTime(String table, List<Long> log) {
    long latestBegin = Long.MIN_VALUE;
    for (long id : log) {
      Attempt attempt = all.get(id);
      if (attempt.outcome == Outcome.ACKNOWLEDGED) {
        assertThat(attempt.endNanos).as("%s in %s", attempt, table).isGreaterThan(latestBegin);
      }
      latestBegin = Math.max(latestBegin, attempt.beginNanos);
    }
  }

  private static List<Long> common(List<Long> log, List<Long> other) {
    List<Long> common = new ArrayList<>(log);
    common.retainAll(new HashSet<>(other));
    return common;
  }

  /** What a client knows about a commit. */
  enum Outcome {
    ACKNOWLEDGED,
    REFUSED,
    UNKNOWN
  }

  /** One commit. Its writer sets the outcome, and everybody reads it. */
  static final class Attempt {
    private final long id;
    private final Set<String> tables;
    private final long beginNanos;
    private volatile long endNanos;
    private volatile Outcome outcome = Outcome.UNKNOWN;

    private Attempt(long id, Set<String> tables, long beginNanos) {
      this.id = id;
      this.tables = tables;
      this.beginNanos = beginNanos;
    }

    long id() {
      return id;
    }

    void end(Outcome newOutcome) {
      endNanos = System.nanoTime();
      outcome = newOutcome;
    }

    @Override
    public String toString() {
      return "commit " + id + " to " + tables + ", " + outcome;
    }
  }
}
