// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.util.JsonUtil;

/**
 * The JSON of table metadata as Iceberg writes it, and where each of its top-level fields is.
 *
 * <p>Most commits add a snapshot and move a branch. The JSON after such a commit is put together
 * from the one before, so that its cost does not follow the number of snapshots; the rest is copied
 * as it is. Immutable.
 */
final class MetadataJson {
  /** A snapshot takes about that much. */
  private static final int BYTES_A_SNAPSHOT = 1_024;

  private final TableMetadata metadata;
  private final byte[] bytes;
  private final List<Field> fields;

  private MetadataJson(TableMetadata metadata, byte[] bytes, List<Field> fields) {
    this.metadata = metadata;
    this.bytes = bytes;
    this.fields = List.copyOf(fields);
  }

  /** Writes all of it. */
  static MetadataJson of(TableMetadata metadata) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(8_192);
    try (JsonGenerator generator = JsonUtil.factory().createGenerator(json)) {
      TableMetadataParser.toJson(metadata, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to write metadata", e);
    }
    byte[] bytes = json.toByteArray();
    return new MetadataJson(metadata, bytes, findFields(bytes));
  }

  /** Fields follow each other with one comma between them: Iceberg writes no white space. */
  private static List<Field> findFields(byte[] bytes) {
    List<String> names = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    try (JsonParser parser = JsonUtil.factory().createParser(bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        names.add(parser.currentName());
        starts.add(Math.toIntExact(parser.currentTokenLocation().getByteOffset()));
        parser.nextToken();
        parser.skipChildren();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Iceberg wrote metadata that is not JSON", e);
    }
    starts.add(bytes.length);
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(new Field(names.get(i), starts.get(i), starts.get(i + 1) - 1));
    }
    return fields;
  }

  /** The bytes themselves, not a copy. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * The JSON of metadata that follows this one, if the two differ in nothing but snapshots that are
   * added at the end, refs, logs, and what is counted.
   */
  Optional<MetadataJson> followedBy(TableMetadata next) {
    return isAllElseEqual(metadata, next) && isPrefix(metadata.snapshots(), next.snapshots())
        ? Optional.of(splice(next))
        : Optional.empty();
  }

  private static boolean isAllElseEqual(TableMetadata a, TableMetadata b) {
    return a.formatVersion() == b.formatVersion()
        && a.uuid().equals(b.uuid())
        && a.location().equals(b.location())
        && a.lastColumnId() == b.lastColumnId()
        && a.currentSchemaId() == b.currentSchemaId()
        && isSame(a.schemas(), b.schemas())
        && a.defaultSpecId() == b.defaultSpecId()
        && isSame(a.specs(), b.specs())
        && a.lastAssignedPartitionId() == b.lastAssignedPartitionId()
        && a.defaultSortOrderId() == b.defaultSortOrderId()
        && isSame(a.sortOrders(), b.sortOrders())
        && a.properties().equals(b.properties())
        && isSame(a.encryptionKeys(), b.encryptionKeys())
        && isSame(a.statisticsFiles(), b.statisticsFiles())
        && isSame(a.partitionStatisticsFiles(), b.partitionStatisticsFiles());
  }

  private static boolean isSame(List<?> a, List<?> b) {
    return a.size() == b.size() && isPrefix(a, b);
  }

  /** By identity, which no change of an equal thing escapes: not all of them compare every part. */
  private static boolean isPrefix(List<?> prefix, List<?> list) {
    if (prefix.size() > list.size()) {
      return false;
    }
    for (int i = 0; i < prefix.size(); i++) {
      if (prefix.get(i) != list.get(i)) {
        return false;
      }
    }
    return true;
  }

