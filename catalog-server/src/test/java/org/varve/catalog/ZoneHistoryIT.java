// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.varve.history.HistoryContracts;
import org.varve.history.HistoryFixture;
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

  @Override
  protected HistoryFixture fixture() {
    return fixture;
  }
}
