// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.varve.history.NetChange;
import org.varve.history.Operation;
import org.varve.history.TargetType;

/** What two times differ in, as JSON. */
public final class NetChangeJson {
  private NetChangeJson() {}

  public static ObjectNode format(NetChange change) {
    ObjectNode node =
        Json.object()
            .put("irods_path", change.irodsPath())
            .put("target_type", change.targetType().wireName())
            .put("operation", change.operation().wireName());
    AvuJson.put(node, change.avu());
    return node;
  }

  static NetChange parse(String name, JsonNode node) {
    JsonFields fields = JsonFields.of(name, node);
    return new NetChange(
        fields.text("irods_path"),
        TargetType.parse(fields.text("target_type")),
        Operation.parse(fields.text("operation")),
        AvuJson.parse(fields));
  }
}
