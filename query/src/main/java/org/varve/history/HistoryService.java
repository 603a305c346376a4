// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;
import org.varve.sql.SqlEngine;

/**
 * Records change sets and answers what was, what changed, and who changed it.
 *
 * <p>Everything that is recorded goes through the ledger that it is given; everything that is read
 * comes from the log. Thread-safe. Closed by who made it; that lets commits under way finish and
 * closes nothing that was given.
 */
public final class HistoryService implements AutoCloseable {
  private final ProjectStore projects;
  private final HistoryLedger ledger;
  private final Clock clock;
  private final GroupRecorder recorder;
  private final GroupCommit commits;
  private final AvuReads avus;
  private final ChangeReads changes;
  private final NetDiffs netDiffs;
  private final SnapshotReads snapshots;

  /** The last event of each import, so that the next batch goes on from it. */
  private final ConcurrentMap<Held, ImportStamps.Mark> imported = new ConcurrentHashMap<>();

  /** An import and what it holds. */
  private record Held(String projectId, ImportRun run) {}

  /**
   * @param engine reads the log; stays open and belongs to the caller, as the others
   * @param clock tells whether an imported event lies in the future
   */
  public HistoryService(
      ProjectStore projects, HistoryLedger ledger, SqlEngine engine, Clock clock) {
    this.projects = projects;
    this.ledger = ledger;
    this.clock = clock;
    this.recorder = new GroupRecorder(ledger);
    this.commits = new GroupCommit(this::recordGroup);
    Points points = new Points(ledger);
    LogReader reader = new LogReader(engine);
    this.avus = new AvuReads(points, reader);
    this.changes = new ChangeReads(points, reader);
    this.netDiffs = new NetDiffs(points, reader);
    this.snapshots = new SnapshotReads(ledger);
  }

  /**
   * Records a change set: all of it or nothing. It is durable, and every reader sees it, when this
   * returns. A request id that is recorded gets the first answer.
   *
   * @param actor who makes the changes, as authenticated
   * @throws QueryException of kind INVALID if the change set breaks a rule, naming the field;
   *     NOT_FOUND if there is no such project; CONFLICT if it is archived or an import holds it;
   *     SLOW_DOWN or UNAVAILABLE if nothing was written; OUTCOME_UNKNOWN if nobody can say
   */
  public RecordedChangeSet record(String projectId, String actor, ChangeSet changeSet) {
    Project project = loadProject(projectId);
    new ChangeSetRules(project).check("", actor, changeSet);
    return commits.record(project, new Draft("", actor, changeSet, null));
  }

