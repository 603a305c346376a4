// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists exactly the settings that there are. */
class ConfigurationReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

  @Test
  void theTableNamesEverySettingItsVariableAndItsDefaultInTheOrderOfTheCode() throws IOException {
    List<String> documented =
        Files.readAllLines(REFERENCE).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf('|', line.indexOf("VARVE__")) + 1))
            .toList();
    List<String> defaults =
        Files.readAllLines(REFERENCE).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|")[3].strip().replace("`", ""))
            .toList();

    List<Setting> settings =
        new ConfigSources(Optional.empty(), Map.of(), Map.of()).load().settings();

    assertThat(documented)
        .containsExactlyElementsOf(
            settings.stream()
                .map(setting -> "| `" + setting.key() + "` | `" + setting.variable() + "` |")
                .toList());
    assertThat(defaults)
        .containsExactlyElementsOf(
            settings.stream().map(ConfigurationReferenceTest::documentedDefault).toList());
  }

  /** The one default that depends on the machine is described instead. */
  private static String documentedDefault(Setting setting) {
    return setting.key().equals("identity.local-owner")
        ? "the operating system's user, #local"
        : setting.defaultText();
  }
}
