// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.varve.history.RecordedChangeSet;

/** The answer to a recorded change set as JSON. */
public final class RecordedChangeSetJson {
  private RecordedChangeSetJson() {}

  public static ObjectNode format(RecordedChangeSet recorded) {
    ObjectNode node = Json.object().put("change_set_id", recorded.changeSetId());
    ChangeJson.putPresent(node, "request_id", recorded.requestId());
    node.put("snapshot_id", recorded.snapshotId())
        .put("recorded_at", TimeText.format(recorded.recordedAt()))
        .put("changes", recorded.changes())
        .put("hash", recorded.hash());
    ArrayNode warnings = node.putArray("warnings");
    recorded.warnings().forEach(warnings::add);
    return node.put("repeated", recorded.repeated());
  }

  public static RecordedChangeSet parse(JsonNode node) {
    return parse("", node);
  }

  /** The answers to several change sets, in their order. */
  public static ObjectNode formatAll(List<RecordedChangeSet> recorded) {
    ObjectNode node = Json.object();
    ArrayNode items = node.putArray("change_sets");
    recorded.forEach(changeSet -> items.add(format(changeSet)));
    return node;
  }

  public static List<RecordedChangeSet> parseAll(JsonNode node) {
    return JsonFields.of(node).items("change_sets", RecordedChangeSetJson::parse);
  }

  private static RecordedChangeSet parse(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    return new RecordedChangeSet(
        fields.text("change_set_id"),
        fields.optionalText("request_id"),
        fields.longValue("snapshot_id"),
        fields.time("recorded_at"),
        fields.intValue("changes"),
        fields.items("warnings", (at, warning) -> warning.asText()),
        fields.text("hash"),
        fields.booleanValue("repeated"));
  }
}
