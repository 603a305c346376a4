// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.storage.irods.zone.InProcessZone;
import software.amazon.awssdk.services.s3.S3Client;

/** A door over a zone, killed in a process of its own: the zone lives on. */
class ZoneDoorProcessIT {
  private static final int KILLS = 3;

  @TempDir private Path vault;

  @Test
  void aCompletionThatIsKilledLeavesTheObjectWholeOrAbsent() throws Exception {
    Random random = new Random(5);
    try (var storage = new ZoneDoorStorage(vault)) {
      InProcessZone zone = storage.zone();
      long requests = requestsOfACompletion(zone);
      for (int round = 0; round < KILLS; round++) {
        String key = "killed-" + round;
        PartedUpload upload;
        try (S3DoorProcess door = S3DoorProcess.start(zone, "64m");
            S3Client s3 = door.client()) {
          upload = PartedUpload.start(s3, key, 3);
          long before = zone.requests();
          CompletableFuture<Void> completion =
              CompletableFuture.runAsync(() -> upload.tryToComplete(s3));
          long passing = 1 + random.nextLong(requests);
          Awaitility.await()
              .pollInSameThread()
              .pollInterval(Duration.ofMillis(1))
              .until(() -> completion.isDone() || zone.requests() >= before + passing);
          door.kill();
        }
        // What the killed server asked for last may still be under way.
        Awaitility.await().until(() -> zone.connections() == 0);
        if (storage.files().contains(key)) {
          assertThat(sha256(zone, key)).isEqualTo(upload.sha256());
        }
        try (S3DoorProcess next = S3DoorProcess.start(zone, "64m");
            S3Client s3 = next.client()) {
          upload.complete(s3);
        }
        assertThat(sha256(zone, key)).isEqualTo(upload.sha256());
      }
    }
  }

  /** How many requests the zone gets while nobody is killed. */
  private static long requestsOfACompletion(InProcessZone zone) throws Exception {
    try (S3DoorProcess door = S3DoorProcess.start(zone, "64m");
        S3Client s3 = door.client()) {
      PartedUpload upload = PartedUpload.start(s3, "undisturbed", 3);
      long before = zone.requests();
      upload.complete(s3);
      assertThat(sha256(zone, "undisturbed")).isEqualTo(upload.sha256());
      return zone.requests() - before;
    }
  }

  private static String sha256(InProcessZone zone, String key) throws Exception {
    byte[] content = zone.bytesOf(ZoneDoorStorage.LAB + "/" + key, 0);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
