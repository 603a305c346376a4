// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.history.FaultyLedger.Fault;
import org.varve.sql.QueryException;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;

/** What callers are told, and what is left, when a commit goes wrong. */
class HistoryServiceFaultTest {
  @TempDir static Path cacheDirectory;

  private static SqlEngine engine;

  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private FaultyLedger ledger;
  private HistoryService history;
  private Project project;

  @BeforeAll
  static void openEngine() {
    engine = SqlEngine.open(SqlConfig.defaults(cacheDirectory));
  }

  @AfterAll
  static void closeEngine() {
    engine.close();
  }

  @BeforeEach
  void open() {
    catalog.initialize("varve", Map.of());
    ProjectStore projects = new ForeignProjectStore(catalog, Clock.systemUTC());
    project = projects.create(Samples.ROOT, Project.DEFAULT_DATA_COLLECTION, Samples.ANA);
    ledger = new FaultyLedger(new ForeignLedger(catalog, Clock.systemUTC()));
    history = new HistoryService(projects, ledger, engine, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    history.close();
    catalog.close();
  }

  @Test
  void aLostTurnIsTakenAgain() {
    ledger.fail(Fault.LOST, Fault.LOST);

    record(Samples.changeSet(Samples.add("depth", "1")));

    assertThat(recorded()).containsExactly("1");
    assertThat(history.snapshots(project.id(), 10, Optional.empty()).items()).hasSize(1);
  }

  @Test
  void turnsThatAreLostAgainAndAgainAreGivenUp() {
    Fault[] lost = new Fault[8];
    Arrays.fill(lost, Fault.LOST);
    ledger.fail(lost);

    assertThatThrownBy(() -> record(Samples.changeSet(Samples.add("depth", "1"))))
        .hasMessage("Cannot record: other writers kept coming in between: " + Samples.ROOT)
        .extracting(e -> ((QueryException) e).kind())
        .isEqualTo(QueryException.Kind.UNAVAILABLE);
    assertThat(recorded()).isEmpty();
  }

  @Test
  void anUnknownOutcomeIsLookedUpByRequestId() {
    ledger.fail(Fault.UNKNOWN_BUT_DONE);

    RecordedChangeSet answer = record(Samples.request("r", Samples.add("depth", "1")));

    assertThat(answer.repeated()).isFalse();
    assertThat(record(Samples.request("r", Samples.add("depth", "1"))).changeSetId())
        .isEqualTo(answer.changeSetId());
  }

  @Test
  void anUnknownOutcomeThatStaysUnknownIsToldAndCanBeRepeated() {
    ledger.fail(Fault.UNKNOWN_AND_NOT_DONE);
    ChangeSet changeSet = Samples.request("r", Samples.add("depth", "1"));

    assertThatThrownBy(() -> record(changeSet))
        .hasMessage("Cannot say: a test says so")
        .extracting(e -> ((QueryException) e).kind())
        .isEqualTo(QueryException.Kind.OUTCOME_UNKNOWN);

    assertThat(record(changeSet).repeated()).isFalse();
    assertThat(recorded()).containsExactly("1");
  }

  @Test
  void aCommitThatBreaksLeavesNothingAndTheNextOneWorks() {
    ledger.fail(Fault.BROKEN);

    assertThatThrownBy(() -> record(Samples.changeSet(Samples.add("depth", "1"))))
        .hasMessage("Failed to record change set");

    assertThat(ledger.lastFiles()).hasSize(1).noneMatch(this::fileExists);
    assertThat(recorded()).isEmpty();

    record(Samples.changeSet(Samples.add("depth", "2")));

    assertThat(recorded()).containsExactly("2");
  }

  @Test
  void filesThatCannotBeWrittenAreSafeToTryAgain() {
    ledger.failWrites();

    assertThatThrownBy(() -> record(Samples.changeSet(Samples.add("depth", "1"))))
        .hasMessage("Failed to write change sets, nothing was recorded: " + Samples.ROOT)
        .extracting(e -> ((QueryException) e).kind())
        .isEqualTo(QueryException.Kind.UNAVAILABLE);

    record(Samples.changeSet(Samples.add("depth", "1")));
    assertThat(recorded()).containsExactly("1");
  }

  @Test
  void anInterruptedCallerWhoWaitsIsNotRecordedAndOneInACommitIsToldSo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ledger.beforeBegin(
        () -> {
          begun.countDown();
          awaitQuietly(goOn);
        });
    AtomicReference<QueryException> ofFirst = new AtomicReference<>();
    AtomicReference<QueryException> ofSecond = new AtomicReference<>();
    Thread first = caller("1", ofFirst);
    begun.await();
    Thread second = caller("2", ofSecond);
    await().until(() -> second.getState() == Thread.State.WAITING);

    second.interrupt();
    second.join();
    first.interrupt();
    first.join();
    goOn.countDown();

    assertThat(ofSecond.get().kind()).isEqualTo(QueryException.Kind.CANCELLED);
    assertThat(ofFirst.get().kind()).isEqualTo(QueryException.Kind.OUTCOME_UNKNOWN);
    await().untilAsserted(() -> assertThat(recorded()).containsExactly("1"));
  }

  @Test
  void afterItIsClosedNothingIsRecorded() {
    history.close();

    assertThatThrownBy(() -> record(Samples.changeSet(Samples.add("depth", "1"))))
        .hasMessage("Cannot record: shutting down");
  }

  private Thread caller(String value, AtomicReference<QueryException> failure) {
    Thread thread =
        new Thread(
            () -> {
              try {
                record(Samples.changeSet(Samples.add("depth", value)));
              } catch (QueryException e) {
                failure.set(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts a committer", e);
    }
  }

  private RecordedChangeSet record(ChangeSet changeSet) {
    return history.record(project.id(), Samples.ANA, changeSet);
  }

  private List<String> recorded() {
    return history.blame(project.id(), Samples.IMAGE).stream()
        .map(avu -> avu.avu().value())
        .toList();
  }

  private boolean fileExists(String location) {
    TableIdentifier name = TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE);
    return ((InMemoryFileIO) catalog.loadTable(name).io()).fileExists(location);
  }
}
