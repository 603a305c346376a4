// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.varve.history.Baseline;

/** A baseline as JSON. */
public final class BaselineJson {
  private BaselineJson() {}

  public static ObjectNode format(Baseline baseline) {
    ObjectNode node =
        Json.object()
            .put("state", baseline.state().name().toLowerCase(Locale.ROOT))
            .put("avus", baseline.avus())
            .put("skipped", baseline.skipped())
            .put("collections", baseline.collections())
            .put("collections_done", baseline.collectionsDone());
    ArrayNode examples = node.putArray("examples");
    baseline.examples().forEach(examples::add);
    baseline.reason().ifPresent(reason -> node.put("reason", reason));
    return node;
  }

  public static Baseline parse(JsonNode node) {
    JsonFields fields = JsonFields.of(node);
    return new Baseline(
        Baseline.State.valueOf(fields.text("state").toUpperCase(Locale.ROOT)),
        fields.longValue("avus"),
        fields.longValue("skipped"),
        fields.items("examples", (name, item) -> item.asText()),
        fields.longValue("collections"),
        fields.longValue("collections_done"),
        Optional.ofNullable(fields.optionalText("reason")));
  }
}
