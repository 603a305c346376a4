// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the change sets that one turn records, and what they do to the open adds. Used by one
 * thread.
 */
final class GroupRows {
  private final Project project;
  private final long snapshotId;
  private final Map<TripleKey, String> open;
  private final Map<TripleKey, Optional<String>> touched = new LinkedHashMap<>();
  private final List<Record> rows = new ArrayList<>();
  private Optional<String> previousHash;

  /**
   * @param open the open adds of every triple that the group names; changed by {@link #append}
   */
  GroupRows(Project project, Turn turn, Map<TripleKey, String> open) {
    this.project = project;
    this.snapshotId = turn.snapshotId();
    this.previousHash = turn.previousHash();
    this.open = open;
  }

  /** Adds a change set after those before. */
  RecordedChangeSet append(Draft draft, Instant recordedAt, Instant effectiveAt) {
    String changeSetId = newId();
    List<Record> added =
        changeSetRows(template(draft, changeSetId, recordedAt, effectiveAt), draft.changeSet());
    String hash = ChangeSetHash.of(added);
    added.forEach(row -> row.setField(HistorySchema.CHANGE_SET_HASH, hash));
    rows.addAll(added);
    previousHash = Optional.of(hash);
    return new RecordedChangeSet(
        changeSetId,
        draft.changeSet().requestId(),
        snapshotId,
        recordedAt,
        Warnings.entries(added),
        Warnings.of(added),
        hash,
        false);
  }

  /** Every row so far. */
  List<Record> rows() {
    return rows;
  }

  /** What became of every triple that was touched. */
  Map<TripleKey, Optional<String>> touched() {
    return touched;
  }

  private Record template(
      Draft draft, String changeSetId, Instant recordedAt, Instant effectiveAt) {
    ChangeSet changeSet = draft.changeSet();
    Record row = GenericRecord.create(HistorySchema.SCHEMA);
    row.setField(HistorySchema.CHANGE_SET_ID, changeSetId);
    row.setField(HistorySchema.PROJECT_ID, project.id());
    row.setField(HistorySchema.ACTOR, draft.actor());
    row.setField(HistorySchema.ON_BEHALF_OF, changeSet.onBehalfOf());
    row.setField(HistorySchema.REQUEST_ID, changeSet.requestId());
    row.setField(HistorySchema.SOURCE, changeSet.source());
    row.setField(HistorySchema.NOTE, changeSet.note());
    row.setField(HistorySchema.RECORDED_AT, Micros.inRow(recordedAt));
    row.setField(HistorySchema.EFFECTIVE_AT, Micros.inRow(effectiveAt));
    row.setField(HistorySchema.SNAPSHOT_ID, snapshotId);
    row.setField(HistorySchema.PREVIOUS_HASH, previousHash.orElse(null));
    return row;
  }

  private List<Record> changeSetRows(Record template, ChangeSet changeSet) {
    List<Record> added = new ArrayList<>();
    for (Change change : changeSet.changes()) {
      switch (change.changeType()) {
        case ADD -> added.add(addRow(template, added.size(), change, null));
        case DELETE -> added.add(removeRow(template, added.size(), change, change.avu(), null));
        case UPDATE -> addUpdate(template, added, change);
      }
    }
    return added;
  }

  private void addUpdate(Record template, List<Record> added, Change change) {
    Avu old = change.oldAvu();
    if (old == null) {
      throw new IllegalStateException("A checked update has an old triple");
    }
    if (!open.containsKey(key(change, old))) {
      added.add(addRow(template, added.size(), change, null));
      return;
    }
    String updateId = newId();
    added.add(removeRow(template, added.size(), change, old, updateId));
    added.add(addRow(template, added.size(), change, updateId));
  }

  private Record addRow(Record template, int ordinal, Change change, @Nullable String updateId) {
    Record row = row(template, ordinal, change, change.avu(), updateId);
    String changeId = newId();
    TripleKey key = key(change, change.avu());
    row.setField(HistorySchema.OPERATION, Operation.ADD.wireName());
    row.setField(HistorySchema.CHANGE_ID, changeId);
    row.setField(HistorySchema.CLOSES_CHANGE_ID, open.put(key, changeId));
    touched.put(key, Optional.of(changeId));
    return row;
  }

  private Record removeRow(
      Record template, int ordinal, Change change, Avu avu, @Nullable String updateId) {
    Record row = row(template, ordinal, change, avu, updateId);
    TripleKey key = key(change, avu);
    row.setField(HistorySchema.OPERATION, Operation.REMOVE.wireName());
    row.setField(HistorySchema.CHANGE_ID, newId());
    row.setField(HistorySchema.CLOSES_CHANGE_ID, open.remove(key));
    touched.put(key, Optional.empty());
    return row;
  }

  private static Record row(
      Record template, int ordinal, Change change, Avu avu, @Nullable String updateId) {
    Record row = template.copy();
    row.setField(HistorySchema.ORDINAL, ordinal);
    row.setField(HistorySchema.IRODS_PATH, change.irodsPath());
    row.setField(HistorySchema.TARGET_TYPE, change.targetType().wireName());
    row.setField(HistorySchema.ATTRIBUTE, avu.attribute());
    row.setField(HistorySchema.VALUE, avu.value());
    row.setField(HistorySchema.UNIT, avu.unit());
    row.setField(HistorySchema.CHANGE_TYPE, change.changeType().wireName());
    row.setField(HistorySchema.UPDATE_ID, updateId);
    row.setField(HistorySchema.VIA_TICKET, change.viaTicket());
    row.setField(HistorySchema.RULE_INVOCATION, change.ruleInvocation());
    return row;
  }

  private static TripleKey key(Change change, Avu avu) {
    return TripleKey.of(change.targetType(), change.irodsPath(), avu);
  }

  /** A UUIDv7: ordered by time, and inside a millisecond by a counter of this process. */
  private static String newId() {
    return UuidCreator.getTimeOrderedEpochPlus1().toString();
  }
}
