// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.HistoryContracts;
import org.varve.history.HistoryFixture;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import org.varve.history.Samples;
import org.varve.storage.BucketFileIO;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.zone.InProcessZone;

/** The contracts of the history, the same cases, with the files in an iRODS zone. */
class ZoneHistoryIT extends HistoryContracts {
  private static final String PASSWORD = "a password";

  @TempDir static Path directory;

  private static InProcessZone zone;
  private static IrodsClient client;
  private static PostgresHistoryFixture fixture;

  @BeforeAll
  static void open() throws IOException {
    zone = InProcessZone.start(directory.resolve("vault"));
    zone.addUser("varve", PASSWORD);
    client =
        new IrodsClient(
            IrodsConfig.of(
                new IrodsEndpoint(zone.host(), zone.port(), InProcessZone.ZONE),
                "varve",
                PASSWORD));
    fixture =
        new PostgresHistoryFixture(
            TestDatabase.create(),
            directory,
            "irods://tempZone/home/varve",
            buckets -> new BucketFileIO(buckets, client));
  }

  @AfterAll
  static void close() throws IOException {
    fixture.close();
    client.close();
    zone.close();
  }

  @Test
  void filesAreMergedInTheZone() {
    LakehouseClient ana = fixture.client(Samples.ANA);
    Project project = ana.registerProject("/tempZone/home/reef-lab/merged");
    String path = project.irodsPath() + "/a.csv";
    for (int i = 0; i < 8; i++) {
      ana.recordChanges(project.id(), Samples.changeSet(Samples.add(path, "n", "" + i)));
    }
    List<RecordedChange> before = ana.history(project.id(), path, 10, Optional.empty()).items();

    Maintenance.Maintained done =
        fixture
            .maintenance(new MergePolicy(1 << 20, 1 << 20, 2), Clock.systemUTC())
            .maintain(LogTables.identifierOf(project))
            .orElseThrow();

    assertThat(done.failures()).isEmpty();
    // One file is left, or two if a month began in the middle.
    assertThat(done.mergedFiles()).isBetween(6, 7);
    assertThat(ana.history(project.id(), path, 10, Optional.empty()).items()).isEqualTo(before);
  }

  @Override
  protected HistoryFixture fixture() {
    return fixture;
  }
}
