// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The history of a public registry, which lies beside the repository on some machines: in the
 * folder that the system property {@code varve.shared} names, or in {@code shared} beside one of
 * the folders above this one.
 */
public final class RealHistory {
  /** The collection that it is about. */
  public static final String ROOT = "/tempZone/home/obo/registry";

  private static final String CHANGES = "data/obo-registry-history.ndjson.gz";
  private static final String FINAL = "data/obo-registry-final.json.gz";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path shared;

  private RealHistory(Path shared) {
    this.shared = shared;
  }

  /** The history, where it is. */
  public static Optional<RealHistory> find() {
    String named = System.getProperty("varve.shared");
    if (named != null) {
      return Optional.of(new RealHistory(Path.of(named)));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("shared").resolve(CHANGES))) {
        return Optional.of(new RealHistory(at.resolve("shared")));
      }
    }
    return Optional.empty();
  }

  /** All change sets, oldest first. */
  public List<ImportedChangeSet> changeSets() throws IOException {
    List<ImportedChangeSet> changeSets = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(CHANGES), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        changeSets.add(changeSet(JSON.readTree(line)));
      }
    }
    return changeSets;
  }

  /** The triples after the last change set, as {@link Replay} writes them. */
  public Set<String> finalState() throws IOException {
    Set<String> triples = new TreeSet<>();
    try (InputStream in = open(FINAL)) {
      JSON.readTree(in)
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .forEach(
                          avu ->
                              triples.add(
                                  Replay.triple(
                                      path.getKey(),
                                      TargetType.DATA_OBJECT,
                                      new Avu(
                                          avu.get(0).textValue(),
                                          avu.get(1).textValue(),
                                          avu.get(2).textValue())))));
    }
    return triples;
  }

  private InputStream open(String file) throws IOException {
    return new GZIPInputStream(Files.newInputStream(shared.resolve(file)));
  }

  private static ImportedChangeSet changeSet(JsonNode line) {
    List<Change> changes = new ArrayList<>();
    line.get("changes").forEach(change -> changes.add(change(change)));
    return new ImportedChangeSet(
        line.get("actor").textValue(),
        Instant.parse(line.get("event_time").textValue()),
        new ChangeSet(
            line.get("request_id").textValue(),
            line.get("note").textValue(),
            null,
            null,
            null,
            changes));
  }

  private static Change change(JsonNode change) {
    return new Change(
        change.get("irods_path").textValue(),
        TargetType.parse(change.get("target_type").textValue()),
        ChangeType.parse(change.get("change_type").textValue()),
        avu(change, "value", "unit"),
        change.has("old_value") ? avu(change, "old_value", "old_unit") : null,
        null,
        null);
  }

  private static Avu avu(JsonNode change, String value, @Nullable String unit) {
    return new Avu(
        change.get("attribute").textValue(),
        change.get(value).textValue(),
        change.path(unit).asText(""));
  }
}
