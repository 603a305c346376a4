// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.varve.history.RecordedChangeSet;

/**
 * What an import has done.
 *
 * @param repeated change sets that an earlier run had imported
 */
record ImportTally(long changeSets, long changes, long repeated, long warnings) {
  static final ImportTally NOTHING = new ImportTally(0, 0, 0, 0);

  /** Change sets that are in the history now, whichever run brought them. */
  long present() {
    return changeSets + repeated;
  }

  ImportTally plus(List<RecordedChangeSet> recorded) {
    ImportTally sum = this;
    for (RecordedChangeSet each : recorded) {
      sum =
          each.repeated()
              ? new ImportTally(sum.changeSets, sum.changes, sum.repeated + 1, sum.warnings)
              : new ImportTally(
                  sum.changeSets + 1,
                  sum.changes + each.changes(),
                  sum.repeated,
                  sum.warnings + each.warnings().size());
    }
    return sum;
  }
}
