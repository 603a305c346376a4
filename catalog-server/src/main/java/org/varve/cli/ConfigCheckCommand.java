// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.Json;
import org.varve.server.config.ConfigSources;
import org.varve.server.config.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve config check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Print every setting as a server would resolve it, and where it comes from.")
final class ConfigCheckCommand implements Runnable {
  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "A configuration file.")
  private @Nullable Path file;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  ConfigCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<Setting> settings =
        new ConfigSources(Optional.ofNullable(file), console.environment(), Map.of())
            .load()
            .settings();
    if (json) {
      console.println(document(settings));
      return;
    }
    Table<Setting> table =
        new Table<>(
            List.of(
                Column.of("setting", Setting::key),
                Column.shortened("value", Setting::text),
                Column.of("origin", Setting::origin)));
    table.print(console, settings);
  }

  private static String document(List<Setting> settings) {
    ArrayNode all = Json.MAPPER.createArrayNode();
    for (Setting setting : settings) {
      all.addObject()
          .put("key", setting.key())
          .put("value", setting.text())
          .put("origin", setting.origin());
    }
    return Json.object().set("settings", all).toString();
  }
}
