// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows themselves, as any engine reads them. Where only a door is in reach it is skipped. */
public abstract class LogContract extends HistoryContract {
  private static final List<String> HASHED =
      List.of(
          "change_id",
          "change_set_id",
          "ordinal",
          "project_id",
          "irods_path",
          "target_type",
          "attribute",
          "value",
          "unit",
          "change_type",
          "operation",
          "update_id",
          "closes_change_id",
          "actor",
          "on_behalf_of",
          "request_id",
          "source",
          "via_ticket",
          "rule_invocation",
          "note",
          "recorded_at",
          "effective_at",
          "snapshot_id",
          "previous_hash");

  @BeforeEach
  void needTheLog() {
    assumeTrue(fixture().log(project).isPresent(), "the log is not in reach");
  }

  @Test
  void anUpdateIsARemoveAndAnAddThatShareAnId() throws IOException {
    record(add("species", "Acropora"));
    record(update("species", "Acropora", "Porites"));

    List<Record> rows = rows();

    assertThat(rows)
        .extracting(row -> row.getField("operation") + " " + row.getField("value"))
        .containsExactly("add Acropora", "remove Acropora", "add Porites");
    assertThat(rows).extracting(row -> row.getField("ordinal")).containsExactly(0, 0, 1);
    assertThat(rows.get(1).getField("update_id"))
        .isNotNull()
        .isEqualTo(rows.get(2).getField("update_id"));
    assertThat(rows.get(1).getField("closes_change_id"))
        .isEqualTo(rows.get(0).getField("change_id"));
  }

  @Test
  void everyRowClosesTheOpenAddOfItsTriple() throws IOException {
    record(add("a", "1"), add("a", "1"), update("a", "1", "2"), add("a", "2"), delete("a", "9"));
    record(delete("a", "2"), add("a", "1"), update("a", "7", "1"), delete("a", "1"));
    Map<String, Object> open = new HashMap<>();

    for (Record row : rows()) {
      String triple = row.getField("attribute") + "=" + row.getField("value");
      assertThat(row.getField("closes_change_id")).as("%s", row).isEqualTo(open.remove(triple));
      if (row.getField("operation").equals("add")) {
        open.put(triple, row.getField("change_id"));
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void theHashesAreAChainThatAnybodyCanVerify() throws Exception {
    List<RecordedChangeSet> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(
          record(Samples.request("r" + i, add("n", "" + i), update("n", "" + i, "é\n" + i))));
    }
    Object previous = null;
    int index = 0;

    for (List<Record> changeSet : changeSets().values()) {
      String hash = hash(changeSet);
      for (Record row : changeSet) {
        assertThat(row.getField("change_set_hash")).isEqualTo(hash);
        assertThat(row.getField("previous_hash")).isEqualTo(previous);
      }
      assertThat(answers.get(index).hash()).isEqualTo(hash);
      previous = hash;
      index++;
    }
    assertThat(index).isEqualTo(5);
  }

  @Test
  void rowsNameTheSnapshotThatMadeThemVisible() throws IOException {
    RecordedChangeSet answer = record(add("a", "1"));

    Snapshot current = log().currentSnapshot();

    assertThat(current.snapshotId()).isEqualTo(answer.snapshotId());
    assertThat(rows().get(0).getField("snapshot_id")).isEqualTo(answer.snapshotId());
  }

  private Table log() {
    return fixture().log(project).orElseThrow();
  }

  private Map<OffsetDateTime, List<Record>> changeSets() throws IOException {
    Map<OffsetDateTime, List<Record>> changeSets = new TreeMap<>();
    try (var found = IcebergGenerics.read(log()).build()) {
      for (Record row : found) {
        OffsetDateTime time = (OffsetDateTime) row.getField("recorded_at");
        changeSets.computeIfAbsent(time, t -> new ArrayList<>()).add(row);
      }
    }
    changeSets
        .values()
        .forEach(rows -> rows.sort(Comparator.comparing(row -> (Integer) row.getField("ordinal"))));
    return changeSets;
  }

  private List<Record> rows() throws IOException {
    List<Record> rows = new ArrayList<>();
    changeSets().values().forEach(rows::addAll);
    return rows;
  }

  /** The canonical form as docs/concepts.md describes it. */
  private static String hash(List<Record> rows) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream form = new DataOutputStream(bytes);
    writeText(form, "varve change set 1");
    for (Record row : rows) {
      for (String column : HASHED) {
        Object value = row.getField(column);
        if (value == null) {
          form.writeByte(0);
        } else if (value instanceof OffsetDateTime time) {
          writeText(form, "" + (time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000));
        } else {
          writeText(form, value.toString());
        }
      }
    }
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
  }

  private static void writeText(DataOutputStream form, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    form.writeByte(1);
    form.writeInt(utf8.length);
    form.write(utf8);
  }
}
