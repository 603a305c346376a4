// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/**
 * When data files of a log are small.
 *
 * <p>A question about one path reads one file of each month, so a file should not be much larger
 * than what is worth reading for that.
 *
 * @param targetBytes the size of a large file; in a month that is over, what is a quarter smaller
 *     is small
 * @param recentBytes the size from which a file of a month that goes on is left alone until the
 *     month is over, so that its rows are not written again every day
 * @param recentFiles from how many small files on a month that goes on is merged
 */
public record MergePolicy(long targetBytes, long recentBytes, int recentFiles) {
  public static final MergePolicy DEFAULTS = new MergePolicy(32L << 20, 1L << 20, 8);

  /** Whether a file is small. */
  boolean isSmall(long bytes, boolean monthIsOver) {
    return bytes < (monthIsOver ? targetBytes - targetBytes / 4 : recentBytes);
  }

  /** Whether it is worthwhile to merge as many small files of one month. */
  boolean isWorthwhile(int files, boolean monthIsOver) {
    return files >= (monthIsOver ? 2 : recentFiles);
  }
}
