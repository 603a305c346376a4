// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.varve.client.LakehouseClient;
import org.varve.sql.QueryException;

/** Many callers at once. */
public abstract class ConcurrencyContract extends HistoryContract {
  private static final int CALLERS = 64;

  @Test
  void everyCallerGetsItsOwnAnswerAndTheyShareSnapshots() throws Exception {
    List<RecordedChangeSet> answers =
        together(
            i ->
                fixture()
                    .client("user" + i + "#tempZone")
                    .recordChanges(project.id(), Samples.changeSet(add("by", "" + i))));

    assertThat(answers).extracting(RecordedChangeSet::recordedAt).doesNotHaveDuplicates();
    assertThat(answers).extracting(RecordedChangeSet::changeSetId).doesNotHaveDuplicates();
    assertThat(client.blame(project.id(), image))
        .hasSize(CALLERS)
        .allMatch(avu -> avu.actor().equals("user" + avu.avu().value() + "#tempZone"));
    List<HistorySnapshot> snapshots = client.snapshots(project.id(), 100, Optional.empty()).items();
    assertThat(snapshots).hasSizeLessThan(CALLERS);
    assertThat(snapshots.stream().mapToInt(HistorySnapshot::changeSets).sum()).isEqualTo(CALLERS);
  }

  @Test
  void oneRequestIdFromManyCallersIsOneChangeSet() throws Exception {
    List<RecordedChangeSet> answers =
        together(i -> record(Samples.request("same", add("depth", "" + i))));

    assertThat(answers)
        .extracting(RecordedChangeSet::changeSetId)
        .containsOnly(answers.get(0).changeSetId());
    assertThat(answers.stream().filter(answer -> !answer.repeated())).hasSize(1);
    assertThat(allChanges()).hasSize(1);
  }

  @Test
  void aCallerWhoIsRefusedFailsNobodyElse() throws Exception {
    List<Object> outcomes =
        together(
            i -> {
              try {
                return record(i % 2 == 0 ? add("depth", "" + i) : add("", "bad"));
              } catch (QueryException e) {
                return e.getMessage();
              }
            });

    assertThat(outcomes).filteredOn(RecordedChangeSet.class::isInstance).hasSize(CALLERS / 2);
    assertThat(outcomes)
        .filteredOn(String.class::isInstance)
        .containsOnly("Invalid changes[0].attribute: empty");
    assertThat(allChanges()).hasSize(CALLERS / 2);
  }

  @Test
  void readersSeeWholeChangeSets() throws Exception {
    LakehouseClient reader = client;

    List<Boolean> whole =
        together(
            i -> {
              if (i % 2 == 0) {
                record(add("pair", "a" + i), add("pair", "b" + i));
              }
              return reader
                          .avus(
                              project.id(), new AvuQuery(image, false, AsOf.NOW, null, 1_000, null))
                          .items()
                          .size()
                      % 2
                  == 0;
            });

    assertThat(whole).containsOnly(true);
  }

  private interface Caller<T> {
    T call(int index) throws Exception;
  }

  private static <T> List<T> together(Caller<T> caller) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int index = i;
        Callable<T> task =
            () -> {
              start.await();
              return caller.call(index);
            };
        futures.add(threads.submit(task));
      }
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        answers.add(future.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }
}
