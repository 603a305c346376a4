// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The history in its simplest form, to compare with: a set of triples, and what happened to it. */
final class Replay {
  private final Set<String> triples = new TreeSet<>();
  private final List<Event> events = new ArrayList<>();

  private record Event(Instant effectiveAt, int order, boolean added, String triple) {}

  /** A triple as a text. */
  static String triple(String path, TargetType type, Avu avu) {
    return String.join(" | ", path, type.wireName(), avu.attribute(), avu.value(), avu.unit());
  }

  /** Does what the changes say, at once. */
  void apply(ChangeSet changeSet, Instant effectiveAt) {
    for (Change change : changeSet.changes()) {
      String triple = triple(change.irodsPath(), change.targetType(), change.avu());
      if (change.changeType() == ChangeType.DELETE) {
        remove(triple, effectiveAt);
        continue;
      }
      if (change.oldAvu() != null) {
        String old = triple(change.irodsPath(), change.targetType(), change.oldAvu());
        if (triples.contains(old)) {
          remove(old, effectiveAt);
        }
      }
      triples.add(triple);
      events.add(new Event(effectiveAt, events.size(), true, triple));
    }
  }

  private void remove(String triple, Instant effectiveAt) {
    triples.remove(triple);
    events.add(new Event(effectiveAt, events.size(), false, triple));
  }

  /** A copy of what is there. */
  Set<String> state() {
    return new TreeSet<>(triples);
  }

  /** What had happened at a time, in the order in which it happened. */
  Set<String> effectiveAt(Instant time) {
    Set<String> state = new TreeSet<>();
    events.stream()
        .filter(event -> !event.effectiveAt().isAfter(time))
        .sorted(Comparator.comparing(Event::effectiveAt).thenComparing(Event::order))
        .forEach(
            event -> {
              if (event.added()) {
                state.add(event.triple());
              } else {
                state.remove(event.triple());
              }
            });
    return state;
  }
}
