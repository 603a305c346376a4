// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.varve.history.LogFiles;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.history.SmallFiles;
import org.varve.sql.QueryException;

/**
 * Merges the small data files of the histories of projects.
 *
 * <p>Reading and writing rows goes on beside everybody else's work; only the commit takes the
 * project's turn. Thread-safe; to do it twice at once is of no use, and one of the two gives up.
 */
final class LogUpkeep {
  /** What one pass makes of very many files is merged by the next. */
  private static final int MAX_PASSES = 3;

  private final PostgresLedger ledger;
  private final MergePolicy policy;
  private final Clock clock;

  LogUpkeep(PostgresLedger ledger, MergePolicy policy, Clock clock) {
    this.ledger = ledger;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Merges the small files of each month. A project that takes no change sets is left alone.
   *
   * @return how many files there are fewer
   */
  int mergeFiles(Project project) {
    int fewer = 0;
    for (int pass = 0; pass < MAX_PASSES && ledger.takesChangeSets(project); pass++) {
      Table table = ledger.tables().load(project);
      List<List<DataFile>> groups = SmallFiles.list(table, policy, clock.instant());
      if (groups.isEmpty()) {
        break;
      }
      fewer += merge(project, table, groups);
    }
    return fewer;
  }

  private int merge(Project project, Table table, List<List<DataFile>> groups) {
    LogFiles files = new LogFiles(table);
    List<DataFile> small = new ArrayList<>();
    List<DataFile> merged = new ArrayList<>();
    try {
      for (List<DataFile> group : groups) {
        small.addAll(group);
        merged.addAll(files.merge(group, policy.targetBytes()));
      }
      ledger.replace(project, Replacement.of(small, merged));
    } catch (RuntimeException e) {
      if (!isUnknown(e)) {
        files.deleteWritten();
      }
      throw e;
    }
    return small.size() - merged.size();
  }

  private static boolean isUnknown(RuntimeException e) {
    return e instanceof QueryException query && query.kind() == QueryException.Kind.OUTCOME_UNKNOWN;
  }
}
