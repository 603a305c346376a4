// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import org.varve.client.LakehouseClient;
import org.varve.client.wire.ProjectJson;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve project archive}. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description = "End the recording for a project; its history stays readable.")
final class ProjectArchiveCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "PATH", description = "Logical path inside the project.")
  private String path = "";

  @Option(
      names = "--release",
      description = "Let its owner do as he likes with its files, such as remove the collection.")
  private boolean release;

  ProjectArchiveCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = client.archiveProject(Projects.enclosing(client, path).id());
      if (release) {
        client.releaseProject(project.id());
      }
      if (server.json()) {
        console.println(ProjectJson.format(project).toString());
      } else {
        ProjectColumns.print(console, project);
      }
    }
  }
}
