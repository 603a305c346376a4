// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.irods.irods4j.high_level.io.IRODSDataObjectInputStream;
import org.irods.irods4j.high_level.io.IRODSDataObjectOutputStream;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.LogicalPath;

/** 100 MiB from one end to the other, beside irods4j's own streams and a local file. */
final class IrodsTransfers {
  private static final int PIECE_BYTES = 1 << 20;
  private static final int PIECES = 100;
  private static final int ROUNDS = 5;
  private static final String THEIRS = "irods4j's streams";
  private static final String LOCAL = "plain local file";

  private final BenchZone zone;
  private final byte[] piece = new byte[PIECE_BYTES];

  IrodsTransfers(BenchZone zone) {
    this.zone = zone;
    new Random(1).nextBytes(piece);
  }

  List<Row> run() throws Exception {
    Path local = Files.createTempFile("varve-bench", ".bin");
    try (IrodsClient client = zone.client(4);
        IrodsFileIO files = new IrodsFileIO(client);
        LowLevelCalls theirs = zone.connect()) {
      client.createCollections(new LogicalPath(zone.collection()));
      Measured[] writes =
          Rounds.run(
              ROUNDS,
              round -> write(files.newOutputFile(zone.location("ours-" + round)).create()),
              round ->
                  write(
                      new IRODSDataObjectOutputStream(
                          theirs.comm(), zone.path("theirs-" + round), true, false)),
              round -> write(Files.newOutputStream(local)),
              round -> forget(files, round - 1));
      String whole = zone.location("ours-0");
      Measured[] reads =
          Rounds.run(
              ROUNDS,
              round -> read(files.newInputFile(whole).newStream()),
              round -> read(new IRODSDataObjectInputStream(theirs.comm(), zone.path("theirs-0"))),
              round -> read(Files.newInputStream(local)));
      String name = " of 100 MiB, " + zone.label();
      return List.of(
          row("write" + name, writes[0], THEIRS, writes[1]).withLeastRatio(3),
          row("write" + name, writes[0], LOCAL, writes[2]),
          row("read" + name, reads[0], THEIRS, reads[1]).withLeastRatio(3),
          row("read" + name, reads[0], LOCAL, reads[2]));
    } finally {
      Files.delete(local);
    }
  }

  /** The first ones stay, to be read. */
  private void forget(IrodsFileIO files, int round) {
    if (round > 0) {
      files.deleteFile(zone.location("ours-" + round));
      files.deleteFile(zone.location("theirs-" + round));
    }
  }

  private void write(OutputStream stream) throws IOException {
    try (stream) {
      for (int i = 0; i < PIECES; i++) {
        stream.write(piece);
      }
    }
  }

  private static void read(InputStream stream) throws IOException {
    byte[] target = new byte[PIECE_BYTES];
    long total = 0;
    try (stream) {
      for (int count = stream.read(target); count >= 0; count = stream.read(target)) {
        total += count;
      }
    }
    if (total != (long) PIECES * PIECE_BYTES) {
      throw new IOException("Failed to read 100 MiB: " + total);
    }
  }

  private static Row row(String name, Measured ours, String baseline, Measured other) {
    return Row.rate(name, rate(ours), "MiB/s", baseline, rate(other), ours.cost());
  }

  private static double rate(Measured measured) {
    return PIECES / (measured.medianMillis() / 1_000);
  }
}
