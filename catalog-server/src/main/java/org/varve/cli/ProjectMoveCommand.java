// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import org.varve.client.LakehouseClient;
import org.varve.client.wire.ProjectJson;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code varve project move}. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description = "Follow a project whose collection was renamed; its history stays readable.")
final class ProjectMoveCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "OLD", description = "Logical path that it had.")
  private String oldPath = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "Logical path that it has.")
  private String newPath = "";

  ProjectMoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.enclosing(client, oldPath);
      boolean named =
          project.irodsPath().equals(oldPath) || project.formerPaths().contains(oldPath);
      if (!named) {
        throw new CommandException(
            "No project has the path " + oldPath + "; it lies in " + project.irodsPath());
      }
      Project moved = client.moveProject(project.id(), newPath);
      if (server.json()) {
        console.println(ProjectJson.format(moved).toString());
      } else {
        ProjectColumns.print(console, moved);
      }
    }
  }
}
