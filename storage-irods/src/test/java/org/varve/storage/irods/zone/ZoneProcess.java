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
 * <p>The requests that cost a real server a trip to its database take at least as long as they took
 * on a real one; the others are as fast as they come.
 */
public final class ZoneProcess {
  private static final Map<Integer, Duration> MEASURED =
      Map.of(
          Api.REPLICA_OPEN, Duration.ofNanos(4_200_000),
          Api.OBJECT_OPEN, Duration.ofNanos(4_200_000),
          Api.REPLICA_CLOSE, Duration.ofNanos(300_000),
          Api.OBJECT_CLOSE, Duration.ofNanos(300_000),
          Api.QUERY, Duration.ofNanos(600_000),
          Api.STAT, Duration.ofNanos(700_000),
          Api.RENAME, Duration.ofNanos(8_500_000),
          Api.OBJECT_UNLINK, Duration.ofNanos(9_000_000),
          Api.CREATE_COLLECTION, Duration.ofNanos(4_400_000));

  public static void main(String[] arguments) throws IOException {
    try (var zone = InProcessZone.start(Path.of(arguments[0]))) {
      MEASURED.forEach(zone.faults()::delay);
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
