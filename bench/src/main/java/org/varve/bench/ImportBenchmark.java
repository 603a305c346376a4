// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.varve.client.wire.ChangeSetJson;
import org.varve.history.ImportedChangeSet;
import org.varve.history.Project;

/**
 * The import of a whole history: a commit for many change sets, and a commit each, the latter
 * against stock appends of the same change sets. The history is that of the OBO Foundry registry
 * where it is at hand, else a generated one of about its size.
 */
final class ImportBenchmark implements Benchmark {
  private static final String OBO = "shared/data/obo-registry-history.ndjson.gz";
  private static final String OBO_COLLECTION = "/tempZone/home/obo/registry";
  private static final int SETS_PER_LARGE_COMMIT = 250;
  private static final int SINGLE_COMMITS = 200;

  /** A history and the collection that it is about. */
  private record Input(String name, String collection, List<ImportedChangeSet> changeSets) {
    int changes() {
      return changeSets.stream().mapToInt(set -> set.changeSet().changes().size()).sum();
    }
  }

  @Override
  public List<Row> run(Scope scope) throws Exception {
    Input input = input();
    try (Installation varve = Installation.create()) {
      // Once for the code to be compiled, then again for the figure.
      double cold = changesPerSecond(varve, input, input.collection());
      return List.of(
          Row.plain(
              input.name() + " import, first in the process", cold, "changes/s", Cost.UNKNOWN),
          Row.plain(
                  input.name() + " import, large commits",
                  changesPerSecond(varve, shifted(input), "/tempZone/home/second"),
                  "changes/s",
                  Cost.UNKNOWN)
              .withLeastValue(5_000),
          single(varve, input));
    }
  }

  private static double changesPerSecond(Installation varve, Input input, String collection) {
    Project project = varve.enrol(collection);
    long start = System.nanoTime();
    varve.importHistory(project, input.changeSets().stream(), SETS_PER_LARGE_COMMIT);
    return input.changes() / ((System.nanoTime() - start) / 1e9);
  }

  /** Each change set is a commit and a snapshot of its own. */
  private static Row single(Installation varve, Input input) throws Exception {
    Project project = varve.enrol("/tempZone/home/single");
    List<ImportedChangeSet> some =
        moved(input, project.irodsPath())
            .subList(0, Math.min(SINGLE_COMMITS, input.changeSets().size()));
    varve.files().reset();
    long start = System.nanoTime();
    varve.importHistory(project, some.stream(), 1);
    double ours = some.size() / ((System.nanoTime() - start) / 1e9);
    double stocks;
    try (StockTable stock = varve.stockTable()) {
      start = System.nanoTime();
      for (ImportedChangeSet changeSet : some) {
        stock.append(changeSet);
      }
      stocks = some.size() / ((System.nanoTime() - start) / 1e9);
    }
    return Row.rate(
            input.name() + " import, a snapshot each",
            ours,
            "sets/s",
            "stock JdbcCatalog append",
            stocks,
            Cost.UNKNOWN)
        .withLeastRatio(2);
  }

  private static Input shifted(Input input) {
    return new Input(input.name(), "/tempZone/home/second", moved(input, "/tempZone/home/second"));
  }

  private static List<ImportedChangeSet> moved(Input input, String collection) {
    return input.changeSets().stream()
        .map(set -> Moves.move(set, input.collection(), collection))
        .toList();
  }

  private static Input input() throws IOException {
    Optional<Path> obo = find(OBO);
    if (obo.isEmpty()) {
      String collection = "/tempZone/home/generated";
      return new Input(
          "generated", collection, new GeneratedHistory(collection, 10_000).changeSets().toList());
    }
    List<ImportedChangeSet> changeSets = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(obo.get()))) {
      var line = new ByteArrayOutputStream();
      for (byte value : in.readAllBytes()) {
        if (value == '\n') {
          changeSets.add(ChangeSetJson.parseImported(line.toByteArray()));
          line.reset();
        } else {
          line.write(value);
        }
      }
    }
    return new Input("OBO", OBO_COLLECTION, changeSets);
  }

  private static Optional<Path> find(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(name))) {
        return Optional.of(at.resolve(name));
      }
    }
    return Optional.empty();
  }
}
