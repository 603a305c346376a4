// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.Json;
import org.varve.history.Project;
import org.varve.sql.SqlColumn;
import org.varve.sql.SqlRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve sql}. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Answer one SELECT over the tables of the catalog.",
      "The history of a project is the table avu_changes; AT (TIMESTAMP => …) travels in time."
    })
final class SqlCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "SELECT", description = "The statement.")
  private String statement = "";

  @Option(
      names = "--project",
      paramLabel = "PATH",
      description =
          "A path inside the project whose tables need no namespace; not needed if there is only"
              + " one.")
  private @Nullable String path;

  SqlCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      SqlRows rows = client.sql(statement, project(client).map(Project::id));
      if (server.json()) {
        console.println(document(rows).toString());
      } else {
        print(rows);
      }
    }
  }

  private Optional<Project> project(LakehouseClient client) {
    if (path != null) {
      return Optional.of(Projects.enclosing(client, path));
    }
    List<Project> all = client.projects();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  private void print(SqlRows rows) {
    List<Column<List<@Nullable Object>>> columns = new ArrayList<>();
    for (int i = 0; i < rows.columns().size(); i++) {
      int index = i;
      columns.add(Column.named(rows.columns().get(i).name(), row -> text(row.get(index))));
    }
    new Table<>(columns).print(console, rows.rows());
    console.println("(" + Counts.of(rows.rows().size(), "row") + ")");
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static ObjectNode document(SqlRows rows) {
    ObjectNode document = Json.object();
    ArrayNode columns = document.putArray("columns");
    for (SqlColumn column : rows.columns()) {
      columns.addObject().put("name", column.name()).put("type", column.type());
    }
    ArrayNode items = document.putArray("rows");
    rows.rows().forEach(row -> items.add(Json.MAPPER.<ArrayNode>valueToTree(row)));
    return document;
  }
}
