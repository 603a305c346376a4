// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.varve.history.SyncedReaders;

/** {@link SyncedReaders} as JSON. */
public final class SyncedReadersJson {
  private SyncedReadersJson() {}

  public static ObjectNode format(SyncedReaders synced) {
    ObjectNode node = Json.object().put("changed", synced.changed());
    ArrayNode narrower = node.putArray("narrower");
    synced.narrower().forEach(narrower::add);
    return node;
  }

  public static SyncedReaders parse(JsonNode node) {
    JsonFields fields = JsonFields.of(node);
    return new SyncedReaders(
        node.path("changed").asInt(), fields.items("narrower", (name, item) -> item.asText()));
  }
}
