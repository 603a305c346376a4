// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.Record;

/**
 * What the caller of a change set should know: one sentence for each change that found something
 * else than it says. They follow from the rows alone, so that a repeated request gets the same ones
 * from the log.
 */
final class Warnings {
  /** More than anybody reads; the rest is counted. */
  private static final int MAX_WARNINGS = 1_000;

  private Warnings() {}

  /** The warnings of the rows of one change set, in the order of their ordinals. */
  static List<String> of(List<Record> rows) {
    List<String> warnings = new ArrayList<>();
    int more = 0;
    int entry = 0;
    for (Record row : rows) {
      for (String found : ofRow(row)) {
        if (warnings.size() < MAX_WARNINGS) {
          warnings.add("changes[" + entry + "] " + found);
        } else {
          more++;
        }
      }
      entry += isFirstHalf(row) ? 0 : 1;
    }
    if (more > 0) {
      warnings.add("And " + more + " more warnings");
    }
    return warnings;
  }

  /** How many entries the rows are: the two halves of an update are one. */
  static int entries(List<Record> rows) {
    return (int) rows.stream().filter(row -> !isFirstHalf(row)).count();
  }

  private static boolean isFirstHalf(Record row) {
    return isRemove(row) && row.getField(HistorySchema.UPDATE_ID) != null;
  }

  private static boolean isRemove(Record row) {
    return Operation.REMOVE.wireName().equals(row.getField(HistorySchema.OPERATION));
  }

  private static List<String> ofRow(Record row) {
    boolean closes = row.getField(HistorySchema.CLOSES_CHANGE_ID) != null;
    if (isRemove(row)) {
      return closes ? List.of() : List.of("deletes what is not there: " + target(row));
    }
    List<String> found = new ArrayList<>();
    if (ChangeType.UPDATE.wireName().equals(row.getField(HistorySchema.CHANGE_TYPE))
        && row.getField(HistorySchema.UPDATE_ID) == null) {
      found.add("updates what is not there and is recorded as an add: " + target(row));
    }
    if (closes) {
      found.add("adds what is there already: " + target(row));
    }
    return found;
  }

  private static String target(Record row) {
    return row.getField(HistorySchema.ATTRIBUTE) + " of " + row.getField(HistorySchema.IRODS_PATH);
  }
}
