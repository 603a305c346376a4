// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A zone in a process of its own, for benchmarks, for clients that are no Java, and for trying
 * things out. Its arguments are the directory for what it stores, then ordinary users as {@code
 * user:password} and collections that users own as {@code user=/collection}, or as {@code
 * user=/collection?1000} with a thousand AVUs on data objects in it. It prints {@code
 * host:port:zone:user:password} of the administrator and runs until its input ends. It remembers
 * nothing when it is started again.
 *
 * <p>Each request waits before it is done, so that it takes about as long as it took on a real
 * server, on the loopback interface.
 */
public final class ZoneProcess {
  private static final int AVUS_AN_OBJECT = 50;
  private static final int OBJECTS_A_COLLECTION = 200;
  private static final Map<Integer, Integer> MICROSECONDS =
      Map.ofEntries(
          Map.entry(Api.REPLICA_OPEN, 4_200),
          Map.entry(Api.OBJECT_OPEN, 4_200),
          Map.entry(Api.REPLICA_CLOSE, 300),
          Map.entry(Api.OBJECT_CLOSE, 300),
          Map.entry(Api.READ, 50),
          Map.entry(Api.WRITE, 200),
          Map.entry(Api.QUERY, 600),
          Map.entry(Api.STAT, 700),
          Map.entry(Api.RENAME, 8_500),
          Map.entry(Api.OBJECT_UNLINK, 9_000),
          Map.entry(Api.CREATE_COLLECTION, 4_400));

  public static void main(String[] arguments) throws IOException {
    try (var zone = InProcessZone.start(Path.of(arguments[0]))) {
      MICROSECONDS.forEach(
          (api, micros) -> zone.faults().delay(api, Duration.ofNanos(1_000L * micros)));
      for (String each : List.of(arguments).subList(1, arguments.length)) {
        add(zone, each);
      }
      System.out.println(
          String.join(
              ":",
              zone.host(),
              String.valueOf(zone.port()),
              InProcessZone.ZONE,
              InProcessZone.ADMIN,
              InProcessZone.PASSWORD));
      System.out.flush();
      while (System.in.read() >= 0) {
        // Whoever started this holds the other end, and lets go of it even when it dies.
      }
    }
  }

  private static void add(InProcessZone zone, String argument) throws IOException {
    String[] collection = argument.split("=/", 2);
    if (collection.length == 2) {
      String[] path = collection[1].split("\\?", 2);
      zone.makeOwned(collection[0], "/" + path[0]);
      plant(zone, collection[0], "/" + path[0], path.length < 2 ? 0 : Integer.parseInt(path[1]));
      return;
    }
    String[] user = argument.split(":", 2);
    if (user.length != 2) {
      throw new IllegalArgumentException(
          "Invalid argument: neither user:password nor user=/collection[?avus]: " + argument);
    }
    zone.addUser(user[0], user[1]);
  }

  private static void plant(InProcessZone zone, String user, String collection, int avus)
      throws IOException {
    for (int object = 0; object < avus / AVUS_AN_OBJECT; object++) {
      String path =
          "%s/run %d/file %d.csv".formatted(collection, object / OBJECTS_A_COLLECTION, object);
      zone.plantObject(user, path, 0, new byte[1]);
      for (int i = 0; i < AVUS_AN_OBJECT; i++) {
        zone.addAvu(path, "attribute " + i, "value " + (object + i), i % 5 == 0 ? "m" : "");
      }
    }
  }

  private ZoneProcess() {}
}
