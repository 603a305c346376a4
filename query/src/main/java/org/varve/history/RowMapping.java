// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Rows of {@code avu_changes} as values. */
final class RowMapping {
  /** The columns of {@link #liveAvu}. */
  static final String LIVE_AVU =
      "irods_path, target_type, attribute, \"value\", unit, actor, on_behalf_of, source, note,"
          + " recorded_at, effective_at, change_id, change_set_id, snapshot_id";

  /** The columns of {@link #recordedChange} but the old triple, of a relation {@code r}. */
  static final String RECORDED_CHANGE =
      "r.change_id, r.change_set_id, r.ordinal, r.irods_path, r.target_type, r.change_type,"
          + " r.operation, r.attribute, r.\"value\", r.unit, r.actor, r.on_behalf_of,"
          + " r.request_id, r.source, r.via_ticket, r.rule_invocation, r.note, r.recorded_at,"
          + " r.effective_at, r.snapshot_id";

  private RowMapping() {}

  static LiveAvu liveAvu(ResultSet row) throws SQLException {
    return new LiveAvu(
        row.getString(HistorySchema.IRODS_PATH),
        TargetType.parse(row.getString(HistorySchema.TARGET_TYPE)),
        avu(row),
        row.getString(HistorySchema.ACTOR),
        row.getString(HistorySchema.ON_BEHALF_OF),
        row.getString(HistorySchema.SOURCE),
        row.getString(HistorySchema.NOTE),
        time(row, HistorySchema.RECORDED_AT),
        time(row, HistorySchema.EFFECTIVE_AT),
        row.getString(HistorySchema.CHANGE_ID),
        row.getString(HistorySchema.CHANGE_SET_ID),
        row.getLong(HistorySchema.SNAPSHOT_ID));
  }

  /** With the old triple of an update in {@code old_value} and {@code old_unit}. */
  static RecordedChange recordedChange(ResultSet row) throws SQLException {
    return new RecordedChange(
        row.getString(HistorySchema.CHANGE_ID),
        row.getString(HistorySchema.CHANGE_SET_ID),
        row.getInt(HistorySchema.ORDINAL),
        row.getString(HistorySchema.IRODS_PATH),
        TargetType.parse(row.getString(HistorySchema.TARGET_TYPE)),
        ChangeType.parse(row.getString(HistorySchema.CHANGE_TYPE)),
        Operation.parse(row.getString(HistorySchema.OPERATION)),
        avu(row),
        oldAvu(row),
        row.getString(HistorySchema.ACTOR),
        row.getString(HistorySchema.ON_BEHALF_OF),
        row.getString(HistorySchema.REQUEST_ID),
        row.getString(HistorySchema.SOURCE),
        row.getString(HistorySchema.VIA_TICKET),
        row.getString(HistorySchema.RULE_INVOCATION),
        row.getString(HistorySchema.NOTE),
        time(row, HistorySchema.RECORDED_AT),
        time(row, HistorySchema.EFFECTIVE_AT),
        row.getLong(HistorySchema.SNAPSHOT_ID));
  }

  static Avu avu(ResultSet row) throws SQLException {
    return new Avu(
        row.getString(HistorySchema.ATTRIBUTE),
        row.getString(HistorySchema.VALUE),
        row.getString(HistorySchema.UNIT));
  }

  private static @Nullable Avu oldAvu(ResultSet row) throws SQLException {
    String value = row.getString("old_value");
    return value == null
        ? null
        : new Avu(row.getString(HistorySchema.ATTRIBUTE), value, row.getString("old_unit"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
