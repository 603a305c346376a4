// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.types.Types;

/**
 * What {@code avu_changes} looks like: one row an event, append-only, Iceberg format v2.
 *
 * <p>The field ids are the order of the columns, which is also the order that Iceberg itself gives
 * when it creates a table, so that a table made through any catalog has the same ids. The columns
 * and their ids never change their meaning: the hash of a change set is computed over them.
 */
public final class HistorySchema {
  static final String CHANGE_ID = "change_id";
  static final String CHANGE_SET_ID = "change_set_id";
  static final String ORDINAL = "ordinal";
  static final String PROJECT_ID = "project_id";
  static final String IRODS_PATH = "irods_path";
  static final String TARGET_TYPE = "target_type";
  static final String ATTRIBUTE = "attribute";
  static final String VALUE = "value";
  static final String UNIT = "unit";
  static final String CHANGE_TYPE = "change_type";
  static final String OPERATION = "operation";
  static final String UPDATE_ID = "update_id";
  static final String CLOSES_CHANGE_ID = "closes_change_id";
  static final String ACTOR = "actor";
  static final String ON_BEHALF_OF = "on_behalf_of";
  static final String REQUEST_ID = "request_id";
  static final String SOURCE = "source";
  static final String VIA_TICKET = "via_ticket";
  static final String RULE_INVOCATION = "rule_invocation";
  static final String NOTE = "note";
  static final String RECORDED_AT = "recorded_at";
  static final String EFFECTIVE_AT = "effective_at";
  static final String SNAPSHOT_ID = "snapshot_id";
  static final String CHANGE_SET_HASH = "change_set_hash";
  static final String PREVIOUS_HASH = "previous_hash";

  private static final Types.StringType STRING = Types.StringType.get();

  /** The columns of {@code avu_changes}. */
  public static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(
              1, CHANGE_ID, STRING, "Identity of the event: a UUIDv7, ordered by time"),
          Types.NestedField.required(
              2, CHANGE_SET_ID, STRING, "What was recorded together, all or nothing"),
          Types.NestedField.required(
              3, ORDINAL, Types.IntegerType.get(), "Order inside the change set, from 0"),
          Types.NestedField.required(4, PROJECT_ID, STRING, "The project that keeps the history"),
          Types.NestedField.required(
              5, IRODS_PATH, STRING, "Logical path of the target at the time, absolute"),
          Types.NestedField.required(
              6, TARGET_TYPE, STRING, "data_object, collection, resource or user"),
          Types.NestedField.required(7, ATTRIBUTE, STRING, "First part of the triple"),
          Types.NestedField.required(8, VALUE, STRING, "Second part of the triple"),
          Types.NestedField.required(
              9, UNIT, STRING, "Third part of the triple, empty when it has none"),
          Types.NestedField.required(
              10, CHANGE_TYPE, STRING, "add, update or delete, as the caller said it"),
          Types.NestedField.required(
              11, OPERATION, STRING, "add or remove: the effect on the triples of the target"),
          Types.NestedField.optional(
              12, UPDATE_ID, STRING, "Ties the remove and the add of one update"),
          Types.NestedField.optional(13, CLOSES_CHANGE_ID, STRING, "The add that this event ends"),
          Types.NestedField.required(14, ACTOR, STRING, "Who changed it, user#zone"),
          Types.NestedField.optional(
              15, ON_BEHALF_OF, STRING, "For whom, as a trusted program says"),
          Types.NestedField.optional(
              16, REQUEST_ID, STRING, "The caller's own id of the change set"),
          Types.NestedField.optional(17, SOURCE, STRING, "The program that the change came from"),
          Types.NestedField.optional(
              18, VIA_TICKET, STRING, "The iRODS ticket that allowed the change"),
          Types.NestedField.optional(
              19, RULE_INVOCATION, STRING, "The iRODS rule that made the change"),
          Types.NestedField.optional(20, NOTE, STRING, "Why, in the caller's words"),
          Types.NestedField.required(
              21,
              RECORDED_AT,
              Types.TimestampType.withZone(),
              "When it was accepted: one time a change set, strictly increasing in the project"),
          Types.NestedField.required(
              22,
              EFFECTIVE_AT,
              Types.TimestampType.withZone(),
              "When it happened, as the caller says"),
          Types.NestedField.required(
              23, SNAPSHOT_ID, Types.LongType.get(), "The snapshot that made it visible"),
          Types.NestedField.required(
              24, CHANGE_SET_HASH, STRING, "SHA-256 of the change set's canonical form"),
          Types.NestedField.optional(
              25, PREVIOUS_HASH, STRING, "The hash of the change set before, absent on the first"));

  /** A file holds changes of one month of {@code recorded_at}. */
  public static final PartitionSpec PARTITION_SPEC =
      PartitionSpec.builderFor(SCHEMA).month(RECORDED_AT).build();

  /** How rows lie inside a large file: what asks for one path reads few row groups. */
  public static final SortOrder SORT_ORDER =
      SortOrder.builderFor(SCHEMA).asc(IRODS_PATH).asc(RECORDED_AT).asc(ORDINAL).build();

  /** The table properties that the reads and the growth of the table rely on. */
  public static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry(TableProperties.FORMAT_VERSION, "2"),
          Map.entry(TableProperties.PARQUET_COMPRESSION, "zstd"),
          // About 15 thousand rows: small enough to skip most of a file for one path, large enough
          // for the dictionaries to pay.
          Map.entry(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, "6291456"),
          Map.entry(TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT, "1000"),
          // Paths of a project share a long prefix, which truncated bounds would be all that is
          // left of them.
          Map.entry(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + IRODS_PATH, "full"),
          Map.entry(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + RECORDED_AT, "full"),
          Map.entry(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + EFFECTIVE_AT, "full"),
          Map.entry(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + CHANGE_ID, "truncate(36)"),
          Map.entry(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + ATTRIBUTE, "truncate(64)"),
          Map.entry(TableProperties.MANIFEST_MERGE_ENABLED, "true"),
          Map.entry(TableProperties.MANIFEST_MIN_MERGE_COUNT, "50"),
          Map.entry(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "100"),
          // Superseded metadata is deleted by maintenance, when no reader can still hold it.
          Map.entry(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "false"));

  private HistorySchema() {}

  /** Gives a builder of {@code avu_changes} all of the above; where the table lies is not here. */
  public static Catalog.TableBuilder describe(Catalog.TableBuilder builder) {
    return builder
        .withPartitionSpec(PARTITION_SPEC)
        .withSortOrder(SORT_ORDER)
        .withProperties(PROPERTIES);
  }
}
