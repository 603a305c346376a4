// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.varve.history.Avu;
import org.varve.history.ChangeType;
import org.varve.history.Operation;
import org.varve.history.RecordedChange;
import org.varve.history.TargetType;

/** An entry of the history as JSON. */
public final class RecordedChangeJson {
  private RecordedChangeJson() {}

  public static ObjectNode format(RecordedChange change) {
    ObjectNode node =
        Json.object()
            .put("change_id", change.changeId())
            .put("change_set_id", change.changeSetId())
            .put("ordinal", change.ordinal())
            .put("irods_path", change.irodsPath())
            .put("target_type", change.targetType().wireName())
            .put("change_type", change.changeType().wireName())
            .put("operation", change.operation().wireName());
    AvuJson.put(node, change.avu());
    AvuJson.putOld(node, change.oldAvu());
    node.put("actor", change.actor());
    putProvenance(node, change);
    return node.put("recorded_at", TimeText.format(change.recordedAt()))
        .put("effective_at", TimeText.format(change.effectiveAt()))
        .put("snapshot_id", change.snapshotId());
  }

  static RecordedChange parse(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    Avu avu = AvuJson.parse(fields);
    return new RecordedChange(
        fields.text("change_id"),
        fields.text("change_set_id"),
        fields.intValue("ordinal"),
        fields.text("irods_path"),
        TargetType.parse(fields.text("target_type")),
        ChangeType.parse(fields.text("change_type")),
        Operation.parse(fields.text("operation")),
        avu,
        AvuJson.parseOld(fields, avu.attribute()),
        fields.text("actor"),
        fields.optionalText("on_behalf_of"),
        fields.optionalText("request_id"),
        fields.optionalText("source"),
        fields.optionalText("via_ticket"),
        fields.optionalText("rule_invocation"),
        fields.optionalText("note"),
        fields.time("recorded_at"),
        fields.time("effective_at"),
        fields.longValue("snapshot_id"));
  }

  private static void putProvenance(ObjectNode node, RecordedChange change) {
    ChangeJson.putPresent(node, "on_behalf_of", change.onBehalfOf());
    ChangeJson.putPresent(node, "request_id", change.requestId());
    ChangeJson.putPresent(node, "source", change.source());
    ChangeJson.putPresent(node, "via_ticket", change.viaTicket());
    ChangeJson.putPresent(node, "rule_invocation", change.ruleInvocation());
    ChangeJson.putPresent(node, "note", change.note());
  }
}