  /** Why a change could not be recorded in a project, whatever is recorded with it. */
  public Optional<String> findRefusal(Project project, Change change) {
    try {
      new ChangeSetRules(project).checkChange(change);
      return Optional.empty();
    } catch (QueryException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Takes the project for an import; see {@link HistoryLedger#openImport}. */
  public ImportRun openImport(String projectId, String inputId, Optional<ImportRun.Times> times) {
    TextRules.checkFilled("input_id", inputId, ChangeSetRules.MAX_NAME_BYTES);
    return ledger.openImport(loadProject(projectId), inputId, times);
  }

  /**
   * Records the next change sets of an import in one snapshot: all of them or none. What is
   * recorded already, by its request id, is answered as repeated.
   *
   * @param changeSets oldest first, going on from what was imported before
   * @throws QueryException of kind INVALID if one breaks a rule, naming it ({@code
   *     change_sets[3].event_time}): among them a time that is earlier than the one before, that
   *     lies in the future, or that is to become {@code recorded_at} and lies not after what the
   *     project has recorded; otherwise as {@link #record}
   */
  public List<RecordedChangeSet> importChangeSets(
      String projectId, ImportRun run, List<ImportedChangeSet> changeSets) {
    Project project = loadProject(projectId);
    List<Draft> drafts = importDrafts(project, changeSets);
    List<ImportStamps> stamps = new ArrayList<>();
    List<RecordedChangeSet> answers =
        recorder.record(
            project,
            () -> ledger.begin(project, run),
            turn -> {
              ImportStamps ofTurn = importStamps(projectId, run, turn);
              stamps.add(ofTurn);
              return ofTurn;
            },
            drafts);
    stamps
        .get(stamps.size() - 1)
        .last()
        .ifPresent(mark -> imported.put(new Held(projectId, run), mark));
    return answers;
  }

  /** Lets go of the project. Closing what is closed does nothing. */
  public void closeImport(String projectId, ImportRun run) {
    ledger.closeImport(loadProject(projectId), run);
    imported.remove(new Held(projectId, run));
  }

  /**
   * The triples that are there, now or as of the query's point, in the order of path, attribute,
   * value, unit.
   *
   * @throws QueryException of kind INVALID if the query is wrong, or its page token of another one;
   *     NOT_FOUND if the project or the snapshot does not exist
   */
  public Page<LiveAvu> avus(String projectId, AvuQuery query) {
    Project project = loadProject(projectId);
    checkScope(project, query.path());
    TextRules.checkStorable("attribute", query.attribute(), Integer.MAX_VALUE);
    return avus.avus(project, query);
  }

  /**
   * Every change of one path, newest first.
   *
   * @throws QueryException as {@link #avus}
   */
  public Page<RecordedChange> history(
      String projectId, String irodsPath, int limit, Optional<String> pageToken) {
    return changes(
        projectId,
        new ChangeQuery(
            irodsPath,
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            ChangeQuery.Order.NEWEST_FIRST,
            limit,
            pageToken.orElse(null)));
  }

  /**
   * The changes that match.
   *
   * @throws QueryException as {@link #avus}
   */
  public Page<RecordedChange> changes(String projectId, ChangeQuery query) {
    Project project = loadProject(projectId);
    checkScope(project, query.path());
    TextRules.checkStorable("attribute", query.attribute(), Integer.MAX_VALUE);
    TextRules.checkStorable("value", query.value(), Integer.MAX_VALUE);
    TextRules.checkStorable("actor", query.actor(), Integer.MAX_VALUE);
    return changes.changes(project, query);
  }

  /**
   * The changes between two points, oldest first; an update is one entry.
   *
   * @throws QueryException as {@link #avus}; also INVALID for points of effective time, or in the
   *     wrong order
   */
  public Page<RecordedChange> diff(String projectId, DiffQuery query) {
    Project project = loadProject(projectId);
    checkScope(project, query.path());
    return changes.diff(project, query);
  }

  /**
   * What two points differ in, in the order of path, attribute, value, unit.
   *
   * @throws QueryException as {@link #diff}
   */
  public Page<NetChange> netDiff(String projectId, DiffQuery query) {
    Project project = loadProject(projectId);
    checkScope(project, query.path());
    return netDiffs.netDiff(project, query);
  }

  /**
   * The triples of one path, each with the change that put it there.
   *
   * @throws QueryException as {@link #avus}
   */
  public List<LiveAvu> blame(String projectId, String irodsPath) {
    List<LiveAvu> found = new ArrayList<>();
    String token = null;
    do {
      Page<LiveAvu> page =
          avus(projectId, new AvuQuery(irodsPath, false, AsOf.NOW, null, Pages.MAX_LIMIT, token));
      found.addAll(page.items());
      token = page.nextPageToken();
    } while (token != null);
    return found;
  }

  /**
   * The snapshots that recorded change sets, newest first.
   *
   * @throws QueryException as {@link #avus}
   */
  public Page<HistorySnapshot> snapshots(String projectId, int limit, Optional<String> pageToken) {
    Project project = loadProject(projectId);
    return snapshots.snapshots(project, limit, pageToken);
  }

  private static void checkScope(Project project, @Nullable String path) {
    if (path == null) {
      return;
    }
    LogicalPaths.check("path", path);
    TextRules.checkStorable("path", path, Integer.MAX_VALUE);
    if (!project.everHeld(path)) {
      throw TextRules.invalid("path", "outside the project " + project.irodsPath() + ": " + path);
    }
  }

  private ImportStamps importStamps(String projectId, ImportRun run, Turn turn) {
    return new ImportStamps(
        run.times(),
        turn.firstStamp(),
        clock.instant(),
        Optional.ofNullable(imported.get(new Held(projectId, run))));
  }

  private static List<Draft> importDrafts(Project project, List<ImportedChangeSet> changeSets) {
    ChangeSetRules rules = new ChangeSetRules(project);
    List<Draft> drafts = new ArrayList<>();
    for (ImportedChangeSet imported : changeSets) {
      String at = "change_sets[" + drafts.size() + "].";
      TextRules.checkPresent(at + "event_time", imported.eventTime());
      TextRules.checkTime(at + "event_time", imported.eventTime());
      rules.check(at, imported.actor(), imported.changeSet());
      drafts.add(
          new Draft(at, imported.actor(), asImported(imported.changeSet()), imported.eventTime()));
    }
    return drafts;
  }

  private static ChangeSet asImported(ChangeSet changeSet) {
    return new ChangeSet(
        changeSet.requestId(),
        changeSet.note(),
        ImportedChangeSet.SOURCE,
        changeSet.onBehalfOf(),
        changeSet.effectiveAt(),
        changeSet.changes());
  }

  private List<RecordedChangeSet> recordGroup(Project project, List<Draft> drafts) {
    return recorder.record(
        project,
        () -> ledger.begin(project),
        turn -> new ConsecutiveStamps(turn.firstStamp()),
        drafts);
  }

  private Project loadProject(String projectId) {
    return projects
        .find(projectId)
        .orElseThrow(
            () ->
                new QueryException(
                    QueryException.Kind.NOT_FOUND, "Project does not exist: " + projectId));
  }

  /** Lets commits that are under way finish. Closing twice does nothing. */
  @Override
  public void close() {
    commits.close();
  }
}
