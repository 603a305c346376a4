// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.Test;
import org.varve.history.Project;
import org.varve.history.ReadPoint;
import org.varve.history.RecordedChangeSet;

/** Readers and writers of two processes at once: what a reader was told stays true. */
class RepeatableReadTest {
  private static final LedgerTimes TIMES =
      new LedgerTimes(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMinutes(10));
  private static final int CHANGE_SETS = 40;

  @Test
  void aTimeThatWasAnsweredGetsNoMoreChangeSets() throws Exception {
    InMemoryFileIO io = new InMemoryFileIO();
    try (Database database = Database.open(TestDatabase.create());
        LedgerFixture one = new LedgerFixture(database, io, TIMES);
        LedgerFixture other = new LedgerFixture(database, io, TIMES)) {
      Project project = one.enrol();
      ConcurrentLinkedQueue<Instant> stamps = new ConcurrentLinkedQueue<>();
      Map<Instant, Integer> answers = new ConcurrentSkipListMap<>();
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Future<?>> writers = new ArrayList<>();
      for (LedgerFixture fixture : List.of(one, other)) {
        writers.add(threads.submit(() -> write(fixture, project, stamps)));
      }
      List<Future<?>> readers = new ArrayList<>();
      for (LedgerFixture fixture : List.of(one, other)) {
        readers.add(threads.submit(() -> read(fixture, project, answers, done)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      done.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
      threads.shutdown();

      TreeMap<Instant, Integer> expected = new TreeMap<>();
      answers
          .keySet()
          .forEach(
              time ->
                  expected.put(
                      time, (int) stamps.stream().filter(stamp -> !stamp.isAfter(time)).count()));
      assertThat(stamps).hasSize(2 * CHANGE_SETS).doesNotHaveDuplicates();
      assertThat(answers).isNotEmpty().containsExactlyEntriesOf(expected);
    }
  }

  private static void write(
      LedgerFixture fixture, Project project, ConcurrentLinkedQueue<Instant> stamps) {
    for (int i = 0; i < CHANGE_SETS; i++) {
      for (RecordedChangeSet recorded : fixture.record(project, fixture.hashCode() + "-" + i)) {
        stamps.add(recorded.recordedAt());
      }
    }
  }

  private static void read(
      LedgerFixture fixture, Project project, Map<Instant, Integer> answers, AtomicBoolean done) {
    while (!done.get()) {
      ReadPoint point = fixture.ledger.readPoint(project, Instant.now());
      answers.put(point.asOf(), LedgerFixture.filesUpTo(point));
    }
  }
}
