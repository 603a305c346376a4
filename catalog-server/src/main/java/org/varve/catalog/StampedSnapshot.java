// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.TableMetadata;

/**
 * Gives a snapshot the time of its last change set.
 *
 * <p>Iceberg takes the local clock, which is not the clock of the stamps: then an engine that
 * travels to a time would see another state than the rows have. Iceberg has no way to set the time,
 * other than reading a snapshot that has it.
 */
final class StampedSnapshot {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StampedSnapshot() {}

  /**
   * The snapshot with the first millisecond that is not before {@code recordedAt}, and that no
   * earlier snapshot of the table has: of two in one millisecond, one is hidden from time travel.
   */
  static Snapshot of(Snapshot snapshot, TableMetadata base, Instant recordedAt) {
    long millis = ceilingMillis(recordedAt);
    Snapshot previous = base.currentSnapshot();
    return withTime(
        snapshot, previous == null ? millis : Math.max(millis, previous.timestampMillis() + 1));
  }

  /**
   * The snapshot with the millisecond after the current one: it holds the same change sets, and
   * must not come later than those that are recorded next.
   */
  static Snapshot after(Snapshot snapshot, TableMetadata base) {
    return withTime(snapshot, base.currentSnapshot().timestampMillis() + 1);
  }

  private static long ceilingMillis(Instant time) {
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
  }

  private static Snapshot withTime(Snapshot snapshot, long millis) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(SnapshotParser.toJson(snapshot));
      json.put("timestamp-ms", millis);
      return SnapshotParser.fromJson(json.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Iceberg wrote a snapshot that is not JSON", e);
    }
  }
}
