// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/** The metadata of a table with one more snapshot on its main branch. */
final class AppendedMetadata {
  /** Iceberg tolerates a minute. */
  private static final Duration TOLERANCE = Duration.ofSeconds(40);

  private static final ObjectMapper JSON = new ObjectMapper();

  private AppendedMetadata() {}

  /**
   * The next metadata.
   *
   * <p>Iceberg's builder takes the time of the update from the local clock, and refuses every
   * commit while that is more than a minute behind the table's last one: after a step back, or
   * where the database's clock is ahead. Then the next metadata is composed without it, and keeps
   * the expired snapshots, for a commit at a better time to remove, and names no period.
   *
   * @param nowMillis the local clock
   */
  static TableMetadata of(
      TableMetadata base, Snapshot snapshot, List<Snapshot> expired, long nowMillis) {
    long latest = Math.max(base.lastUpdatedMillis(), snapshot.timestampMillis());
    return latest - nowMillis < TOLERANCE.toMillis()
        ? build(base, snapshot, expired)
        : compose(base, snapshot, latest);
  }

  private static TableMetadata build(
      TableMetadata base, Snapshot snapshot, List<Snapshot> expired) {
    TableMetadata.Builder builder =
        TableMetadata.buildFrom(base).setBranchSnapshot(snapshot, SnapshotRef.MAIN_BRANCH);
    PeriodTags.update(builder, base, snapshot);
    return builder.removeSnapshots(expired).build();
  }

  private static TableMetadata compose(TableMetadata base, Snapshot snapshot, long updatedMillis) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(base));
      json.put("last-updated-ms", updatedMillis);
      json.put("last-sequence-number", snapshot.sequenceNumber());
      json.put("current-snapshot-id", snapshot.snapshotId());
      json.withArray("snapshots").add(JSON.readTree(SnapshotParser.toJson(snapshot)));
      json.withArray("snapshot-log")
          .addObject()
          .put("snapshot-id", snapshot.snapshotId())
          .put("timestamp-ms", snapshot.timestampMillis());
      ObjectNode main = json.withObjectProperty("refs").withObjectProperty(SnapshotRef.MAIN_BRANCH);
      main.put("snapshot-id", snapshot.snapshotId()).put("type", "branch");
      logPrevious(json.withArray("metadata-log"), base);
      return TableMetadataParser.fromJson(json.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Iceberg wrote metadata that is not JSON", e);
    }
  }

  private static void logPrevious(ArrayNode log, TableMetadata base) {
    log.addObject()
        .put("metadata-file", base.metadataFileLocation())
        .put("timestamp-ms", base.lastUpdatedMillis());
    int max =
        PropertyUtil.propertyAsInt(
            base.properties(),
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX_DEFAULT);
    while (log.size() > Math.max(1, max)) {
      JsonNode oldest = log.remove(0);
      if (oldest == null) {
        throw new IllegalStateException("A log with entries has a first one");
      }
    }
  }
}
