// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.wire.Json;
import org.varve.server.CatalogServer;
import org.varve.server.TestServers;

/** Commands against a server, in this process. */
class CliIT {
  private static final String LAB = "/tempZone/home/récif lab";
  private static final String LINE =
      """
      {"change_set":%1$d,"actor":"ben#tempZone","event_time":"2022-0%1$d-01T00:00:00Z","note":"no %1$d","changes":[{"irods_path":"%2$s/a.csv","target_type":"data_object","change_type":"add","attribute":"n","value":"%1$d"}]}
      """;

  @TempDir private static Path directory;

  private static CatalogServer server;

  @BeforeAll
  static void start() {
    server = TestServers.start(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aProjectIsEnrolledShownListedAndArchived() {
    String path = LAB + "/projects";

    assertThat(varve("project", "enrol", path).out()).contains("path             " + path);
    assertThat(varve("project", "enrol", path))
        .isEqualTo(new Run(1, "", "varve: Project already exists: " + path + "\n"));
    assertThat(varve("project", "show", path + "/a").out()).contains("state            active");
    assertThat(varve("project", "list").out()).contains(path);
    assertThat(varve("project", "archive", path).out()).contains("state            archived");
    assertThat(record(change(path, "add", "a", "1")).err())
        .startsWith("varve: line 1: ")
        .contains("archived");
  }

  @Test
  void whatIsRecordedIsAnsweredByEveryReadingCommand() {
    String path = LAB + "/reading";
    varve("project", "enrol", path);

    Run recorded = record(change(path, "add", "depth", "12"), change(path, "add", "depth", "12"));

    assertThat(recorded.code()).isZero();
    assertThat(recorded.out()).contains("1 change", "warning: ");
    assertThat(varve("avus", path + "/x.csv").out())
        .isEqualTo("ATTRIBUTE  VALUE  UNIT\ndepth      12     m\n");
    assertThat(varve("avus", path, "--recursive", "--as-of", "2020-01-01").out())
        .startsWith("No AVUs as of ");
    assertThat(varve("history", path + "/x.csv").out()).contains("add     depth      12 m");
    assertThat(varve("blame", path + "/x.csv").out()).contains("ana#tempZone");
    assertThat(varve("diff", path, "--from", "2020-01-01").out()).contains(path + "/x.csv");
    assertThat(varve("diff", path, "--from", "2020-01-01", "--net").out()).contains("+ ");
    assertThat(varve("search", "--under", path, "--type", "delete").out())
        .isEqualTo("No changes match\n");
    assertThat(varve("snapshots", "--project", path).out()).contains("yes");
    assertThat(varve("sql", "SELECT value FROM avu_changes LIMIT 1", "--project", path).out())
        .isEqualTo("value\n12\n(1 row)\n");
  }

  @Test
  void whatWasDroppedIsListedAndPutBack() throws IOException {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("varve", Map.of("uri", server.address() + "/iceberg"));
      TableIdentifier reads = TableIdentifier.of("undropped", "reads");
      catalog.createNamespace(reads.namespace());
      catalog.buildTable(reads, new Schema()).create();
      catalog.dropTable(reads, true);
    }

    assertThat(varve("undrop").out()).contains("undropped.reads", "yes");
    assertThat(json("undrop", "--json").path("dropped").path(0).path("name").asText())
        .isEqualTo("reads");
    assertThat(varve("undrop", "undropped.reads").out()).startsWith("undropped.reads is back");
    assertThat(varve("undrop", "undropped.reads"))
        .isEqualTo(
            new Run(
                1,
                "",
                "varve: Nothing of that name was dropped, or its time is over: undropped.reads\n"));
  }

  @Test
  void tablesAreMaintained() {
    String path = LAB + "/maintained";
    varve("project", "enrol", path);
    record(change(path, "add", "depth", "12"));

    Run run = varve("maintain", "--project", path);

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .endsWith(
            ".avu_changes: 0 snapshots expired, 0 files fewer, 0 manifests fewer, 0 orphans deleted\n");
    assertThat(json("maintain", "--json").path("catalog").path("purged_tables").asInt(-1)).isZero();
  }

  @Test
  void eventsAreListedAndFollowed() {
    String path = LAB + "/events";
    String last = "" + json("events", "--json").path("events").size();
    varve("project", "enrol", path);
    record(change(path, "add", "depth", "12"));

    assertThat(json("events", "--after", last, "--json").path("events").findValuesAsText("type"))
        .containsExactly(
            "create-namespace", "enrol-project", "create-table", "record-changes", "update-table");
    assertThat(varve("events", "--follow", "--after", last, "--limit", "2").out().lines())
        .hasSize(2);
  }

  @Test
  void jsonIsOneDocumentOfAllPages() {
    String path = LAB + "/pages";
    varve("project", "enrol", path);
    String[] lines = new String[30];
    Arrays.setAll(lines, i -> change(path, "add", "n", "" + i));
    record(lines);

    JsonNode document = json("avus", path, "--recursive", "--json");

    assertThat(document.path("avus")).hasSize(30);
    assertThat(document.path("path").asText()).isEqualTo(path);
    assertThat(json("search", "--under", path, "--limit", "7", "--json").path("changes"))
        .hasSize(7);
  }

  @Test
  void aLineThatIsRefusedIsNamedAndTheOnesBeforeItStay() {
    String path = LAB + "/refused";
    varve("project", "enrol", path);

    Run run = record(change(path, "add", "a", "1"), change(path, "add", "", "2"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("varve: line 2: Invalid changes[0].attribute: empty\n");
    assertThat(json("history", path + "/x.csv", "--json").path("changes")).hasSize(1);
  }

  @Test
  void aPathThatNoProjectHoldsSaysHowToEnrol() {
    assertThat(varve("avus", "/elsewhere/a.csv"))
        .isEqualTo(
            new Run(
                1,
                "",
                "varve: No project holds /elsewhere/a.csv; enrol a collection above it, such as:"
                    + " varve project enrol /elsewhere\n"));
  }

  @Test
  void anImportKeepsItsTimesAndItsActors() throws IOException {
    String path = LAB + "/import";
    varve("project", "enrol", path);
    Path file = gzipped("whole.ndjson.gz", history(path, 5));

    Run run = varve("import", file.toString());

    assertThat(run)
        .isEqualTo(new Run(0, "Imported 5 change sets with 5 changes into " + path + "\n", ""));
    JsonNode changes = json("history", path + "/a.csv", "--json").path("changes");
    assertThat(changes).hasSize(5);
    assertThat(changes.get(0).path("recorded_at").asText()).isEqualTo("2022-05-01T00:00:00Z");
    assertThat(changes.get(0).path("actor").asText()).isEqualTo("ben#tempZone");
  }

  @Test
  void anImportThatIsCutOffGoesOnWithTheWholeFile() throws IOException {
    String path = LAB + "/cut";
    varve("project", "enrol", path);
    String whole = history(path, 5);
    Path file =
        Files.writeString(directory.resolve("cut.ndjson"), whole.substring(0, whole.length() - 40));

    Run cut = varve("import", file.toString());

    assertThat(cut.code()).isEqualTo(1);
    assertThat(cut.err())
        .startsWith("varve: " + file + ", line 5: Invalid JSON: ")
        .endsWith(
            "; 4 change sets before it are recorded; mend the file and import it again, or give up"
                + " with: varve import --close "
                + file
                + "\n");
    assertThat(record(change(path, "add", "a", "1")).code()).isEqualTo(1);

    Files.writeString(file, whole);
    Run again = varve("import", file.toString());

    assertThat(again.out())
        .isEqualTo(
            "Imported 1 change set with 1 change into "
                + path
                + "; 4 change sets had been imported before\n");
    assertThat(record(change(path, "add", "a", "1")).code()).isZero();
  }

  @Test
  void aTruncatedGzipFileKeepsWhatCouldBeRead() throws IOException {
    String path = LAB + "/gzip";
    varve("project", "enrol", path);
    Path file = gzipped("cut.ndjson.gz", history(path, 9).repeat(1));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 12));

    Run cut = varve("import", file.toString());

    assertThat(cut.code()).isEqualTo(1);
    assertThat(cut.err()).contains("the file ends in the middle: Unexpected end of ZLIB");
    assertThat(varve("import", "--close", file.toString()).code()).isZero();
  }

  @Test
  void timesThatGoBackAreRefusedWithTheirLine() throws IOException {
    String path = LAB + "/back";
    varve("project", "enrol", path);
    List<String> lines = history(path, 4).lines().toList();
    Path file =
        Files.writeString(
            directory.resolve("back.ndjson"),
            lines.get(0) + "\n" + lines.get(3) + "\n\n" + lines.get(1) + "\n");

    Run run = varve("import", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("varve: " + file + ", line 4: Invalid event_time: ");
  }

  private static Run varve(String... arguments) {
    return Run.on(server.address(), arguments);
  }

  private static Run record(String... lines) {
    return Run.of(
        Map.of("VARVE_SERVER", server.address().toString()),
        Integer.MAX_VALUE,
        String.join("", lines),
        "record");
  }

  private static JsonNode json(String... arguments) {
    Run run = varve(arguments);
    assertThat(run.err()).isEmpty();
    return Json.parse(new ByteArrayInputStream(run.out().getBytes(StandardCharsets.UTF_8)));
  }

  private static String change(String path, String type, String attribute, String value) {
    return """
        {"changes":[{"irods_path":"%s/x.csv","target_type":"data_object","change_type":"%s","attribute":"%s","value":"%s","unit":"m"}]}
        """
        .formatted(path, type, attribute, value);
  }

  private static String history(String path, int changeSets) {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= changeSets; i++) {
      lines.append(LINE.formatted(i, path));
    }
    return lines.toString();
  }

  private static Path gzipped(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
