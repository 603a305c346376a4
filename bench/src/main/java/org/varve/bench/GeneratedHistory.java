// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.ImportedChangeSet;
import org.varve.history.TargetType;

/**
 * A history of a given size, the same at every run: change sets of ten changes on data objects, of
 * which two in three add, one in five updates and the rest deletes, spread evenly over ten years.
 */
final class GeneratedHistory {
  static final int CHANGES_PER_SET = 10;

  private static final Instant START = Instant.parse("2016-01-01T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(3650);

  private final String collection;
  private final int changes;
  private final Random random = new Random(7);
  private final List<Live> live = new ArrayList<>();
  private int made;

  /** A triple that is there. */
  private record Live(String path, Avu avu) {}

  GeneratedHistory(String collection, int changes) {
    this.collection = collection;
    this.changes = changes;
  }

  /** A path that has AVUs in a history of any size. */
  String somePath() {
    return path(1);
  }

  /** The time that half of the change sets are not later than. */
  Instant middle() {
    return START.plus(SPAN.dividedBy(2));
  }

  /** Oldest first. */
  Stream<ImportedChangeSet> changeSets() {
    int sets = changes / CHANGES_PER_SET;
    return IntStream.range(0, sets).mapToObj(set -> changeSet(set, sets));
  }

  private ImportedChangeSet changeSet(int set, int sets) {
    List<Change> members = new ArrayList<>();
    for (int i = 0; i < CHANGES_PER_SET; i++) {
      members.add(change());
    }
    Instant time = START.plus(SPAN.multipliedBy(set).dividedBy(sets));
    return new ImportedChangeSet(
        "user%02d#zone".formatted(set % 40),
        time,
        new ChangeSet("generated-" + set, null, null, null, null, members));
  }

  private Change change() {
    int kind = random.nextInt(15);
    if (kind < 10 || live.size() < 100) {
      return add();
    }
    int index = random.nextInt(live.size());
    Live old = live.get(index);
    if (kind < 13) {
      Avu updated = new Avu(old.avu().attribute(), "value " + made++, old.avu().unit());
      live.set(index, new Live(old.path(), updated));
      return change(old.path(), ChangeType.UPDATE, updated, old.avu());
    }
    live.set(index, live.get(live.size() - 1));
    live.remove(live.size() - 1);
    return change(old.path(), ChangeType.DELETE, old.avu(), null);
  }

  private Change add() {
    String path = path(made % Math.max(10, changes / 30));
    Avu avu = new Avu("attribute" + random.nextInt(20), "value " + made++, "");
    live.add(new Live(path, avu));
    return change(path, ChangeType.ADD, avu, null);
  }

  private static Change change(String path, ChangeType type, Avu avu, @Nullable Avu old) {
    return new Change(path, TargetType.DATA_OBJECT, type, avu, old, null, null);
  }

  private String path(int number) {
    return "%s/run%03d/sample%06d.dat".formatted(collection, number % 200, number);
  }
}
