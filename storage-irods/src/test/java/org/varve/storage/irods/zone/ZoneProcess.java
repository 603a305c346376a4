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
 * user:password} and collections that users own as {@code user=/collection}. It prints {@code
 * host:port:zone:user:password} of the administrator and runs until its input ends. It remembers
 * nothing when it is started again.
 *
 * <p>Each request waits before it is done, so that it takes about as long as it took on a real
 * server, on the loopback interface.
 */
public final class ZoneProcess {
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
      List.of(arguments).subList(1, arguments.length).forEach(each -> add(zone, each));
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

  private static void add(InProcessZone zone, String argument) {
    String[] collection = argument.split("=/", 2);
    if (collection.length == 2) {
      zone.makeOwned(collection[0], "/" + collection[1]);
      return;
    }
    String[] user = argument.split(":", 2);
    if (user.length != 2) {
      throw new IllegalArgumentException(
          "Invalid argument: neither user:password nor user=/collection: " + argument);
    }
    zone.addUser(user[0], user[1]);
  }

  private ZoneProcess() {}
}
