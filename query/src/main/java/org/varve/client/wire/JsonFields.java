// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * The fields of one JSON object. A missing or wrong one is refused by its name, and {@link
 * #refuseOthers} refuses the ones that nobody asked for. JSON's null counts as missing.
 */
public final class JsonFields {
  private final String at;
  private final JsonNode object;
  private final Set<String> asked = new HashSet<>();

  private JsonFields(String at, JsonNode object) {
    this.at = at;
    this.object = object;
  }

  /** The fields of a whole document. */
  public static JsonFields of(JsonNode node) {
    return of("", node);
  }

  /**
   * The fields of an object inside a document.
   *
   * @param name where it is, such as {@code changes[3]}
   */
  static JsonFields of(String name, JsonNode node) {
    if (!node.isObject()) {
      throw invalid(name.isEmpty() ? "JSON" : name, "not an object", node);
    }
    return new JsonFields(name.isEmpty() ? "" : name + ".", node);
  }

  /** A text that must be there. */
  public String text(String name) {
    return present(name, optionalText(name));
  }

  /** A text that may be missing. */
  public @Nullable String optionalText(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(at + name, "not a text", value);
    }
    return value.textValue();
  }

  Instant time(String name) {
    return present(name, optionalTime(name));
  }

  @Nullable Instant optionalTime(String name) {
    String text = optionalText(name);
    return text == null ? null : TimeText.parse(at + name, text);
  }

  long longValue(String name) {
    JsonNode value = present(name, find(name));
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw invalid(at + name, "not a whole number", value);
    }
    return value.longValue();
  }

  int intValue(String name) {
    return Math.toIntExact(longValue(name));
  }

  boolean booleanValue(String name) {
    JsonNode value = present(name, find(name));
    if (!value.isBoolean()) {
      throw invalid(at + name, "not true or false", value);
    }
    return value.booleanValue();
  }

  /** Whether a field is there and true. */
  boolean flag(String name) {
    return find(name) != null && booleanValue(name);
  }

  /** The items of an array that must be there, each made from its name and its node. */
  <T> List<T> items(String name, BiFunction<String, JsonNode, T> parser) {
    JsonNode value = present(name, find(name));
    if (!value.isArray()) {
      throw invalid(at + name, "not an array", value);
    }
    List<T> items = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      items.add(parser.apply(at + name + "[" + items.size() + "]", item));
    }
    return items;
  }

  /** An object or another value that may be missing, made from its name and its node. */
  public <T> Optional<T> findValue(String name, BiFunction<String, JsonNode, T> parser) {
    JsonNode value = find(name);
    return value == null ? Optional.empty() : Optional.of(parser.apply(at + name, value));
  }

  /** Lets a field be there that has no meaning here. */
  JsonFields ignore(String name) {
    asked.add(name);
    return this;
  }

  /**
   * Refuses a field that was not asked for.
   *
   * @throws QueryException of kind INVALID that names it
   */
  public void refuseOthers() {
    Iterator<String> names = object.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!asked.contains(name)) {
        throw new QueryException(
            QueryException.Kind.INVALID, "Invalid " + at + name + ": unknown field");
      }
    }
  }

  private @Nullable JsonNode find(String name) {
    asked.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid " + at + name + ": missing");
    }
    return value;
  }

  private static QueryException invalid(String field, String reason, JsonNode value) {
    String shown =
        value.isContainerNode() ? (value.isArray() ? "an array" : "an object") : value.toString();
    String shortened = shown.length() > 100 ? shown.substring(0, 100) + "…" : shown;
    return new QueryException(
        QueryException.Kind.INVALID, "Invalid " + field + ": " + reason + ": " + shortened);
  }
}
