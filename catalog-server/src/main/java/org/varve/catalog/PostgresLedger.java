// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.HistoryLedger;
import org.varve.history.HistorySnapshot;
import org.varve.history.ImportRun;
import org.varve.history.LostTurnException;
import org.varve.history.Project;
import org.varve.history.ReadPoint;
import org.varve.history.RecordedChangeSet;
import org.varve.history.Turn;
import org.varve.sql.QueryException;

/**
 * The order and durability of the histories of all projects, in PostgreSQL, for any number of
 * processes on one database.
 *
 * <p>One writer a project at a time holds a lease, which it renews; a lease that is not renewed may
 * be taken by others, and the epoch that changes then keeps its former holder from committing.
 * Thread-safe. Whoever opened it closes it, after the last turn, and before the catalog's database.
 */
public final class PostgresLedger implements HistoryLedger, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);
  private static final int UPLOAD_THREADS = 8;
  private static final int MAX_TURNS = 8;
  private static final long SMALL_FILE_CACHE_BYTES = 24L * 1024 * 1024;
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

  private final LedgerDatabase database;
  private final PostgresCatalog catalog;
  private final LedgerTimes times;
  private final ClockStore clocks = new ClockStore();
  private final ChangeSetStore changeSets = new ChangeSetStore();
  private final EventStore events = new EventStore();
  private final SmallFileCache smallFiles = new SmallFileCache(SMALL_FILE_CACHE_BYTES);
  private final CachingFileIO files;
  private final ThreadPoolExecutor uploader;
  private final ScheduledExecutorService timer;
  private final LogTables tables;
  private final LedgerReads reads;
  private final GarbageSweeper sweeper;
  private final ScheduledFuture<?> sweeps;

  private PostgresLedger(Database database, PostgresCatalog catalog, LedgerTimes times) {
    this.database = new LedgerDatabase(database);
    this.catalog = catalog;
    this.times = times;
    this.files = new CachingFileIO(catalog.io(), smallFiles);
    this.tables = new LogTables(this.database, catalog, files);
    this.reads = new LedgerReads(this.database, tables, times.readWait());
    this.sweeper = new GarbageSweeper(this.database, catalog.io());
    this.uploader =
        new ThreadPoolExecutor(
            UPLOAD_THREADS,
            UPLOAD_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads("varve-upload"));
    uploader.allowCoreThreadTimeOut(true);
    this.timer = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("varve-ledger"));
    this.sweeps =
        timer.scheduleWithFixedDelay(
            sweeper::sweepQuietly,
            SWEEP_INTERVAL.toMillis(),
            SWEEP_INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** A ledger over the catalog's database. */
  public static PostgresLedger open(Database database, PostgresCatalog catalog) {
    return open(database, catalog, LedgerTimes.DEFAULTS);
  }

  static PostgresLedger open(Database database, PostgresCatalog catalog, LedgerTimes times) {
    return new PostgresLedger(database, catalog, times);
  }

  /**
   * Takes every lease away from whoever has it. For a database that only this process can use, when
   * it starts: the writers that held them are dead, and nobody should wait for them.
   */
  public void fenceAll() {
    database.transact(
        connection -> {
          clocks.fenceAll(connection);
          return true;
        });
  }

  @Override
  public ReadPoint readPoint(Project project) {
    return reads.readPoint(project);
  }

  @Override
  public ReadPoint readPoint(Project project, Instant time) {
    return reads.readPoint(project, time);
  }

  @Override
  public Optional<Instant> findRecordedAt(Project project, long snapshotId) {
    return reads.findRecordedAt(project, snapshotId);
  }

  @Override
  public List<HistorySnapshot> listSnapshots(Project project, Optional<Long> before, int limit) {
    return reads.listSnapshots(project, before, limit);
  }

  @Override
  public Optional<RecordedChangeSet> findByRequestId(Project project, String requestId) {
    Map<String, RecordedChangeSet> found =
        database.runStatement(
            connection ->
                changeSets.findByRequestIds(connection, project.id(), List.of(requestId)));
    return Optional.ofNullable(found.get(requestId));
  }

  @Override
  public Turn begin(Project project) {
    return begin(project, Optional.empty());
  }

  @Override
  public Turn begin(Project project, ImportRun run) {
    return begin(project, Optional.of(run));
  }

  private PostgresTurn begin(Project project, Optional<ImportRun> run) {
    Deadline deadline = Deadline.after(times.turnWait());
    while (true) {
      Optional<ClockStore.Lease> lease =
          database.runStatement(
              connection ->
                  clocks.lease(
                      connection,
                      project.id(),
                      run,
                      LogTables.identifierOf(project),
                      times.lease()));
      if (lease.isPresent()) {
        return turn(project, run, lease.get());
      }
      database.transact(connection -> checkMayBegin(connection, project, run));
      if (deadline.passed()) {
        throw busy(project);
      }
      deadline.pause();
    }
  }

  /** Fails if waiting for the lease is of no use. */
  private boolean checkMayBegin(Connection connection, Project project, Optional<ImportRun> run)
      throws SQLException {
    Clock clock = lockOpenClock(connection, project);
    if (!clock.openImport().equals(run)) {
      throw conflict(
          clock.openImport().isPresent()
              ? "Cannot record changes: an import holds the project: "
              : "Cannot continue import: it does not hold the project: ",
          project);
    }
    return !tables.loadPointer(connection, project).isEmpty();
  }

  private PostgresTurn turn(Project project, Optional<ImportRun> run, ClockStore.Lease lease) {
    try {
      // Who moves the project takes the lease away: what is read under the lease stays true.
      catalog.buckets().reload(project.bucket());
      return new PostgresTurn(
          this, project, run, lease, tables.loadMetadata(project, lease.location()));
    } catch (RuntimeException e) {
      release(project, lease);
      throw e;
    }
  }

  /**
   * Puts files in the place of others that hold the same rows, in a turn of its own: recording goes
   * on before and after it, and loses nothing.
   *
   * @throws QueryException of kind CONFLICT if the project is archived or an import holds it,
   *     UNAVAILABLE if other writers keep coming in between, OUTCOME_UNKNOWN if nobody knows
   * @throws org.apache.iceberg.exceptions.ValidationException if a file is not there any more
   */
  void replace(Project project, Replacement replacement) {
    for (int turns = 1; ; turns++) {
      try (PostgresTurn turn = begin(project, Optional.empty())) {
        turn.replace(replacement);
        return;
      } catch (LostTurnException e) {
        if (turns == MAX_TURNS) {
          throw new QueryException(
              QueryException.Kind.UNAVAILABLE,
              "Cannot replace files: other writers kept coming in between: " + project.irodsPath(),
              e);
        }
      }
    }
  }

  /** Whether the project takes change sets: it is not archived, and no import holds it. */
  boolean takesChangeSets(Project project) {
    return database.runStatement(
        connection ->
            Sql.query(
                    connection,
                    "SELECT 1 FROM varve.project_clock JOIN varve.projects USING (project_id)"
                        + " WHERE project_id = ? AND import_id IS NULL AND NOT archived",
                    project.id())
                .exists());
  }

  @Override
  public ImportRun openImport(
      Project project, String inputId, Optional<ImportRun.Times> wantedTimes) {
    Deadline deadline = Deadline.after(times.turnWait());
    while (true) {
      Optional<ImportRun> run =
          database.transact(connection -> tryOpenImport(connection, project, inputId, wantedTimes));
      if (run.isPresent()) {
        return run.get();
      }
      if (deadline.passed()) {
        throw busy(project);
      }
      deadline.pause();
    }
  }

  private Optional<ImportRun> tryOpenImport(
      Connection connection, Project project, String inputId, Optional<ImportRun.Times> wantedTimes)
      throws SQLException {
    Clock clock = lockOpenClock(connection, project);
    if (clock.openImport().isPresent()) {
      if (clock.openImport().get().inputId().equals(inputId)) {
        return clock.openImport();
      }
      throw conflict("Cannot import: another import holds the project: ", project);
    }
    if (clock.held()) {
      return Optional.empty();
    }
    ImportRun run = new ImportRun(inputId, chooseTimes(clock, wantedTimes, project));
    // Nothing was ever recorded here, so that nobody was told anything that old times could change.
    boolean startsOver = run.times() == ImportRun.Times.RECORDED && clock.lastHash().isEmpty();
    clocks.openImport(
        connection, project.id(), run, startsOver ? ClockStore.BEGINNING : clock.last());
    events.add(
        connection,
        ownerOf(project),
        EventDraft.of("open-import", project.id())
            .with("input_id", inputId)
            .with("times", run.times().name().toLowerCase(Locale.ROOT)));
    return Optional.of(run);
  }

  private static ImportRun.Times chooseTimes(
      Clock clock, Optional<ImportRun.Times> wantedTimes, Project project) {
    if (clock.ownChanges() && wantedTimes.equals(Optional.of(ImportRun.Times.RECORDED))) {
      throw conflict("Cannot import recorded times: the project has changes of its own: ", project);
    }
    return wantedTimes.orElse(
        clock.ownChanges() ? ImportRun.Times.EFFECTIVE : ImportRun.Times.RECORDED);
  }

  @Override
  public void closeImport(Project project, ImportRun run) {
    database.transact(
        connection -> {
          if (clocks.closeImport(connection, project.id(), run.inputId())) {
            events.add(
                connection,
                ownerOf(project),
                EventDraft.of("close-import", project.id()).with("input_id", run.inputId()));
          }
          return true;
        });
  }

  /** Only an owner imports. */
  private static Origin ownerOf(Project project) {
    return new Origin(project.owner(), "");
  }

  /** The clock of a project that still takes change sets, locked. */
  private Clock lockOpenClock(Connection connection, Project project) throws SQLException {
    Clock clock =
        clocks
            .lock(connection, project.id())
            .orElseThrow(() -> LedgerErrors.noProject(project.id()));
    // After the lock, in a statement of its own: archiving takes the same lock first.
    boolean archived =
        Sql.query(
                connection,
                "SELECT 1 FROM varve.projects WHERE project_id = ? AND archived",
                project.id())
            .exists();
    if (archived) {
      throw conflict("Cannot record changes: the project is archived: ", project);
    }
    return clock;
  }

  private static QueryException busy(Project project) {
    return new QueryException(
        QueryException.Kind.UNAVAILABLE,
        "Cannot record changes: another writer is not finished: " + project.irodsPath());
  }

  private static QueryException conflict(String reason, Project project) {
    return new QueryException(QueryException.Kind.CONFLICT, reason + project.irodsPath());
  }

  ScheduledFuture<?> keepLease(Project project, ClockStore.Lease lease) {
    long interval = times.lease().toMillis() / 3;
    return timer.scheduleWithFixedDelay(
        () -> renew(project, lease), interval, interval, TimeUnit.MILLISECONDS);
  }

  private void renew(Project project, ClockStore.Lease lease) {
    try {
      database.transact(
          connection -> {
            clocks.renew(connection, project.id(), lease.epoch(), times.lease());
            return true;
          });
    } catch (RuntimeException e) {
      // The next one may work; if the lease is lost meanwhile, the commit says so.
      LOG.warn("Failed to renew the lease of project {}", project.id(), e);
    }
  }

  /** Gives a lease back; if that fails, it expires. */
  void release(Project project, ClockStore.Lease lease) {
    try {
      database.transact(
          connection -> {
            clocks.release(connection, project.id(), lease.epoch());
            return true;
          });
    } catch (RuntimeException e) {
      LOG.warn("Failed to give back the lease of project {}", project.id(), e);
    }
  }

  /** Deletes what nothing refers to any more, without waiting for the timer. */
  void sweep() {
    sweeper.sweep();
  }

  TurnFileIO newTurnFiles() {
    return new TurnFileIO(files, smallFiles, uploader);
  }

  LedgerDatabase database() {
    return database;
  }

  LogTables tables() {
    return tables;
  }

  Commits commits() {
    return catalog.commits();
  }

  ChangeSetStore changeSets() {
    return changeSets;
  }

  LedgerTimes times() {
    return times;
  }

  @Override
  public void close() {
    sweeps.cancel(false);
    timer.shutdownNow();
    uploader.shutdown();
  }
}
