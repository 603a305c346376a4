// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.io.PositionOutputStream;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;

/** Small files, as a commit writes them: one, and four side by side. */
final class IrodsCreates {
  private static final int ROUNDS = 100;
  private static final int SIDE_BY_SIDE = 4;

  private final BenchZone zone;
  private final byte[] content = new byte[10_000];

  IrodsCreates(BenchZone zone) {
    this.zone = zone;
    new Random(1).nextBytes(content);
  }

  List<Row> run() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    try (IrodsClient client = zone.client(SIDE_BY_SIDE);
        IrodsFileIO files = new IrodsFileIO(client);
        LowLevelCalls calls = zone.connect()) {
      create(files, "first");
      Measured[] measured =
          Rounds.run(
              ROUNDS,
              round -> create(files, "one-" + round),
              round -> create(calls, zone.path("calls-" + round)),
              round -> createFour(files, threads, "four-" + round + "-"));
      double one = measured[0].medianMillis();
      return List.of(
          Row.duration(
                  "create of 10 KB, " + zone.label(),
                  one,
                  "its four low-level calls",
                  measured[1].medianMillis(),
                  measured[0].cost())
              .withLeastRatio(0.77),
          Row.duration(
                  "four creates side by side, " + zone.label(),
                  measured[2].medianMillis(),
                  "one create",
                  one,
                  measured[2].cost())
              .withLeastRatio(0.67));
    } finally {
      threads.shutdownNow();
    }
  }

  private void createFour(IrodsFileIO files, ExecutorService threads, String prefix)
      throws Exception {
    List<Callable<Void>> creates = new ArrayList<>();
    for (int i = 0; i < SIDE_BY_SIDE; i++) {
      String name = prefix + i;
      creates.add(
          () -> {
            create(files, name);
            return null;
          });
    }
    for (Future<Void> created : threads.invokeAll(creates)) {
      created.get();
    }
  }

  private void create(IrodsFileIO files, String name) throws IOException {
    try (PositionOutputStream stream = files.newOutputFile(zone.location(name)).create()) {
      stream.write(content);
    }
  }

  private void create(LowLevelCalls calls, String path) throws IOException {
    int descriptor = calls.create(path);
    calls.write(descriptor, content);
    calls.closeWritten(descriptor);
    calls.askReplicas(path);
  }
}
