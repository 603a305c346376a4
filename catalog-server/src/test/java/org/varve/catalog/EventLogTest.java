// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What changes is told, once, in an order that can be followed. */
class EventLogTest {
  private static final Origin ADA = new Origin("ada#local", "request-1");
  private static final int WRITERS = 8;
  private static final int EVENTS_A_WRITER = 40;

  private final Database database = Database.open(TestDatabase.create());
  private final PostgresCatalog catalog =
      new PostgresCatalog(
          database,
          new BucketStore(database, "memory://warehouse"),
          new InMemoryFileIO(),
          Map.of());
  private final CatalogStore store = catalog.store();
  private final EventLog log = catalog.events();

  @AfterEach
  void close() {
    database.close();
  }

  private void createNamespace(String name) {
    store.transact(
        ADA,
        transaction -> {
          transaction.createNamespace(Namespace.of(name), Map.of("k", "v"));
          return true;
        });
  }

  private static List<Long> sequences(List<CatalogEvent> events) {
    return events.stream().map(CatalogEvent::sequence).toList();
  }

  private static List<String> namespaces(List<CatalogEvent> events) {
    return events.stream().map(event -> event.what().namespace().toString()).toList();
  }

  @Test
  void everyChangeIsAnEventWithWhoAndWhichRequest() {
    TableIdentifier reads = TableIdentifier.of("lab", "reads");
    TableIdentifier runs = TableIdentifier.of("lab", "runs");
    MetadataFacts facts = new MetadataFacts("memory://reads", "some-uuid", false);
    createNamespace("lab");
    store.commit(
        ADA, List.of(new PointerChange(reads, PointerType.TABLE, null, "m-0", facts)), t -> true);
    store.commit(
        ADA, List.of(new PointerChange(reads, PointerType.TABLE, "m-0", "m-1", facts)), t -> true);
    store.transact(
        ADA,
        transaction -> {
          transaction.rename(PointerType.TABLE, reads, runs);
          transaction.drop(PointerType.TABLE, runs, Duration.ofDays(1), DroppedEntry.Bytes.PURGE);
          return true;
        });

    List<CatalogEvent> events = log.list(0, 100);

    assertThat(events)
        .extracting(event -> event.what().type() + " " + event.what().name().orElse("-"))
        .containsExactly(
            "create-namespace -",
            "create-table reads",
            "update-table reads",
            "rename-table reads",
            "drop-table runs");
    assertThat(events).extracting(CatalogEvent::origin).containsOnly(ADA);
    assertThat(events.get(2).what().details())
        .contains("\"metadata_location\":\"m-1\"", "\"previous_metadata_location\":\"m-0\"");
    assertThat(sequences(events)).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void whatDidNotHappenIsNoEvent() {
    createNamespace("lab");

    assertThatThrownBy(() -> createNamespace("lab"))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessage("Namespace already exists: lab");

    assertThat(log.last()).isEqualTo(1);
  }

  @Test
  void anEventThatIsCommittedLateComesAfterThoseThatWereRead() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    ExecutorService slow = Executors.newSingleThreadExecutor();
    try {
      Future<?> late =
          slow.submit(
              () ->
                  store.transact(
                      ADA,
                      transaction -> {
                        transaction.createNamespace(Namespace.of("late"), Map.of());
                        written.countDown();
                        await(read);
                        return true;
                      }));
      await(written);
      createNamespace("early");

      List<CatalogEvent> first = log.list(0, 10);
      read.countDown();
      late.get(60, TimeUnit.SECONDS);
      List<CatalogEvent> second = log.list(first.get(0).sequence(), 10);

      assertThat(namespaces(first)).containsExactly("early");
      assertThat(namespaces(second)).containsExactly("late");
    } finally {
      slow.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void followersMissNothingWhileManyCommitAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 2);
    try {
      CyclicBarrier start = new CyclicBarrier(WRITERS + 2);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(pool.submit(() -> write(start, writer)));
      }
      Future<List<Long>> one = pool.submit(() -> follow(start));
      Future<List<Long>> other = pool.submit(() -> follow(start));
      for (Future<?> writer : writers) {
        writer.get(120, TimeUnit.SECONDS);
      }

      List<Long> all = LongStream.rangeClosed(1, (long) WRITERS * EVENTS_A_WRITER).boxed().toList();
      assertThat(one.get(120, TimeUnit.SECONDS)).isEqualTo(all);
      assertThat(other.get(120, TimeUnit.SECONDS)).isEqualTo(all);
    } finally {
      pool.shutdownNow();
    }
  }

  private Void write(CyclicBarrier start, int writer) throws Exception {
    start.await(60, TimeUnit.SECONDS);
    for (int i = 0; i < EVENTS_A_WRITER; i++) {
      createNamespace("n" + writer + "_" + i);
    }
    return null;
  }

  private List<Long> follow(CyclicBarrier start) throws Exception {
    start.await(60, TimeUnit.SECONDS);
    List<Long> seen = new ArrayList<>();
    long after = 0;
    while (seen.size() < WRITERS * EVENTS_A_WRITER) {
      for (CatalogEvent event : log.list(after, 7)) {
        seen.add(event.sequence());
        after = event.sequence();
      }
    }
    return seen;
  }

  @Test
  void theOldestGoFirstAndAFollowerThatNeedsThemIsTold() {
    for (int i = 0; i < 5; i++) {
      createNamespace("n" + i);
    }

    log.prune(Duration.ofDays(1), 2);

    assertThat(sequences(log.list(log.beginning(), 10))).containsExactly(4L, 5L);
    assertThatThrownBy(() -> log.list(2, 10))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Events do not exist any more: those up to 3 are deleted");
    assertThatThrownBy(() -> log.list(6, 10))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Event does not exist: the last one is 5");
    log.prune(Duration.ZERO, 2);
    assertThat(log.list(5, 10)).isEmpty();
    createNamespace("next");
    assertThat(sequences(log.list(5, 10))).containsExactly(6L);
  }
}
