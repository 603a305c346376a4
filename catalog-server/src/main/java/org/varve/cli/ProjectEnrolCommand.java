// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import org.varve.client.LakehouseClient;
import org.varve.client.wire.ProjectJson;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code varve project enrol}. */
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description = "Keep the history of a collection and of everything below it.")
final class ProjectEnrolCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "PATH", description = "Logical path of the collection.")
  private String path = "";

  ProjectEnrolCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = client.registerProject(path);
      if (server.json()) {
        console.println(ProjectJson.format(project).toString());
      } else {
        ProjectColumns.print(console, project);
      }
    }
  }
}
