// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.HistoryLedger;
import org.varve.history.HistorySnapshot;
import org.varve.history.ImportRun;
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
  private static final long SMALL_FILE_CACHE_BYTES = 24L * 1024 * 1024;
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
  private static final int SWEEP_FILES = 500;
  private static final long MAX_PAUSE_MILLIS = 40;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final Database database;
  private final PostgresCatalog catalog;
  private final LedgerTimes times;
  private final ClockStore clocks = new ClockStore();
  private final ChangeSetStore changeSets = new ChangeSetStore();
  private final GarbageStore garbage = new GarbageStore();
  private final SmallFileCache smallFiles = new SmallFileCache(SMALL_FILE_CACHE_BYTES);
  private final CachingFileIO files;
  private final ThreadPoolExecutor uploader;
  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> sweeps;

  private PostgresLedger(Database database, PostgresCatalog catalog, LedgerTimes times) {
    this.database = database;
    this.catalog = catalog;
    this.times = times;
    this.files = new CachingFileIO(catalog.io(), smallFiles);
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
            this::sweepQuietly,
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
    transact(
        connection -> {
          clocks.fenceAll(connection);
          return true;
        });
  }

  static TableIdentifier changesTable(Project project) {
    return TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE);
  }

  @Override
  public ReadPoint readPoint(Project project) {
    Located<Instant> point =
        runStatement(
            connection -> {
              // One statement: a commit between two of them would give its rows and not its stamp.
              return Sql.query(
                      connection,
                      "SELECT last, metadata_location FROM varve.project_clock,"
                          + " public.iceberg_tables WHERE project_id = ? AND catalog_name = ?"
                          + " AND table_namespace = ? AND table_name = ?",
                      project.id(),
                      PostgresCatalog.NAME,
                      NamespaceNames.format(project.icebergNamespace()),
                      Project.CHANGES_TABLE)
                  .find(row -> new Located<>(row.instant(1), row.text(2)))
                  .orElseThrow(() -> LedgerErrors.noProject(project.id()));
            });
    Instant asOf =
        point.value().equals(ClockStore.BEGINNING) ? project.enrolledAt() : point.value();
    return new ReadPoint(table(project, point.location()), asOf);
  }

  @Override
  public ReadPoint readPoint(Project project, Instant time) {
    Instant wanted = clamp(time);
    Deadline deadline = Deadline.after(times.readWait());
    Optional<Instant> resolved = Optional.empty();
    while (true) {
      Optional<Instant> target = resolved;
      ReadAttempt attempt = transact(connection -> tryRead(connection, project, wanted, target));
      resolved = Optional.of(attempt.target());
      if (attempt.location().isPresent()) {
        return new ReadPoint(table(project, attempt.location().get()), attempt.target());
      }
      if (attempt.clock().openImport().isPresent() || deadline.passed()) {
        throw incomplete(attempt);
      }
      deadline.pause();
    }
  }

  /**
   * Raises {@code last} to the target if it must and can be, and then, in a statement of its own
   * that sees every commit up to there, reads the pointer.
   */
  private ReadAttempt tryRead(
      Connection connection, Project project, Instant wanted, Optional<Instant> resolved)
      throws SQLException {
    Clock clock = loadClock(connection, project.id());
    Instant target = resolved.orElseGet(() -> wanted.isBefore(clock.now()) ? wanted : clock.now());
    boolean closed =
        !target.isAfter(clock.last()) || clocks.raise(connection, project.id(), target);
    if (closed) {
      return new ReadAttempt(target, clock, Optional.of(loadPointer(connection, project)));
    }
    if (clock.leased() && clock.expired()) {
      clocks.fenceExpired(connection, project.id());
    }
    return new ReadAttempt(target, clock, Optional.empty());
  }

  private static QueryException incomplete(ReadAttempt attempt) {
    String reason =
        attempt.clock().openImport().isPresent() ? "an import is open" : "a writer is not finished";
    return new QueryException(
        QueryException.Kind.UNAVAILABLE,
        "History is not complete up to "
            + attempt.target()
            + ": "
            + reason
            + "; complete up to "
            + attempt.clock().last());
  }

  @Override
  public Optional<Instant> findRecordedAt(Project project, long snapshotId) {
    return transact(connection -> changeSets.findRecordedAt(connection, project.id(), snapshotId));
  }

  @Override
  public Optional<RecordedChangeSet> findByRequestId(Project project, String requestId) {
    Map<String, RecordedChangeSet> found =
        runStatement(
            connection ->
                changeSets.findByRequestIds(connection, project.id(), List.of(requestId)));
    return Optional.ofNullable(found.get(requestId));
  }

  @Override
  public List<HistorySnapshot> listSnapshots(Project project, Optional<Long> before, int limit) {
    Instant end =
        before
            .map(
                snapshotId ->
                    findRecordedAt(project, snapshotId)
                        .orElseThrow(
                            () ->
                                new QueryException(
                                    QueryException.Kind.INVALID,
                                    "Snapshot does not exist: " + snapshotId)))
            .orElse(LATEST);
    List<ChangeSetStore.SnapshotRow> rows =
        runStatement(connection -> changeSets.listSnapshots(connection, project.id(), end, limit));
    TableMetadata current = loadChanges(project);
    return rows.stream()
        .map(
            row ->
                new HistorySnapshot(
                    row.snapshotId(),
                    row.recordedAt(),
                    row.changeSets(),
                    row.changes(),
                    current.snapshot(row.snapshotId()) != null))
        .toList();
  }

  @Override
  public Turn begin(Project project) {
    return begin(project, Optional.empty());
  }

  @Override
  public Turn begin(Project project, ImportRun run) {
    return begin(project, Optional.of(run));
  }

  private Turn begin(Project project, Optional<ImportRun> run) {
    Deadline deadline = Deadline.after(times.turnWait());
    while (true) {
      Optional<ClockStore.Lease> lease =
          runStatement(
              connection ->
                  clocks.lease(
                      connection, project.id(), run, changesTable(project), times.lease()));
      if (lease.isPresent()) {
        return turn(project, run, lease.get());
      }
      transact(connection -> checkMayBegin(connection, project, run));
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
    return !loadPointer(connection, project).isEmpty();
  }

  private Turn turn(Project project, Optional<ImportRun> run, ClockStore.Lease lease) {
    try {
      return new PostgresTurn(this, project, run, lease, loadMetadata(project, lease.location()));
    } catch (RuntimeException e) {
      release(project, lease);
      throw e;
    }
  }

  @Override
  public ImportRun openImport(
      Project project, String inputId, Optional<ImportRun.Times> wantedTimes) {
    Deadline deadline = Deadline.after(times.turnWait());
    while (true) {
      Optional<ImportRun> run =
          transact(connection -> tryOpenImport(connection, project, inputId, wantedTimes));
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
    transact(
        connection -> {
          clocks.closeImport(connection, project.id(), run.inputId());
          return true;
        });
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

  private Clock loadClock(Connection connection, String projectId) throws SQLException {
    return clocks.find(connection, projectId).orElseThrow(() -> LedgerErrors.noProject(projectId));
  }

  private String loadPointer(Connection connection, Project project) throws SQLException {
    return catalog
        .pointers()
        .find(connection, PointerType.TABLE, changesTable(project))
        .orElseThrow(() -> lostTable(project));
  }

  private static QueryException lostTable(Project project) {
    return new QueryException(
        QueryException.Kind.FAILED, "Table does not exist: " + changesTable(project));
  }

  private BaseTable table(Project project, String location) {
    return new BaseTable(
        new FixedOperations(loadMetadata(project, location), files),
        tableName(project),
        report -> {});
  }

  /**
   * The metadata at a location. A reader so slow that it was deleted takes the pointer again: what
   * is there then holds everything that the location held.
   */
  private TableMetadata loadMetadata(Project project, String location) {
    try {
      return catalog.metadata().load(files, location);
    } catch (NotFoundException e) {
      String again = currentLocation(project);
      if (again.equals(location)) {
        throw new QueryException(
            QueryException.Kind.FAILED, "Metadata file is missing: " + location, e);
      }
      return catalog.metadata().load(files, again);
    }
  }

  /** The table as it is. */
  TableMetadata loadChanges(Project project) {
    return loadMetadata(project, currentLocation(project));
  }

  private String currentLocation(Project project) {
    return runStatement(connection -> loadPointer(connection, project));
  }

  private static QueryException busy(Project project) {
    return new QueryException(
        QueryException.Kind.UNAVAILABLE,
        "Cannot record changes: another writer is not finished: " + project.irodsPath());
  }

  private static QueryException conflict(String reason, Project project) {
    return new QueryException(QueryException.Kind.CONFLICT, reason + project.irodsPath());
  }

  /** Deletes files whose time has come, and what is known of old commits. */
  void sweep() {
    transact(
        connection -> {
          List<String> locations = garbage.lockSome(connection, SWEEP_FILES);
          locations.forEach(this::deleteGarbage);
          garbage.remove(connection, locations);
          return Sql.update(
              connection,
              "DELETE FROM varve.commits WHERE committed_at < clock_timestamp() - interval '1 day'");
        });
  }

  private void deleteGarbage(String location) {
    try {
      catalog.io().deleteFile(location);
    } catch (RuntimeException e) {
      LOG.debug("Failed to delete a superseded file: {}", location, e);
    }
  }

  private void sweepQuietly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.warn("Failed to delete superseded files", e);
    }
  }

  ScheduledFuture<?> keepLease(Project project, ClockStore.Lease lease) {
    long interval = times.lease().toMillis() / 3;
    return timer.scheduleWithFixedDelay(
        () -> renew(project, lease), interval, interval, TimeUnit.MILLISECONDS);
  }

  private void renew(Project project, ClockStore.Lease lease) {
    try {
      transact(
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
      transact(
          connection -> {
            clocks.release(connection, project.id(), lease.epoch());
            return true;
          });
    } catch (RuntimeException e) {
      LOG.warn("Failed to give back the lease of project {}", project.id(), e);
    }
  }

  <T> T transact(Database.Work<T> work) {
    try {
      return database.transact(work);
    } catch (DatabaseException e) {
      throw LedgerErrors.of(e);
    } catch (UnknownOutcomeException e) {
      throw LedgerErrors.unknown(e);
    }
  }

  <T> T runStatement(Database.Work<T> statement) {
    try {
      return database.runStatement(statement);
    } catch (DatabaseException e) {
      throw LedgerErrors.of(e);
    }
  }

  TurnFileIO newTurnFiles() {
    return new TurnFileIO(files, smallFiles, uploader);
  }

  void rememberCommitted(String location, TableMetadata written) {
    catalog.metadata().put(location, written);
  }

  String tableName(Project project) {
    return PostgresCatalog.NAME + "." + changesTable(project);
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

  private static Instant clamp(Instant time) {
    if (time.isAfter(LATEST)) {
      return LATEST;
    }
    return time.isBefore(ClockStore.BEGINNING)
        ? ClockStore.BEGINNING
        : time.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public void close() {
    sweeps.cancel(false);
    timer.shutdownNow();
    uploader.shutdown();
  }

  private record Located<T>(T value, String location) {}

  private record ReadAttempt(Instant target, Clock clock, Optional<String> location) {}

  /** A bounded wait on the database, in short pauses that grow. One thread. */
  private static final class Deadline {
    private final long end;
    private long pauseMillis = 2;

    private Deadline(long end) {
      this.end = end;
    }

    static Deadline after(Duration wait) {
      return new Deadline(System.nanoTime() + wait.toNanos());
    }

    boolean passed() {
      return System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted();
    }

    void pause() {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
    }
  }
}
