// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ImportedChangeSet;
import org.varve.sql.QueryException;

/** A change set as JSON, and as a line of a history that is imported. */
public final class ChangeSetJson {
  private ChangeSetJson() {}

  /**
   * The JSON of a change set.
   *
   * @throws QueryException of kind INVALID for an update of another attribute, which JSON cannot
   *     say
   */
  public static ObjectNode format(ChangeSet changeSet) {
    ObjectNode node = Json.object();
    ChangeJson.putPresent(node, "request_id", changeSet.requestId());
    ChangeJson.putPresent(node, "note", changeSet.note());
    ChangeJson.putPresent(node, "source", changeSet.source());
    ChangeJson.putPresent(node, "on_behalf_of", changeSet.onBehalfOf());
    if (changeSet.effectiveAt() != null) {
      node.put("effective_at", TimeText.format(changeSet.effectiveAt()));
    }
    ArrayNode changes = node.putArray("changes");
    for (Change change : changeSet.changes()) {
      changes.add(ChangeJson.format("changes[" + changes.size() + "]", change));
    }
    return node;
  }

  public static ObjectNode format(ImportedChangeSet imported) {
    return format(imported.changeSet())
        .put("actor", imported.actor())
        .put("event_time", TimeText.format(imported.eventTime()));
  }

  /**
   * The change set that {@code in} holds. Does not close it.
   *
   * @throws QueryException of kind INVALID that names the field which is missing, unknown or wrong
   */
  public static ChangeSet parse(InputStream in) {
    return Json.read(in, parser -> read(parser, ChangeSetJson::changeSet));
  }

  /**
   * The change set of one line of a history. {@code change_set}, a number that such files carry,
   * has no meaning.
   *
   * @throws QueryException of kind INVALID that names the field which is missing, unknown or wrong
   */
  public static ImportedChangeSet parseImported(byte[] line) {
    return Json.read(
        new ByteArrayInputStream(line), parser -> read(parser, ChangeSetJson::importedChangeSet));
  }

  /**
   * Reads the changes one by one: as a tree of nodes, a large change set would take many times its
   * own size.
   */
  private static <T> T read(JsonParser parser, BiFunction<JsonFields, List<Change>, T> maker)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid JSON: not an object");
    }
    ObjectNode others = Json.object();
    List<Change> changes = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("changes")) {
        changes = readChanges(parser);
      } else {
        others.set(name, parser.<JsonNode>readValueAsTree());
      }
    }
    if (changes == null) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid changes: missing");
    }
    JsonFields fields = JsonFields.of(others);
    T made = maker.apply(fields, changes);
    fields.refuseOthers();
    return made;
  }

  private static List<Change> readChanges(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid changes: not an array");
    }
    List<Change> changes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode node = parser.readValueAsTree();
      changes.add(ChangeJson.parse("changes[" + changes.size() + "]", node));
    }
    return changes;
  }

  private static ChangeSet changeSet(JsonFields fields, List<Change> changes) {
    return new ChangeSet(
        fields.optionalText("request_id"),
        fields.optionalText("note"),
        fields.optionalText("source"),
        fields.optionalText("on_behalf_of"),
        fields.optionalTime("effective_at"),
        changes);
  }

  private static ImportedChangeSet importedChangeSet(JsonFields fields, List<Change> changes) {
    fields.ignore("change_set");
    return new ImportedChangeSet(
        fields.text("actor"), fields.time("event_time"), changeSet(fields, changes));
  }
}
