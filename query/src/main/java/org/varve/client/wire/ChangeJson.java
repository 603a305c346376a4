// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeType;
import org.varve.history.TargetType;
import org.varve.sql.QueryException;

/** One change of a change set as JSON. */
final class ChangeJson {
  private ChangeJson() {}

  static ObjectNode format(String name, Change change) {
    Avu old = change.oldAvu();
    if (old != null && !old.attribute().equals(change.avu().attribute())) {
      throw new QueryException(
          QueryException.Kind.INVALID,
          "Invalid " + name + ".old_value: of another attribute: " + old.attribute());
    }
    ObjectNode node =
        Json.object()
            .put("irods_path", change.irodsPath())
            .put("target_type", change.targetType().wireName())
            .put("change_type", change.changeType().wireName());
    AvuJson.put(node, change.avu());
    AvuJson.putOld(node, old);
    putPresent(node, "via_ticket", change.viaTicket());
    putPresent(node, "rule_invocation", change.ruleInvocation());
    return node;
  }

  static Change parse(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    String path = fields.text("irods_path");
    TargetType targetType = TargetType.parse(fields.text("target_type"));
    ChangeType changeType = ChangeType.parse(fields.text("change_type"));
    Avu avu = AvuJson.parse(fields);
    Change change =
        new Change(
            path,
            targetType,
            changeType,
            avu,
            AvuJson.parseOld(fields, avu.attribute()),
            fields.optionalText("via_ticket"),
            fields.optionalText("rule_invocation"));
    fields.refuseOthers();
    return change;
  }

  static void putPresent(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
