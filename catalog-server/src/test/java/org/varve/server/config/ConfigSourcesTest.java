// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTest {
  @TempDir private Path directory;

  @Test
  void aLaterSourceWins() throws IOException {
    Path file = file("http.port=1\nhttp.host=::1\nsql.timeout=1s\n");
    Map<String, String> environment = Map.of("VARVE__HTTP__PORT", "2", "VARVE__SQL__TIMEOUT", "2s");
    Map<String, String> flags = Map.of("http.port", "3");

    ServerConfig config = new ConfigSources(Optional.of(file), environment, flags).load().server();

    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.sql().timeout()).hasSeconds(2);
    assertThat(config.http().host()).isEqualTo("::1");
  }

  @Test
  void everySettingNamesItsOrigin() throws IOException {
    Path file = file("# a comment\nhttp.host=::1\n");
    LoadedConfig loaded =
        new ConfigSources(
                Optional.of(file),
                Map.of("VARVE__POSTGRES__MAX_CONNECTIONS", "7"),
                Map.of("http.port", "0"))
            .load();

    assertThat(loaded.settings())
        .contains(
            new Setting("http.host", "127.0.0.1", "::1", file + ":2"),
            new Setting("postgres.max-connections", "10", "7", "VARVE__POSTGRES__MAX_CONNECTIONS"),
            new Setting("http.port", "8181", "0", "command line"),
            new Setting("log.level", "info", "info", "default"));
  }

  @Test
  void anUnknownKeyInTheFileIsNamedWithItsLine() throws IOException {
    Path file = file("http.port=1\nhttp.prot=2\n");

    assertThatThrownBy(() -> new ConfigSources(Optional.of(file), Map.of(), Map.of()).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage("Unknown setting in " + file + ":2: http.prot");
  }

  @Test
  void anUnknownVariableIsNamed() {
    Map<String, String> environment = Map.of("VARVE__HTTP__PROT", "1", "VARVE_SERVER", "x");

    assertThatThrownBy(() -> new ConfigSources(Optional.empty(), environment, Map.of()).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage("Unknown setting in VARVE__HTTP__PROT: http.prot");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = directory.resolve("none.properties");

    assertThatThrownBy(() -> new ConfigSources(Optional.of(file), Map.of(), Map.of()).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage("Configuration file does not exist: " + file);
  }

  @Test
  void aSecretIsReadFromAFile() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "hidden\n");

    LoadedConfig loaded =
        new ConfigSources(
                Optional.empty(), Map.of(), Map.of("postgres.password-file", secret.toString()))
            .load();

    assertThat(loaded.server().postgres().password().map(Secret::reveal)).hasValue("hidden");
  }

  @Test
  void aSecretIsNotGivenTwice() {
    Map<String, String> flags =
        Map.of("postgres.password", "hidden", "postgres.password-file", "/dev/null");

    assertThatThrownBy(() -> new ConfigSources(Optional.empty(), Map.of(), flags).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage("Invalid postgres.password-file: postgres.password is set as well");
  }

  @Test
  void aSecretIsMaskedAmongTheSettings() {
    LoadedConfig loaded =
        new ConfigSources(Optional.empty(), Map.of("VARVE__POSTGRES__PASSWORD", "hidden"), Map.of())
            .load();

    assertThat(loaded.settings())
        .contains(new Setting("postgres.password", "", "********", "VARVE__POSTGRES__PASSWORD"));
    assertThat(loaded.toString()).doesNotContain("hidden");
  }

  @Test
  void valuesMayHoldVariables() throws IOException {
    Path file = file("postgres.url=jdbc:postgresql://${DB_HOST}:${DB_PORT:-5432}/varve\n");

    ServerConfig config =
        new ConfigSources(Optional.of(file), Map.of("DB_HOST", "db.example"), Map.of())
            .load()
            .server();

    assertThat(config.postgres().url()).hasValue("jdbc:postgresql://db.example:5432/varve");
  }

  @Test
  void theFileIsUtf8() throws IOException {
    Path file = file("identity.local-owner=zoë#récif\n");

    assertThat(new ConfigSources(Optional.of(file), Map.of(), Map.of()).load().server().identity())
        .isEqualTo(new IdentityConfig("zoë#récif"));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("varve.properties"), text);
  }
}
