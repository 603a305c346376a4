// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.varve.sql.QueryException;

/**
 * The change sets of one project that wait for a commit. Thread-safe; all fields are guarded by the
 * object.
 */
final class WaitingLine {
  private static final int MAX_WAITING = 4_096;
  private static final int MAX_WAITING_CHANGES = 400_000;
  private static final int MAX_GROUP = 1_024;

  private final Deque<Waiting> line = new ArrayDeque<>();
  private int changes;
  private boolean served;

  /**
   * One caller.
   *
   * @param project as it was when the caller came: one that came later knows it better
   */
  record Waiting(Project project, Draft draft, CompletableFuture<RecordedChangeSet> answer) {
    int changes() {
      return draft.changeSet().changes().size();
    }
  }

  /**
   * Takes a caller in, and says whether somebody must start to serve the line.
   *
   * @throws QueryException of kind SLOW_DOWN if it is too long
   */
  synchronized boolean enter(Waiting waiting) {
    if (!line.isEmpty()
        && (line.size() >= MAX_WAITING || changes + waiting.changes() > MAX_WAITING_CHANGES)) {
      throw new QueryException(
          QueryException.Kind.SLOW_DOWN,
          "Cannot record: too many change sets are waiting: " + waiting.project().irodsPath());
    }
    line.add(waiting);
    changes += waiting.changes();
    boolean start = !served;
    served = true;
    return start;
  }

  /** Whether the caller was still waiting; then it is not served any more. */
  synchronized boolean leave(Waiting waiting) {
    boolean left = line.removeIf(other -> other.answer() == waiting.answer());
    if (left) {
      changes -= waiting.changes();
    }
    return left;
  }

  /** The callers that share the next commit; none if nobody waits, and then nobody serves. */
  synchronized List<Waiting> nextGroup() {
    List<Waiting> group = new ArrayList<>();
    int size = 0;
    while (!line.isEmpty()
        && group.size() < MAX_GROUP
        && (group.isEmpty() || size + line.element().changes() <= ChangeSetRules.MAX_CHANGES)) {
      Waiting next = line.remove();
      size += next.changes();
      group.add(next);
    }
    changes -= size;
    served = !group.isEmpty();
    return group;
  }
}