  private MetadataJson splice(TableMetadata next) {
    int added = next.snapshots().size() - metadata.snapshots().size();
    Splice splice = new Splice(bytes.length + BYTES_A_SNAPSHOT * (1 + added));
    for (Field field : fields) {
      switch (field.name) {
        case "last-sequence-number" -> splice.put(field, next.lastSequenceNumber());
        case "last-updated-ms" -> splice.put(field, next.lastUpdatedMillis());
        case "current-snapshot-id" -> splice.put(field, currentSnapshotId(next));
        case "next-row-id" -> splice.put(field, next.nextRowId());
        case "refs" -> splice.put(field, refs(next));
        case "snapshots" ->
            splice.putList(
                field,
                metadata.snapshots(),
                next.snapshots(),
                (snapshot, json) -> json.writeRawValue(SnapshotParser.toJson(snapshot, false)));
        case "snapshot-log" ->
            splice.putList(
                field,
                metadata.snapshotLog(),
                next.snapshotLog(),
                (entry, json) -> {
                  json.writeStartObject();
                  json.writeNumberField("timestamp-ms", entry.timestampMillis());
                  json.writeNumberField("snapshot-id", entry.snapshotId());
                  json.writeEndObject();
                });
        case "metadata-log" ->
            splice.putList(
                field,
                metadata.previousFiles(),
                next.previousFiles(),
                (entry, json) -> {
                  json.writeStartObject();
                  json.writeNumberField("timestamp-ms", entry.timestampMillis());
                  json.writeStringField("metadata-file", entry.file());
                  json.writeEndObject();
                });
        default -> splice.copy(field);
      }
    }
    return splice.finish(next);
  }

  private static Object currentSnapshotId(TableMetadata metadata) {
    if (metadata.currentSnapshot() != null) {
      return metadata.currentSnapshot().snapshotId();
    }
    return metadata.formatVersion() < 3 ? "-1" : "null";
  }

  private static String refs(TableMetadata metadata) {
    return JsonUtil.generate(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, SnapshotRef> ref : metadata.refs().entrySet()) {
            json.writeFieldName(ref.getKey());
            SnapshotRefParser.toJson(ref.getValue(), json);
          }
          json.writeEndObject();
        },
        false);
  }

  /**
   * A top-level field.
   *
   * @param start of its name
   * @param end after its value
   */
  private record Field(String name, int start, int end) {}

  /** Writes one element of a list. */
  private interface Element<T> {
    void write(T element, JsonGenerator json) throws IOException;
  }

  /** JSON that is being put together. Used by one thread. */
  private final class Splice {
    private final ByteArrayOutputStream out;
    private final List<Field> written = new ArrayList<>(fields.size());

    Splice(int expectedBytes) {
      out = new ByteArrayOutputStream(expectedBytes);
    }

    private int begin() {
      out.write(out.size() == 0 ? '{' : ',');
      return out.size();
    }

    private void end(Field field, int start) {
      written.add(new Field(field.name, start, out.size()));
    }

    void copy(Field field) {
      int start = begin();
      out.write(bytes, field.start, field.end - field.start);
      end(field, start);
    }

    void put(Field field, Object json) {
      int start = begin();
      text("\"" + field.name + "\":" + json);
      end(field, start);
    }

    /** Elements that were there already are copied, if nothing was taken from before them. */
    <T> void putList(Field field, List<T> before, List<T> after, Element<T> element) {
      if (!isPrefix(before, after)) {
        put(field, array(after, element));
        return;
      }
      int start = begin();
      out.write(bytes, field.start, field.end - field.start - 1);
      if (before.size() < after.size()) {
        String added = array(after.subList(before.size(), after.size()), element);
        text((before.isEmpty() ? "" : ",") + added.substring(1));
      } else {
        out.write(']');
      }
      end(field, start);
    }

    private <T> String array(List<T> elements, Element<T> element) {
      return JsonUtil.generate(
          json -> {
            json.writeStartArray();
            for (T each : elements) {
              element.write(each, json);
            }
            json.writeEndArray();
          },
          false);
    }

    private void text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    MetadataJson finish(TableMetadata next) {
      out.write('}');
      return new MetadataJson(next, out.toByteArray(), written);
    }
  }
}
