// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.time.Clock;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.ProjectJson;
import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--data-collection",
      paramLabel = "PATH",
      description = "Where the files of its tables go, below it; .mesa/iceberg if it is left out.")
  private String dataCollection = Project.DEFAULT_DATA_COLLECTION;

  @Option(
      names = "--readers-see-all",
      description = "Let its readers see the history of sub-collections that they may not read.")
  private boolean readersSeeAll;

  ProjectEnrolCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project =
          client.registerProject(new EnrolmentRequest(path, dataCollection, readersSeeAll));
      Baseline baseline = new BaselineWait(console, client, Clock.systemUTC()).await(project);
      if (server.json()) {
        console.println(ProjectJson.format(project).toString());
        return;
      }
      ProjectColumns.print(console, project);
      if (baseline.state() != Baseline.State.NONE) {
        console.println(
            "baseline         "
                + Counts.of(baseline.avus(), "AVU")
                + ", "
                + baseline.skipped()
                + " skipped");
      }
    }
  }
}
