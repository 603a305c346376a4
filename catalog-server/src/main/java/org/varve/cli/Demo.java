// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.varve.client.LakehouseClient;
import org.varve.client.wire.Json;
import org.varve.history.ImportRun;
import org.varve.history.Project;

/** The demonstration on a server that runs: the sample history, and questions about it. */
final class Demo {
  private static final String SAMPLE = "demo/sample-history.ndjson";

  private final Console console;
  private final URI server;

  Demo(Console console, URI server) {
    this.console = console;
    this.server = server;
  }

  /** Asks every question as a person would, and says where to go on. */
  void show(Path directory, boolean temporary) {
    Project project = prepare();
    console.println("Enrolled " + project.irodsPath() + " and imported its history since 2022.");
    for (DemoQuestion question : DemoQuestions.all()) {
      console.println("");
      console.println("# " + question.title());
      console.println("$ " + question.typed(console.command()) + serverOption());
      Cli.run(console.reading(input(question)), arguments(question));
    }
    console.println("");
    console.println("varve ready at " + server);
    console.println("  the HTTP interface   " + server + "/api/v1/openapi.json");
    console.println("  the metrics          " + server + "/metrics");
    console.println("  more commands        " + console.command() + " help");
    console.println(
        "  the data             "
            + directory
            + (temporary ? ", deleted at the end; keep it with --data-dir DIR" : ""));
    console.println("Press Ctrl-C to stop.");
    console.out().flush();
  }

  /** Compares every answer with the right one, and answers whether all were right. */
  boolean check() {
    prepare();
    int failed = 0;
    List<DemoQuestion> questions = DemoQuestions.all();
    for (DemoQuestion question : questions) {
      String answer = answer(question);
      boolean right = answer.equals(question.expected());
      console.println((right ? "ok      " : "FAILED  ") + question.title());
      if (!right) {
        failed++;
        console.println("        expected: " + question.expected());
        console.println("        answered: " + answer);
      }
    }
    console.println(questions.size() - failed + " passed, " + failed + " failed");
    return failed == 0;
  }

  private String answer(DemoQuestion question) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console quiet =
        console
            .reading(input(question))
            .printingTo(new PrintStream(out, true, StandardCharsets.UTF_8));
    List<String> asked = new ArrayList<>(List.of(arguments(question)));
    asked.add("--json");
    int code = Cli.run(quiet, asked.toArray(String[]::new));
    if (code != ExitCode.DONE) {
      return "exit code " + code;
    }
    JsonNode answer = Json.parse(new ByteArrayInputStream(out.toByteArray()));
    return question.summary().apply(answer);
  }

  private Project prepare() {
    try (LakehouseClient client = LakehouseClient.connect(server)) {
      Project project =
          client.projects().stream()
              .filter(each -> each.irodsPath().equals(DemoQuestions.COLLECTION))
              .findFirst()
              .orElseGet(() -> client.registerProject(DemoQuestions.COLLECTION));
      importSample(client, project);
      return project;
    }
  }

  private static void importSample(LakehouseClient client, Project project) {
    try (InputStream raw = Demo.class.getResourceAsStream(SAMPLE);
        ImportInput input = ImportInput.of(SAMPLE, Objects.requireNonNull(raw))) {
      ImportRun run = client.openImport(project.id(), input.id(), Optional.empty());
      // A snapshot a month, so that time travel has somewhere to go.
      new Importer(client, project, run, new ImportBatches(1)).importAll(input, position -> {});
      client.closeImport(project.id(), run);
    } catch (IOException | ImportInput.BrokenException e) {
      throw new IllegalStateException("The sample history is broken", e);
    }
  }

  private static InputStream input(DemoQuestion question) {
    return new ByteArrayInputStream(question.input().getBytes(StandardCharsets.UTF_8));
  }

  private String[] arguments(DemoQuestion question) {
    List<String> arguments = new ArrayList<>(question.command());
    arguments.add("--server");
    arguments.add(server.toString());
    return arguments.toArray(String[]::new);
  }

  /** Only where the command would not find the server by itself. */
  private String serverOption() {
    return server.getPort() == 8181 ? "" : " --server " + server;
  }
}
