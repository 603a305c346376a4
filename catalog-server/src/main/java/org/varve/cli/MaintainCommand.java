// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.varve.client.CatalogClient;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.Json;
import org.varve.sql.QueryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code varve maintain}. */
@Command(
    name = "maintain",
    mixinStandardHelpOptions = true,
    description = {
      "Keep tables within bounds: expire their oldest snapshots, merge their manifests and the small"
          + " files of histories, delete what commits left that did not happen.",
      "Without --project all tables, and then the files of drops whose time is over and what crashed"
          + " writers left."
    })
final class MaintainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--project",
      paramLabel = "PATH",
      description = "Only the tables of the project that holds this path.")
  private @Nullable String path;

  MaintainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CatalogClient client = server.connectToCatalog(console);
    List<JsonNode> done = new ArrayList<>();
    for (JsonNode table : client.maintainedTables(projectId()).path("tables")) {
      maintain(client, table).ifPresent(done::add);
    }
    Optional<JsonNode> catalog =
        path == null ? Optional.of(client.maintainCatalog()) : Optional.empty();
    print(done, catalog);
    boolean failed =
        done.stream().anyMatch(table -> !table.path("failures").isEmpty())
            || catalog.filter(rest -> !rest.path("failures").isEmpty()).isPresent();
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }

  private Optional<String> projectId() {
    if (path == null) {
      return Optional.empty();
    }
    try (LakehouseClient client = server.connect(console)) {
      return Optional.of(Projects.enclosing(client, path).id());
    }
  }

  private Optional<JsonNode> maintain(CatalogClient client, JsonNode table) {
    try {
      JsonNode done = client.maintainTable(table);
      if (!server.json()) {
        console.println(line(done));
      }
      return Optional.of(done);
    } catch (QueryException e) {
      if (e.kind() == QueryException.Kind.NOT_FOUND) {
        // Dropped since it was listed.
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String line(JsonNode table) {
    return "%s: %d snapshots expired, %d files fewer, %d manifests fewer, %d orphans deleted%s"
        .formatted(
            name(table),
            table.path("expired_snapshots").asInt(),
            table.path("merged_files").asInt(),
            table.path("merged_manifests").asInt(),
            table.path("deleted_orphans").asInt(),
            failures(table));
  }

  private static String name(JsonNode table) {
    return StreamSupport.stream(table.path("namespace").spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(".", "", "." + table.path("name").asText()));
  }

  private static String failures(JsonNode node) {
    return StreamSupport.stream(node.path("failures").spliterator(), false)
        .map(failure -> "; " + failure.asText())
        .collect(Collectors.joining());
  }

  private void print(List<JsonNode> tables, Optional<JsonNode> catalog) {
    if (server.json()) {
      ObjectNode document = Json.object();
      ArrayNode items = document.putArray("tables");
      tables.forEach(items::add);
      catalog.ifPresent(rest -> document.set("catalog", rest));
      console.println(document.toString());
    } else {
      catalog.ifPresent(
          rest ->
              console.println(
                  "%d dropped tables purged, %d leftovers deleted, %d kept%s"
                      .formatted(
                          rest.path("purged_tables").asInt(),
                          rest.path("deleted_leftovers").asInt(),
                          rest.path("kept_leftovers").asInt(),
                          failures(rest))));
    }
  }
}
