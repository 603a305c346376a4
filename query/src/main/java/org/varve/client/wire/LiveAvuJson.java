// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.varve.history.LiveAvu;
import org.varve.history.TargetType;

/** A triple that is there, with the change that put it there, as JSON. */
public final class LiveAvuJson {
  private LiveAvuJson() {}

  public static ObjectNode format(LiveAvu live) {
    ObjectNode node =
        Json.object()
            .put("irods_path", live.irodsPath())
            .put("target_type", live.targetType().wireName());
    AvuJson.put(node, live.avu());
    node.put("actor", live.actor());
    ChangeJson.putPresent(node, "on_behalf_of", live.onBehalfOf());
    ChangeJson.putPresent(node, "source", live.source());
    ChangeJson.putPresent(node, "note", live.note());
    return node.put("recorded_at", TimeText.format(live.recordedAt()))
        .put("effective_at", TimeText.format(live.effectiveAt()))
        .put("change_id", live.changeId())
        .put("change_set_id", live.changeSetId())
        .put("snapshot_id", live.snapshotId());
  }

  static LiveAvu parse(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    return new LiveAvu(
        fields.text("irods_path"),
        TargetType.parse(fields.text("target_type")),
        AvuJson.parse(fields),
        fields.text("actor"),
        fields.optionalText("on_behalf_of"),
        fields.optionalText("source"),
        fields.optionalText("note"),
        fields.time("recorded_at"),
        fields.time("effective_at"),
        fields.text("change_id"),
        fields.text("change_set_id"),
        fields.longValue("snapshot_id"));
  }
}
