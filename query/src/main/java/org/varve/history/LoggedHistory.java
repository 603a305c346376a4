// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a log add up to: who was answered what, which adds are open, which snapshots
 * there were. One thread at a time.
 */
final class LoggedHistory {
  private final Map<TripleKey, String> openAdds = new HashMap<>();
  private final Map<String, RecordedChangeSet> byRequestId = new HashMap<>();
  private final Map<Long, HistorySnapshot> snapshots = new LinkedHashMap<>();
  private @Nullable RecordedChangeSet last;
  private boolean ownChanges;

  private LoggedHistory() {}

  static LoggedHistory empty() {
    return new LoggedHistory();
  }

  /** Reads the whole log. */
  static LoggedHistory read(Table table) {
    LoggedHistory history = new LoggedHistory();
    for (List<Record> rows : changeSets(table)) {
      rows.sort(Comparator.comparing(row -> (Integer) row.getField(HistorySchema.ORDINAL)));
      history.addLogged(rows);
    }
    return history;
  }

  private static Collection<List<Record>> changeSets(Table table) {
    Map<OffsetDateTime, List<Record>> byTime = new TreeMap<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      for (Record row : rows) {
        byTime
            .computeIfAbsent(
                (OffsetDateTime) row.getField(HistorySchema.RECORDED_AT), t -> new ArrayList<>())
            .add(row);
      }
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read the log: %s", table.name());
    }
    return byTime.values();
  }

  private void addLogged(List<Record> rows) {
    Record first = rows.get(0);
    for (Record row : rows) {
      TripleKey key = key(row);
      if (Operation.ADD.wireName().equals(row.getField(HistorySchema.OPERATION))) {
        openAdds.put(key, text(row, HistorySchema.CHANGE_ID));
      } else {
        openAdds.remove(key);
      }
    }
    ownChanges |= !ImportedChangeSet.SOURCE.equals(first.getField(HistorySchema.SOURCE));
    addAnswer(
        new RecordedChangeSet(
            text(first, HistorySchema.CHANGE_SET_ID),
            (String) first.getField(HistorySchema.REQUEST_ID),
            (Long) first.getField(HistorySchema.SNAPSHOT_ID),
            ((OffsetDateTime) first.getField(HistorySchema.RECORDED_AT)).toInstant(),
            Warnings.entries(rows),
            Warnings.of(rows),
            text(first, HistorySchema.CHANGE_SET_HASH),
            false));
  }

  /** What was just committed. */
  void add(
      List<RecordedChangeSet> changeSets,
      Map<TripleKey, Optional<String>> touched,
      boolean imported) {
    touched.forEach(
        (key, changeId) ->
            changeId.ifPresentOrElse(id -> openAdds.put(key, id), () -> openAdds.remove(key)));
    ownChanges |= !imported;
    changeSets.forEach(this::addAnswer);
  }

  private void addAnswer(RecordedChangeSet answer) {
    last = answer;
    if (answer.requestId() != null) {
      byRequestId.put(answer.requestId(), answer);
    }
    snapshots.merge(answer.snapshotId(), snapshot(answer), LoggedHistory::together);
  }

  private static HistorySnapshot snapshot(RecordedChangeSet answer) {
    return new HistorySnapshot(answer.snapshotId(), answer.recordedAt(), 1, answer.changes(), true);
  }

  private static HistorySnapshot together(HistorySnapshot earlier, HistorySnapshot later) {
    return new HistorySnapshot(
        later.snapshotId(),
        later.recordedAt(),
        earlier.changeSets() + later.changeSets(),
        earlier.changes() + later.changes(),
        true);
  }

  Optional<Instant> last() {
    return Optional.ofNullable(last).map(RecordedChangeSet::recordedAt);
  }

  Optional<String> lastHash() {
    return Optional.ofNullable(last).map(RecordedChangeSet::hash);
  }

  /** Whether there are changes that no import brought. */
  boolean hasOwnChanges() {
    return ownChanges;
  }

  Optional<RecordedChangeSet> findByRequestId(String requestId) {
    return Optional.ofNullable(byRequestId.get(requestId));
  }

  Map<TripleKey, String> findOpenAdds(Collection<TripleKey> keys) {
    Map<TripleKey, String> found = new HashMap<>();
    for (TripleKey key : keys) {
      String changeId = openAdds.get(key);
      if (changeId != null) {
        found.put(key, changeId);
      }
    }
    return found;
  }

  Optional<Instant> findRecordedAt(long snapshotId) {
    return Optional.ofNullable(snapshots.get(snapshotId)).map(HistorySnapshot::recordedAt);
  }

  /** Oldest first, all as if they were live. */
  List<HistorySnapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  private static TripleKey key(Record row) {
    return TripleKey.of(
        TargetType.parse(text(row, HistorySchema.TARGET_TYPE)),
        text(row, HistorySchema.IRODS_PATH),
        new Avu(
            text(row, HistorySchema.ATTRIBUTE),
            text(row, HistorySchema.VALUE),
            text(row, HistorySchema.UNIT)));
  }

  private static String text(Record row, String column) {
    return (String) row.getField(column);
  }
}
