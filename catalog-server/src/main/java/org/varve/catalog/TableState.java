// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirement.AssertCurrentSchemaID;
import org.apache.iceberg.UpdateRequirement.AssertDefaultSortOrderID;
import org.apache.iceberg.UpdateRequirement.AssertDefaultSpecID;
import org.apache.iceberg.UpdateRequirement.AssertLastAssignedFieldId;
import org.apache.iceberg.UpdateRequirement.AssertLastAssignedPartitionId;
import org.apache.iceberg.UpdateRequirement.AssertRefSnapshotID;
import org.apache.iceberg.UpdateRequirement.AssertTableUUID;
import org.apache.iceberg.util.JsonUtil;

/** What a commit may require of a table, without the rest of its metadata. */
public record TableState(
    String uuid,
    Map<String, SnapshotRef> refs,
    int lastColumnId,
    int schemaId,
    int lastPartitionId,
    int specId,
    int sortOrderId) {
  /** Tables with so many refs that it takes more are looked at in their metadata. */
  private static final int MAX_LENGTH = 4_000;

  public TableState {
    refs = Map.copyOf(refs);
  }

  /** What metadata says. */
  static TableState of(TableMetadata metadata) {
    return new TableState(
        String.valueOf(metadata.uuid()),
        metadata.refs(),
        metadata.lastColumnId(),
        metadata.currentSchemaId(),
        metadata.lastAssignedPartitionId(),
        metadata.defaultSpecId(),
        metadata.defaultSortOrderId());
  }

  /**
   * As a row keeps it, with the metadata location that it tells of; empty if it is too long for
   * that.
   */
  Optional<String> format(String metadataLocation) {
    String json =
        JsonUtil.generate(
            generator -> {
              generator.writeStartObject();
              generator.writeStringField("of", metadataLocation);
              generator.writeStringField("uuid", uuid);
              generator.writeNumberField("last-column-id", lastColumnId);
              generator.writeNumberField("schema-id", schemaId);
              generator.writeNumberField("last-partition-id", lastPartitionId);
              generator.writeNumberField("spec-id", specId);
              generator.writeNumberField("sort-order-id", sortOrderId);
              generator.writeObjectFieldStart("refs");
              for (Map.Entry<String, SnapshotRef> ref : refs.entrySet()) {
                generator.writeFieldName(ref.getKey());
                SnapshotRefParser.toJson(ref.getValue(), generator);
              }
              generator.writeEndObject();
              generator.writeEndObject();
            },
            false);
    return json.length() > MAX_LENGTH ? Optional.empty() : Optional.of(json);
  }

  /** What {@link #format} wrote; empty if that was told of other metadata. */
  static Optional<TableState> parse(String text, String metadataLocation) {
    try {
      JsonNode json = JsonUtil.mapper().readTree(text);
      return json.path("of").asText().equals(metadataLocation)
          ? Optional.of(parse(json))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Failed to read the state of a table: " + text, e);
    }
  }

  private static TableState parse(JsonNode json) {
    Map<String, SnapshotRef> refs = new HashMap<>();
    for (Map.Entry<String, JsonNode> ref : json.path("refs").properties()) {
      refs.put(ref.getKey(), SnapshotRefParser.fromJson(ref.getValue()));
    }
    return new TableState(
        json.path("uuid").asText(),
        refs,
        json.path("last-column-id").asInt(),
        json.path("schema-id").asInt(),
        json.path("last-partition-id").asInt(),
        json.path("spec-id").asInt(),
        json.path("sort-order-id").asInt());
  }

  /**
   * Which of the requirements does not hold, in the words of Iceberg, which clients know. What is
   * not known here is left to the look at the metadata.
   */
  public Optional<String> findViolation(List<UpdateRequirement> requirements) {
    return requirements.stream().flatMap(each -> findViolation(each).stream()).findFirst();
  }

  private Optional<String> findViolation(UpdateRequirement requirement) {
    if (requirement instanceof AssertTableUUID required) {
      return required.uuid().equalsIgnoreCase(uuid)
          ? Optional.empty()
          : Optional.of(
              "Requirement failed: UUID does not match: expected "
                  + uuid
                  + " != "
                  + required.uuid());
    }
    if (requirement instanceof AssertRefSnapshotID required) {
      return findViolation(required);
    }
    if (requirement instanceof AssertLastAssignedFieldId required) {
      return differ("last assigned field id", required.lastAssignedFieldId(), lastColumnId);
    }
    if (requirement instanceof AssertCurrentSchemaID required) {
      return differ("current schema", required.schemaId(), schemaId);
    }
    if (requirement instanceof AssertLastAssignedPartitionId required) {
      return differ(
          "last assigned partition id", required.lastAssignedPartitionId(), lastPartitionId);
    }
    if (requirement instanceof AssertDefaultSpecID required) {
      return differ("default partition spec", required.specId(), specId);
    }
    if (requirement instanceof AssertDefaultSortOrderID required) {
      return differ("default sort order", required.sortOrderId(), sortOrderId);
    }
    return Optional.empty();
  }

  private Optional<String> findViolation(AssertRefSnapshotID required) {
    String name = required.refName();
    Long expected = required.snapshotId();
    SnapshotRef ref = name == null ? null : refs.get(name);
    if (ref == null) {
      return expected == null
          ? Optional.empty()
          : Optional.of(
              "Requirement failed: branch or tag " + name + " is missing, expected " + expected);
    }
    String thing = (ref.isBranch() ? "branch " : "tag ") + name;
    if (expected == null) {
      return Optional.of("Requirement failed: " + thing + " was created concurrently");
    }
    return differ(thing, " has changed", expected, ref.snapshotId());
  }

  private static Optional<String> differ(String thing, long expected, long found) {
    return differ(thing, " changed", expected, found);
  }

  private static Optional<String> differ(String thing, String what, long expected, long found) {
    return expected == found
        ? Optional.empty()
        : Optional.of(
            "Requirement failed: " + thing + what + ": expected id " + expected + " != " + found);
  }
}
