// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.util.ArrayList;
import java.util.List;
import org.varve.catalog.PostgresProjectStore;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.HistoryService;
import org.varve.history.LiveAvu;
import org.varve.history.LogicalPaths;
import org.varve.history.Project;
import org.varve.sql.QueryException;

/**
 * Follows collections that were renamed. What was recorded stays under the path that it had; what
 * is there is recorded as gone from the old path and come to the new one. Immutable.
 *
 * <p>Only the path that was left last is emptied, and only where neither path lies in the other:
 * otherwise nothing would tell a triple that is still to be restated from one that lies where it
 * belongs.
 */
public record ProjectMove(PostgresProjectStore projects, HistoryService history) {
  private static final String SOURCE = "move";

  /** Bounds the memory; each triple makes two changes. */
  private static final int TRIPLES = 10_000;

  /**
   * Moves a project. To where it is already: finishes what an earlier move left.
   *
   * @throws QueryException of kind CONFLICT if the new path is enrolled; UNPROCESSABLE if one of
   *     the two paths lies in the other
   */
  public Project move(Project project, String irodsPath) {
    if (project.irodsPath().equals(irodsPath)) {
      restateLastFormer(project);
      return project;
    }
    checkApart(project.irodsPath(), irodsPath);
    // Afterwards this path is the last one, and nobody would look at the one before it.
    restateLastFormer(project);
    Project moved = projects.move(project.id(), irodsPath);
    restateLastFormer(moved);
    return moved;
  }

  private static void checkApart(String path, String irodsPath) {
    if (isNested(path, irodsPath)) {
      throw new QueryException(
          QueryException.Kind.UNPROCESSABLE,
          "Cannot move project: one of the paths lies in the other; rename the collection to a third"
              + " name, move the project there, and then do both again to: "
              + irodsPath);
    }
  }

  private static boolean isNested(String path, String other) {
    return LogicalPaths.isWithin(path, other) || LogicalPaths.isWithin(other, path);
  }

  private void restateLastFormer(Project project) {
    List<String> formers = project.formerPaths();
    // The history of an archived one has ended: its triples stay where they were.
    if (project.state() == Project.State.ACTIVE && !formers.isEmpty()) {
      restate(project, formers.get(formers.size() - 1));
    }
  }

  private void restate(Project project, String former) {
    // Each round takes away what the next one would read, so that the first page is always next.
    AvuQuery left = new AvuQuery(former, true, AsOf.NOW, null, TRIPLES, null);
    List<LiveAvu> avus = history.avus(project.id(), left).items();
    while (!avus.isEmpty()) {
      String note = "moved from " + former + " to " + project.irodsPath();
      history.record(
          project.id(),
          project.owner(),
          new ChangeSet(null, note, SOURCE, null, null, changes(project, former, avus)));
      avus = history.avus(project.id(), left).items();
    }
  }

  private static List<Change> changes(Project project, String former, List<LiveAvu> avus) {
    List<Change> changes = new ArrayList<>();
    for (LiveAvu avu : avus) {
      String path = project.irodsPath() + avu.irodsPath().substring(former.length());
      changes.add(change(avu, avu.irodsPath(), ChangeType.DELETE));
      changes.add(change(avu, path, ChangeType.ADD));
    }
    return changes;
  }

  private static Change change(LiveAvu avu, String path, ChangeType type) {
    return new Change(path, avu.targetType(), type, avu.avu(), null, null, null);
  }
}
