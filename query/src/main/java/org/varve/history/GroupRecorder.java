// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * Records change sets that share one snapshot. Thread-safe: all state is in the turn.
 *
 * <p>After a lost turn everything is done again in a new one, a bounded number of times: stamps,
 * ids and the adds that are closed all depend on what another writer put in between.
 */
final class GroupRecorder {
  private static final int MAX_TURNS = 8;

  private final HistoryLedger ledger;

  GroupRecorder(HistoryLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * Records all drafts in one snapshot.
   *
   * @return the answers in the order of the drafts
   * @throws QueryException of kind INVALID if {@code stamps} refuses a draft; then nothing is
   *     written
   */
  List<RecordedChangeSet> record(
      Project project, Supplier<Turn> begin, Function<Turn, Stamps> stamps, List<Draft> drafts) {
    for (int turns = 1; ; turns++) {
      try (Turn turn = begin.get()) {
        return new Attempt(project, turn, stamps.apply(turn)).record(drafts);
      } catch (LostTurnException e) {
        if (turns == MAX_TURNS) {
          throw new QueryException(
              QueryException.Kind.UNAVAILABLE,
              "Cannot record: other writers kept coming in between: " + project.irodsPath(),
              e);
        }
      }
    }
  }

  /** One turn. */
  private final class Attempt {
    private final Project project;
    private final Turn turn;
    private final Stamps stamps;
    private final List<RecordedChangeSet> fresh = new ArrayList<>();
    private final Map<String, String> actors = new HashMap<>();

    Attempt(Project project, Turn turn, Stamps stamps) {
      this.project = project;
      this.turn = turn;
      this.stamps = stamps;
    }

    List<RecordedChangeSet> record(List<Draft> drafts) {
      Map<String, RecordedChangeSet> known = new HashMap<>(turn.findRecorded(requestIds(drafts)));
      List<Draft> open = drafts.stream().filter(d -> !known.containsKey(requestId(d))).toList();
      GroupRows rows = new GroupRows(project, turn, new HashMap<>(turn.findOpenAdds(keys(open))));
      List<RecordedChangeSet> answers = new ArrayList<>();
      for (Draft draft : drafts) {
        answers.add(answer(draft, known, rows));
      }
      commit(rows);
      return answers;
    }

    private RecordedChangeSet answer(
        Draft draft, Map<String, RecordedChangeSet> known, GroupRows rows) {
      RecordedChangeSet before = known.get(requestId(draft));
      if (before != null) {
        stamps.skip(draft, before);
        return before.asRepeated();
      }
      Instant recordedAt = stamps.stamp(draft);
      RecordedChangeSet answer =
          rows.append(draft, recordedAt, stamps.effectiveAt(draft, recordedAt));
      fresh.add(answer);
      actors.put(answer.changeSetId(), draft.actor());
      if (answer.requestId() != null) {
        known.put(answer.requestId(), answer);
      }
      return answer;
    }

    private void commit(GroupRows rows) {
      if (fresh.isEmpty()) {
        return;
      }
      List<DataFile> files = write(rows);
      try {
        turn.commit(files, fresh, actors, rows.touched());
      } catch (QueryException e) {
        if (e.kind() != QueryException.Kind.OUTCOME_UNKNOWN || !isRecorded(e)) {
          throw e;
        }
      }
    }

    /** Until the commit nothing is visible, so that a failure is safe to try again. */
    private List<DataFile> write(GroupRows rows) {
      try {
        return new RowFiles(turn.table()).write(rows.rows());
      } catch (RuntimeIOException e) {
        throw new QueryException(
            QueryException.Kind.UNAVAILABLE,
            "Failed to write change sets, nothing was recorded: " + project.irodsPath(),
            e);
      }
    }

    /** One look for the outcome: the group is one commit, so that any of its ids tells for all. */
    private boolean isRecorded(QueryException unknown) {
      for (RecordedChangeSet changeSet : fresh) {
        if (changeSet.requestId() != null) {
          try {
            return ledger
                .findByRequestId(project, changeSet.requestId())
                .filter(found -> found.changeSetId().equals(changeSet.changeSetId()))
                .isPresent();
          } catch (RuntimeException e) {
            unknown.addSuppressed(e);
            return false;
          }
        }
      }
      return false;
    }
  }

  private static @Nullable String requestId(Draft draft) {
    return draft.changeSet().requestId();
  }

  private static Collection<String> requestIds(List<Draft> drafts) {
    Set<String> ids = new HashSet<>();
    for (Draft draft : drafts) {
      String id = requestId(draft);
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static Collection<TripleKey> keys(List<Draft> drafts) {
    Set<TripleKey> keys = new HashSet<>();
    for (Draft draft : drafts) {
      for (Change change : draft.changeSet().changes()) {
        keys.add(TripleKey.of(change.targetType(), change.irodsPath(), change.avu()));
        if (change.oldAvu() != null) {
          keys.add(TripleKey.of(change.targetType(), change.irodsPath(), change.oldAvu()));
        }
      }
    }
    return keys;
  }
}
