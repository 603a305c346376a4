// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Project;
import org.varve.storage.irods.client.IrodsClient;

/**
 * The AVUs of one path of a project in a zone, when nothing is cached. Its log lies in one data
 * file, as after compaction: how many there are before is the question of maintenance.
 */
final class IrodsAvus {
  private static final int CHANGES = 10_000;
  private static final int PAGE = 100;

  private IrodsAvus() {}

  static Row run(BenchZone zone) throws Exception {
    try (IrodsClient client = zone.client(4);
        Installation varve = Installation.createInZone(zone.location("warehouse"), client)) {
      Project project = varve.enrol("/zone/home/avus");
      var generated = new GeneratedHistory(project.irodsPath(), CHANGES);
      varve.importHistory(project, generated.changeSets(), Integer.MAX_VALUE);
      var query = new AvuQuery(generated.somePath(), false, AsOf.NOW, null, PAGE, null);
      varve.forgetCaches();
      varve.files().reset();
      long start = System.nanoTime();
      if (varve.history().avus(project.id(), query).items().isEmpty()) {
        throw new IllegalStateException("No AVUs: " + query.path());
      }
      var cost =
          new Cost(
              OptionalDouble.empty(),
              OptionalDouble.of((double) varve.files().operations()),
              OptionalLong.of(varve.files().bytes()));
      double millis = (System.nanoTime() - start) / 1e6;
      return Row.plain("first AVUs of one path, " + zone.label(), millis, "ms", cost)
          .withMostFileOps(6);
    }
  }
}
