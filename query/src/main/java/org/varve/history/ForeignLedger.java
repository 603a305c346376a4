// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.varve.sql.QueryException;

/**
 * The order of change sets over any Iceberg catalog, for one writer: this object in this process.
 *
 * <p>Open adds, request ids and hashes are read from the log when they are first needed and kept in
 * memory. Another writer is noticed and never overwritten, but promises made to readers ("nothing
 * will be stamped at or before T") bind only this object. Times come from the clock; the snapshots'
 * own times are the catalog's. An open import is a property of the table, so that it survives the
 * process. Thread-safe.
 */
public final class ForeignLedger implements HistoryLedger {
  private static final String IMPORT_ID = "varve.import.input-id";
  private static final String IMPORT_TIMES = "varve.import.times";

  private final Catalog catalog;
  private final Clock clock;
  private final ConcurrentMap<String, ForeignHistory> histories = new ConcurrentHashMap<>();

  /**
   * @param catalog stays open and belongs to the caller
   */
  public ForeignLedger(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public ReadPoint readPoint(Project project) {
    ForeignHistory history = history(project);
    Instant asOf = history.last().orElse(project.enrolledAt());
    return new ReadPoint(load(project), asOf);
  }

  @Override
  public ReadPoint readPoint(Project project, Instant time) {
    ForeignHistory history = history(project);
    Instant asOf = earlier(Micros.floor(time), Micros.floor(clock.instant()));
    boolean oldTimes =
        openRun(load(project)).filter(run -> run.times() == ImportRun.Times.RECORDED).isPresent();
    if (!oldTimes) {
      history.promise(asOf);
    } else if (history.last().filter(last -> !asOf.isAfter(last)).isEmpty()) {
      // What an import brings next is older than the present, so only its past is final.
      throw incomplete(asOf, history.last());
    }
    return new ReadPoint(load(project), asOf);
  }

  private static QueryException incomplete(Instant asOf, Optional<Instant> last) {
    return new QueryException(
        QueryException.Kind.UNAVAILABLE,
        "History is not complete up to "
            + asOf
            + ": an import is open; complete up to "
            + last.map(Instant::toString).orElse("its beginning"));
  }

  @Override
  public Optional<Instant> findRecordedAt(Project project, long snapshotId) {
    return history(project).findRecordedAt(snapshotId);
  }

  @Override
  public Optional<RecordedChangeSet> findByRequestId(Project project, String requestId) {
    return history(project).findByRequestId(requestId);
  }

  @Override
  public List<HistorySnapshot> listSnapshots(Project project, Optional<Long> before, int limit) {
    Table table = load(project);
    List<HistorySnapshot> known = history(project).snapshots();
    List<HistorySnapshot> page = new ArrayList<>();
    boolean found = before.isEmpty();
    for (int i = known.size() - 1; i >= 0 && page.size() < limit; i--) {
      HistorySnapshot snapshot = known.get(i);
      if (found) {
        page.add(
            new HistorySnapshot(
                snapshot.snapshotId(),
                snapshot.recordedAt(),
                snapshot.changeSets(),
                snapshot.changes(),
                table.snapshot(snapshot.snapshotId()) != null));
      }
      found |= before.isPresent() && before.get() == snapshot.snapshotId();
    }
    return page;
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
    checkActive(project);
    ForeignHistory history = known(project);
    history.takeTurn();
    try {
      BaseTable table = history.refresh(() -> load(project));
      checkImport(project, openRun(table), run);
      boolean oldTimes = run.isPresent() && run.get().times() == ImportRun.Times.RECORDED;
      Instant first = oldTimes ? history.stampAfterLast() : history.stampAfter(clock.instant());
      return new ForeignTurn(history, table, first, run.isPresent());
    } catch (RuntimeException e) {
      history.endTurn();
      throw e;
    }
  }

  @Override
  public ImportRun openImport(Project project, String inputId, Optional<ImportRun.Times> times) {
    checkActive(project);
    ForeignHistory history = known(project);
    history.takeTurn();
    try {
      BaseTable table = history.refresh(() -> load(project));
      Optional<ImportRun> open = openRun(table);
      if (open.isPresent()) {
        return continued(project, open.get(), inputId, times);
      }
      ImportRun run = new ImportRun(inputId, chosen(project, history, times));
      table
          .updateProperties()
          .set(IMPORT_ID, run.inputId())
          .set(IMPORT_TIMES, run.times().name())
          .commit();
      return run;
    } finally {
      history.endTurn();
    }
  }

  @Override
  public void closeImport(Project project, ImportRun run) {
    ForeignHistory history = known(project);
    history.takeTurn();
    try {
      BaseTable table = load(project);
      if (openRun(table).filter(run::equals).isPresent()) {
        table.updateProperties().remove(IMPORT_ID).remove(IMPORT_TIMES).commit();
      }
    } finally {
      history.endTurn();
    }
  }

  private static ImportRun.Times chosen(
      Project project, ForeignHistory history, Optional<ImportRun.Times> times) {
    boolean own = history.hasOwnChanges();
    if (own && times.equals(Optional.of(ImportRun.Times.RECORDED))) {
      throw conflict(
          "Cannot import into project: it has changes of its own, which recorded times would"
              + " rewrite: "
              + project.irodsPath());
    }
    return times.orElse(own ? ImportRun.Times.EFFECTIVE : ImportRun.Times.RECORDED);
  }

  private static ImportRun continued(
      Project project, ImportRun open, String inputId, Optional<ImportRun.Times> times) {
    if (!open.inputId().equals(inputId) || (times.isPresent() && times.get() != open.times())) {
      throw conflict("Cannot import into project: another import is open: " + project.irodsPath());
    }
    return open;
  }

  private static void checkImport(
      Project project, Optional<ImportRun> open, Optional<ImportRun> wanted) {
    if (open.equals(wanted)) {
      return;
    }
    throw conflict(
        wanted.isPresent()
            ? "Cannot import into project: this import does not hold it: " + project.irodsPath()
            : "Cannot record in project: an import holds it: " + project.irodsPath());
  }

  private static void checkActive(Project project) {
    if (project.state() == Project.State.ARCHIVED) {
      throw conflict("Cannot record in project: it is archived: " + project.irodsPath());
    }
  }

  private static Optional<ImportRun> openRun(Table table) {
    String inputId = table.properties().get(IMPORT_ID);
    String times = table.properties().get(IMPORT_TIMES);
    return inputId == null || times == null
        ? Optional.empty()
        : Optional.of(new ImportRun(inputId, ImportRun.Times.valueOf(times)));
  }

  /** What is known of a project, up to date with the table. */
  private ForeignHistory history(Project project) {
    ForeignHistory history = known(project);
    history.refresh(() -> load(project));
    return history;
  }

  private ForeignHistory known(Project project) {
    return histories.computeIfAbsent(project.id(), id -> new ForeignHistory(project));
  }

  private BaseTable load(Project project) {
    TableIdentifier name = TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE);
    try {
      if (catalog.loadTable(name) instanceof BaseTable table) {
        return table;
      }
    } catch (NoSuchTableException e) {
      throw new QueryException(QueryException.Kind.FAILED, "Table does not exist: " + name, e);
    }
    throw new QueryException(
        QueryException.Kind.FAILED, "Cannot use catalog: its tables hide their operations");
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static QueryException conflict(String message) {
    return new QueryException(QueryException.Kind.CONFLICT, message);
  }
}
