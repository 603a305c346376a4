// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.varve.history.Avu;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.ImportedChangeSet;
import org.varve.history.TargetType;
import org.varve.sql.QueryException;

class ChangeSetJsonTest {
  private static final ChangeSet FULL =
      new ChangeSet(
          "request-1",
          "a note",
          "ingest",
          "ben#tempZone",
          Instant.parse("2024-02-14T13:37:00.000001Z"),
          List.of(
              new Change(
                  "/tempZone/home/lab/a b.csv",
                  TargetType.DATA_OBJECT,
                  ChangeType.UPDATE,
                  new Avu("température", "21 “warm”\n", "°C"),
                  new Avu("température", "20", "K"),
                  "ticket-1",
                  "rule-1")));

  @Test
  void whatIsFormattedIsParsedAgain() {
    assertThat(parse(ChangeSetJson.format(FULL).toString())).isEqualTo(FULL);
  }

  @Test
  void anImportedLineKeepsItsActorAndItsTime() {
    var imported =
        new ImportedChangeSet("ana#tempZone", Instant.parse("2022-03-01T08:00:00Z"), FULL);
    String line = ChangeSetJson.format(imported).put("change_set", 7).toString();

    assertThat(ChangeSetJson.parseImported(line.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(imported);
  }

  @Test
  void whatIsOptionalMayBeAbsentOrNull() {
    ChangeSet parsed =
        parse(
            """
            {"note": null, "changes": [{"irods_path": "/z/p", "target_type": "collection",
             "change_type": "add", "attribute": "a", "value": "v"}]}
            """);

    assertThat(parsed)
        .isEqualTo(
            new ChangeSet(
                null,
                null,
                null,
                null,
                null,
                List.of(
                    new Change(
                        "/z/p",
                        TargetType.COLLECTION,
                        ChangeType.ADD,
                        new Avu("a", "v", ""),
                        null,
                        null,
                        null))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]|Invalid JSON: not an object",
        "{}|Invalid changes: missing",
        "{`changes`: {}}|Invalid changes: not an array",
        "{`changes`: [7]}|Invalid changes[0]: not an object: 7",
        "{`changes`: [], `colour`: 1}|Invalid colour: unknown field",
        "{`changes`: [], `note`: 12}|Invalid note: not a text: 12",
        "{`changes`: [], `effective_at`: `soon`}|Invalid effective_at: not a time such as 2024-02-14T13:37:00Z or 2024-02-14: soon",
        "{`changes`: [{`irods_path`: `/z/p`}]}|Invalid changes[0].target_type: missing",
        "{`changes`: [{`irods_path`: [1]}]}|Invalid changes[0].irods_path: not a text: an array",
        "{`changes`: [{`irods_path`: `/z/p`, `target_type`: `file`}]}|Invalid target_type: not one of data_object, collection, resource, user: file",
        "{`changes`: [{`irods_path`: `/z/p`, `target_type`: `user`, `change_type`: `add`, `attribute`: `a`, `value`: `v`, `units`: `m`}]}|Invalid changes[0].units: unknown field",
        "{`changes`: [{`irods_path`: `/z/p`, `target_type`: `user`, `change_type`: `add`, `attribute`: `a`, `value`: true}]}|Invalid changes[0].value: not a text: true",
      })
  void whatIsWrongIsRefusedByItsField(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace('`', '"')))
        .isInstanceOf(QueryException.class)
        .hasMessage(message);
  }

  @Test
  void aTruncatedDocumentIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> parse("{\"changes\": ["))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("Invalid JSON: Unexpected end-of-input")
        .hasMessageEndingWith(": line 1, column 14");
  }

  @Test
  void moreThanOneDocumentIsRefused() {
    assertThatThrownBy(() -> parse("{\"changes\": []} {}"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Invalid JSON: there is more after the document: line 1, column 17");
  }

  @Test
  void aDoubledFieldIsRefused() {
    assertThatThrownBy(() -> parse("{\"note\": \"a\", \"note\": \"b\", \"changes\": []}"))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("Invalid JSON: Duplicate field 'note'");
  }

  private static ChangeSet parse(String text) {
    return ChangeSetJson.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
