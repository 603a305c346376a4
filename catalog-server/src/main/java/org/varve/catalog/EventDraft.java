// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * An event that is about to be written. Used by one thread.
 *
 * @param type such as {@code create-table}
 * @param namespace empty if it is about no namespace
 */
record EventDraft(
    String type,
    Namespace namespace,
    @Nullable String name,
    @Nullable String projectId,
    ObjectNode details) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Something that happens to a table or view. */
  static EventDraft of(String verb, PointerType type, TableIdentifier identifier) {
    return new EventDraft(
        verb + "-" + type.name().toLowerCase(Locale.ROOT),
        identifier.namespace(),
        identifier.name(),
        null,
        JSON.createObjectNode());
  }

  /** Something that happens to a namespace. */
  static EventDraft of(String type, Namespace namespace) {
    return new EventDraft(type, namespace, null, null, JSON.createObjectNode());
  }

  /** Something that happens to a project. */
  static EventDraft of(String type, String projectId) {
    return new EventDraft(type, Namespace.empty(), null, projectId, JSON.createObjectNode());
  }

  /** Adds a detail, unless it is null. */
  EventDraft with(String field, @Nullable String value) {
    if (value != null) {
      details.put(field, value);
    }
    return this;
  }

  EventDraft with(String field, boolean value) {
    details.put(field, value);
    return this;
  }

  EventDraft with(String field, Iterable<String> values) {
    ArrayNode array = details.putArray(field);
    values.forEach(array::add);
    return this;
  }

  /** Adds the name of a table or view. */
  EventDraft with(String field, TableIdentifier identifier) {
    ObjectNode named = details.putObject(field);
    ArrayNode levels = named.putArray("namespace");
    for (String level : identifier.namespace().levels()) {
      levels.add(level);
    }
    named.put("name", identifier.name());
    return this;
  }
}
