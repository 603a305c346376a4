// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.varve.history.HistorySnapshot;
import org.varve.history.LiveAvu;
import org.varve.history.NetChange;
import org.varve.history.Page;
import org.varve.history.RecordedChange;

/**
 * A page of answers as JSON: {@code project_id}, {@code path}, {@code as_of}, the items under a
 * name of their own, and {@code next_page_token} if there is more.
 *
 * @param path what was asked about; the project's own path for all of it
 */
public record PageJson(String projectId, String path) {
  private static final String AVUS = "avus";
  private static final String CHANGES = "changes";
  private static final String SNAPSHOTS = "snapshots";

  public ObjectNode formatAvus(Page<LiveAvu> page) {
    return format(AVUS, page, LiveAvuJson::format);
  }

  public ObjectNode formatChanges(Page<RecordedChange> page) {
    return format(CHANGES, page, RecordedChangeJson::format);
  }

  public ObjectNode formatNetChanges(Page<NetChange> page) {
    return format(CHANGES, page, NetChangeJson::format);
  }

  public ObjectNode formatSnapshots(Page<HistorySnapshot> page) {
    return format(SNAPSHOTS, page, SnapshotJson::format);
  }

  public static Page<LiveAvu> parseAvus(JsonNode node) {
    return parse(AVUS, node, LiveAvuJson::parse);
  }

  public static Page<RecordedChange> parseChanges(JsonNode node) {
    return parse(CHANGES, node, RecordedChangeJson::parse);
  }

  public static Page<NetChange> parseNetChanges(JsonNode node) {
    return parse(CHANGES, node, NetChangeJson::parse);
  }

  public static Page<HistorySnapshot> parseSnapshots(JsonNode node) {
    return parse(SNAPSHOTS, node, SnapshotJson::parse);
  }

  private <T> ObjectNode format(String name, Page<T> page, Function<T, ObjectNode> format) {
    ObjectNode node =
        Json.object()
            .put("project_id", projectId)
            .put("path", path)
            .put("as_of", TimeText.format(page.asOf()));
    ArrayNode items = node.putArray(name);
    page.items().forEach(item -> items.add(format.apply(item)));
    ChangeJson.putPresent(node, "next_page_token", page.nextPageToken());
    return node;
  }

  private static <T> Page<T> parse(
      String name, JsonNode node, BiFunction<String, JsonNode, T> parser) {
    JsonFields fields = JsonFields.of(node);
    List<T> items = fields.items(name, parser);
    return new Page<>(fields.time("as_of"), items, fields.optionalText("next_page_token"));
  }
}
