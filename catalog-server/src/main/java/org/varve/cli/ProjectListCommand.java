// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.varve.client.LakehouseClient;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code varve project list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "All projects.")
final class ProjectListCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  ProjectListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      List<Project> projects = client.projects();
      if (server.json()) {
        ProjectColumns.printJson(console, projects);
      } else if (projects.isEmpty()) {
        console.println("No projects; enrol a collection with: varve project enrol COLLECTION");
      } else {
        ProjectColumns.print(console, projects);
      }
    }
  }
}
