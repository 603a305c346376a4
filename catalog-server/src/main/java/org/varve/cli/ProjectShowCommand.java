// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.ProjectJson;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code varve project show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "One project: the one that holds a path, or the only one.")
final class ProjectShowCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(arity = "0..1", paramLabel = "PATH", description = "A path inside the project.")
  private @Nullable String path;

  ProjectShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.choose(client, path, "project show");
      if (server.json()) {
        console.println(ProjectJson.format(project).toString());
      } else {
        ProjectColumns.print(console, project);
      }
    }
  }
}
