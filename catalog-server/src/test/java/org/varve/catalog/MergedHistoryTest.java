// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.HistoryContracts;
import org.varve.history.HistoryFixture;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.sql.QueryException;

/** The contracts of the history, the same cases, while its files are merged all the time. */
class MergedHistoryTest extends HistoryContracts {
  private static final MergePolicy EAGER = new MergePolicy(1 << 20, 1 << 20, 2);

  @TempDir static Path directory;

  private static MergingFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new MergingFixture(new PostgresHistoryFixture(TestDatabase.create(), directory));
  }

  @AfterAll
  static void close() {
    fixture.close();
    assertThat(fixture.failures).isEmpty();
    assertThat(fixture.merged.get()).isPositive();
  }

  @Override
  protected HistoryFixture fixture() {
    return fixture;
  }

  /** Merges on a thread of its own until it is closed. */
  private static final class MergingFixture implements HistoryFixture {
    private final PostgresHistoryFixture history;
    private final ScheduledExecutorService merger = Executors.newSingleThreadScheduledExecutor();
    private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger merged = new AtomicInteger();

    MergingFixture(PostgresHistoryFixture history) {
      this.history = history;
      merger.scheduleWithFixedDelay(this::mergeAll, 0, 5, TimeUnit.MILLISECONDS);
    }

    private synchronized void mergeAll() {
      LogUpkeep upkeep = new LogUpkeep(history.ledger(), EAGER, Clock.systemUTC());
      for (Project project : newest()) {
        try {
          merged.addAndGet(upkeep.mergeFiles(project));
        } catch (QueryException e) {
          // It takes no change sets any more, or somebody else has the turn for long.
          if (e.kind() != QueryException.Kind.CONFLICT
              && e.kind() != QueryException.Kind.UNAVAILABLE) {
            failures.add(e);
          }
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
    }

    /** Each case has a project of its own. */
    private List<Project> newest() {
      return history.projects().list().stream()
          .sorted(Comparator.comparing(Project::enrolledAt).reversed())
          .limit(2)
          .toList();
    }

    @Override
    public LakehouseClient client(String actor) {
      return history.client(actor);
    }

    @Override
    public Optional<Table> log(Project project) {
      return history.log(project);
    }

    /** Not while files are merged. */
    @Override
    public synchronized void restart() {
      history.restart();
    }

    @Override
    public void close() {
      merger.shutdown();
      try {
        assertThat(merger.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      history.close();
    }
  }
}
