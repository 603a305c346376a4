// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups change sets into batches that suit the tables: the history is partitioned by month, so a
 * batch ends with a month wherever it can, and no month's file is split without need. One thread at
 * a time.
 */
final class ImportBatches {
  /** A month with more changes is split: a request and its answer have to fit into memory. */
  private static final int MOST_CHANGES = 20_000;

  private static final long MOST_BYTES = 16L << 20;

  private final int enoughChanges;
  private final List<ImportInput.Item> batch = new ArrayList<>();
  private int changes;
  private long sizeBytes;

  /**
   * Batches of whole months.
   *
   * @param enoughChanges a batch of fewer goes on into the next month
   */
  ImportBatches(int enoughChanges) {
    this.enoughChanges = enoughChanges;
  }

  /** Whether the batch so far has to go before {@code next} is added. */
  boolean isFullBefore(ImportInput.Item next) {
    if (batch.isEmpty()) {
      return false;
    }
    boolean tooLarge =
        changes + next.changes() > MOST_CHANGES || sizeBytes + next.sizeBytes() > MOST_BYTES;
    boolean newMonth = !month(batch.get(batch.size() - 1)).equals(month(next));
    return tooLarge || (newMonth && changes >= enoughChanges);
  }

  void add(ImportInput.Item item) {
    batch.add(item);
    changes += item.changes();
    sizeBytes += item.sizeBytes();
  }

  /** The batch so far, which then begins anew. */
  List<ImportInput.Item> take() {
    List<ImportInput.Item> taken = List.copyOf(batch);
    batch.clear();
    changes = 0;
    sizeBytes = 0;
    return taken;
  }

  private static YearMonth month(ImportInput.Item item) {
    return YearMonth.from(item.changeSet().eventTime().atOffset(ZoneOffset.UTC));
  }
}
