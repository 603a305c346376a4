// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.varve.history.HistorySnapshot;

/** A snapshot of the history as JSON. */
public final class SnapshotJson {
  private SnapshotJson() {}

  public static ObjectNode format(HistorySnapshot snapshot) {
    return Json.object()
        .put("snapshot_id", snapshot.snapshotId())
        .put("recorded_at", TimeText.format(snapshot.recordedAt()))
        .put("change_sets", snapshot.changeSets())
        .put("changes", snapshot.changes())
        .put("live", snapshot.live());
  }

  static HistorySnapshot parse(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    return new HistorySnapshot(
        fields.longValue("snapshot_id"),
        fields.time("recorded_at"),
        fields.intValue("change_sets"),
        fields.intValue("changes"),
        fields.booleanValue("live"));
  }
}
