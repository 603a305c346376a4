// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.List;

/**
 * What comparing the readers of a project with those of its files came to.
 *
 * @param changed how many users and groups have other access to the files than before
 * @param narrower logical paths of sub-collections that some reader of the project may not read,
 *     though he sees their history; the first {@link #MOST_NAMED} of them
 */
public record SyncedReaders(int changed, List<String> narrower) {
  public static final int MOST_NAMED = 1_000;

  public SyncedReaders {
    narrower = List.copyOf(narrower);
  }
}
