// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|varve: Missing command; see: varve --help",
        "config|varve: Missing command; see: varve config --help",
        "avus|varve: Missing required parameter: 'PATH'; see: varve avus --help",
        "avus /z --as-of soon|varve: Invalid --as-of: not a time such as 2024-02-14T13:37:00Z or 2024-02-14: soon; see: varve avus --help",
        "avus /z --server here|varve: Invalid server: not an address such as http://127.0.0.1:8181: here; see: varve avus --help",
        "search --type insert|varve: Invalid value for option '--type': expected one of [ADD, UPDATE, DELETE] (case-insensitive) but was 'insert'; see: varve search --help",
        "diff --to 2024-01-01|varve: Missing required option: '--from=T'; see: varve diff --help",
        "serve --port x|varve: Invalid value for option '--port': 'x' is not an int; see: varve serve --help",
        "serve --port 70000|varve: Invalid http.port: not between 0 and 65535: 70000",
        "serve --config none.properties|varve: Configuration file does not exist: none.properties",
      })
  void wrongUsageIsOneLineAndExitCode2(String line, String message) {
    Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(run).isEqualTo(new Run(2, "", message + "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"project list", "avus /z", "snapshots", "search", "record"})
  void withoutAServerTheExitCodeIs3AndTheLineSaysWhatToDo(String line) {
    String change =
        """
        {"changes":[{"irods_path":"/z/p","target_type":"user","change_type":"add","attribute":"a","value":"v"}]}
        """;
    Run run =
        Run.of(
            Map.of("VARVE_SERVER", "http://127.0.0.1:1"),
            Integer.MAX_VALUE,
            change,
            line.split(" "));

    assertThat(run)
        .isEqualTo(
            new Run(
                3,
                "",
                "varve: No server answers at http://127.0.0.1:1; start one with: varve serve\n"));
  }

  @Test
  void anotherProgramAtTheAddressIsNotTakenForAServer() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    other.start();
    String address = "http://127.0.0.1:" + other.getAddress().getPort();

    Run run = Run.of(Map.of("VARVE_SERVER", address), Integer.MAX_VALUE, "", "project", "list");
    other.stop(0);

    assertThat(run)
        .isEqualTo(
            new Run(
                1,
                "",
                "varve: What answers at " + address + " is no Varve server: HTTP status 403\n"));
  }

  @Test
  void everyCommandHasAHelpThatNamesIt() {
    for (String command :
        Cli.commandLine(console(OutputStream.nullOutputStream())).getSubcommands().keySet()) {
      if (!command.equals("help")) {
        Run run = Run.of(command, "--help");

        assertThat(run.code()).as(command).isZero();
        assertThat(run.out()).contains("Usage: varve " + command);
      }
    }
  }

  @Test
  void theCompletionScriptKnowsTheCommands() {
    assertThat(Run.of("completion").out()).contains("avus", "snapshots", "--recursive");
  }

  @Test
  void theCheckOfAConfigurationShowsOriginsAndNoSecrets(@TempDir Path directory)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("v.properties"), "postgres.password=hidden\nhttp.port=9000\n");

    Run run =
        Run.of(Map.of("VARVE__LOG__FORMAT", "json"), 200, "", "config", "check", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .doesNotContain("hidden")
        .containsPattern("postgres.password +\\*{8} +" + file + ":1\n")
        .containsPattern("http.port +9000 +" + file + ":2\n")
        .containsPattern("log.format +json +VARVE__LOG__FORMAT\n")
        .containsPattern("sql.timeout +1m +default\n");
  }

  @Test
  void aReaderWhoHasGoneEndsTheCommandQuietly() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int unit) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertThat(Cli.run(console(closed), "config", "check")).isZero();
  }

  @Test
  void aTableFitsTheTerminalAndKeepsTheEndOfPaths() {
    Table<String> table =
        new Table<>(
            List.of(
                Column.path("path", row -> "/tempZone/home/lab/" + row),
                Column.of("id", row -> "42"),
                Column.shortened("value", row -> "a value that is\nlong")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    table.print(console(out), List.of("data.csv"));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            PATH            ID  VALUE
            …/lab/data.csv  42  a value that …
            """);
  }

  private static Console console(OutputStream out) {
    return new Console(
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
        34,
        false,
        "varve",
        Map.of());
  }
}
