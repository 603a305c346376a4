// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.Project;
import org.varve.storage.irods.client.IrodsClient;

/**
 * The AVUs of one path of a project in a zone, when nothing is cached: of a project whose changes
 * were recorded this month, all at once or one after the other, before and after the files of that
 * are merged; and of one with ten years of them, whose log has a data file a month.
 */
final class IrodsAvus {
  private static final int CHANGES = 10_000;
  private static final int COMMITS = 200;
  private static final int PAGE = 100;

  private IrodsAvus() {}

  static List<Row> run(BenchZone zone) throws Exception {
    try (IrodsClient client = zone.client(4);
        Installation varve = Installation.createInZone(zone.location("warehouse"), client)) {
      Project young = varve.enrol("/zone/home/young");
      var recorded = new GeneratedHistory(young.irodsPath(), CHANGES);
      varve.history().record(young.id(), "bench#local", oneSet(recorded));
      Project old = varve.enrol("/zone/home/old");
      var imported = new GeneratedHistory(old.irodsPath(), CHANGES);
      varve.importHistory(old, imported.changeSets(), Integer.MAX_VALUE);
      List<Row> rows = new ArrayList<>();
      rows.add(
          read(varve, young, recorded.somePath(), "first AVUs of one path, " + zone.label())
              .withMostFileOps(6));
      rows.add(
          read(
                  varve,
                  old,
                  imported.somePath(),
                  "first AVUs of one path in ten years, " + zone.label())
              .withMostFileOps(6));
      rows.addAll(mergedRows(varve, zone));
      return rows;
    }
  }

  private static List<Row> mergedRows(Installation varve, BenchZone zone) {
    Project busy = varve.enrol("/zone/home/busy");
    var generated = new GeneratedHistory(busy.irodsPath(), CHANGES);
    List<Change> changes =
        generated.changeSets().flatMap(set -> set.changeSet().changes().stream()).toList();
    int size = changes.size() / COMMITS;
    for (int i = 0; i < COMMITS; i++) {
      varve
          .history()
          .record(busy.id(), "bench#local", changeSet(changes.subList(i * size, (i + 1) * size)));
    }
    String name = "first AVUs of one path after " + COMMITS + " commits";
    Row before = read(varve, busy, generated.somePath(), name + ", " + zone.label());
    long start = System.nanoTime();
    if (varve.maintain(busy).mergedFiles() == 0) {
      throw new IllegalStateException("No files were merged");
    }
    double millis = (System.nanoTime() - start) / 1e6;
    return List.of(
        before,
        Row.plain("merging the files of them, " + zone.label(), millis, "ms", Cost.UNKNOWN),
        read(varve, busy, generated.somePath(), name + ", merged, " + zone.label())
            .withMostFileOps(6));
  }

  private static ChangeSet oneSet(GeneratedHistory generated) {
    return changeSet(
        generated.changeSets().flatMap(set -> set.changeSet().changes().stream()).toList());
  }

  private static ChangeSet changeSet(List<Change> changes) {
    return new ChangeSet(null, null, null, null, null, changes);
  }

  private static Row read(Installation varve, Project project, String path, String name) {
    varve.forgetCaches();
    varve.files().reset();
    var query = new AvuQuery(path, false, AsOf.NOW, null, PAGE, null);
    long start = System.nanoTime();
    if (varve.history().avus(project.id(), query).items().isEmpty()) {
      throw new IllegalStateException("No AVUs: " + path);
    }
    double millis = (System.nanoTime() - start) / 1e6;
    var cost =
        new Cost(
            OptionalDouble.empty(),
            OptionalDouble.of((double) varve.files().operations()),
            OptionalLong.of(varve.files().bytes()));
    return Row.plain(name, millis, "ms", cost);
  }
}
