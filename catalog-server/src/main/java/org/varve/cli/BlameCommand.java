// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.Json;
import org.varve.client.wire.LiveAvuJson;
import org.varve.history.LiveAvu;
import org.varve.history.Project;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code varve blame}. */
@Command(
    name = "blame",
    mixinStandardHelpOptions = true,
    description = "Who set each current AVU of a path, when and why.")
final class BlameCommand implements Runnable {
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "PATH", description = "Logical path of an object or a collection.")
  private String path = "";

  BlameCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (LakehouseClient client = server.connect(console)) {
      Project project = Projects.enclosing(client, path);
      List<LiveAvu> live = client.blame(project.id(), path);
      if (server.json()) {
        print(project, live);
      } else if (table().print(console, live) == 0) {
        console.println("No AVUs of " + path);
      }
    }
  }

  private void print(Project project, List<LiveAvu> live) {
    var document = Json.object().put("project_id", project.id()).put("path", path);
    var avus = document.putArray("avus");
    live.forEach(each -> avus.add(LiveAvuJson.format(each)));
    console.println(document.toString());
  }

  private static Table<LiveAvu> table() {
    return new Table<>(
        List.of(
            Column.shortened("attribute", live -> live.avu().attribute()),
            Column.shortened("value", live -> live.avu().value()),
            Column.shortened("unit", live -> live.avu().unit()),
            Column.shortened("actor", LiveAvu::actor),
            Column.of("recorded", live -> live.recordedAt().toString()),
            Column.shortened("note", live -> live.note() == null ? "" : live.note())));
  }
}
