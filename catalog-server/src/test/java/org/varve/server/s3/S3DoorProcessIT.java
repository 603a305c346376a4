// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A door in a process of its own: how much memory it needs, and what is left when it is killed. */
class S3DoorProcessIT {
  private static final int MIB = 1024 * 1024;
  private static final int KILLS = 4;

  private static final int SIZE_MIB = 1024;

  @TempDir private Path directory;

  @Test
  void aGigabyteGoesUpAndDownThroughLittleMemory() throws Exception {
    try (S3DoorProcess door = S3DoorProcess.start(directory, "64m");
        S3Client s3 = door.client()) {
      PartedUpload upload = PartedUpload.start(s3, "big", SIZE_MIB * MIB / PartedUpload.PART_BYTES);

      upload.complete(s3);

      MessageDigest received = MessageDigest.getInstance("SHA-256");
      try (InputStream content = s3.getObject(r -> r.bucket("lab").key("big"))) {
        byte[] buffer = new byte[64 * 1024];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
          received.update(buffer, 0, n);
        }
      }
      assertThat(HexFormat.of().formatHex(received.digest())).isEqualTo(upload.sha256());
      assertThat(door.isAlive()).isTrue();
    }
  }

  @Test
  void aCompletionThatIsKilledLeavesTheObjectWholeOrAbsent() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < KILLS; round++) {
      String key = "killed/" + round;
      PartedUpload upload;
      try (S3DoorProcess door = S3DoorProcess.start(directory, "64m");
          S3Client s3 = door.client()) {
        upload = PartedUpload.start(s3, key, 3);
        CompletableFuture<Void> completion =
            CompletableFuture.runAsync(() -> upload.tryToComplete(s3));
        // Anywhere from the first byte of the temporary file to the end of it all.
        long bytes = random.nextInt(4) * (long) PartedUpload.PART_BYTES;
        Awaitility.await()
            .pollInSameThread()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> completion.isDone() || stagedBytes(key) > bytes || exists(key));
        door.kill();
      }
      if (exists(key)) {
        assertThat(sha256(key)).isEqualTo(upload.sha256());
      }
      try (S3DoorProcess next = S3DoorProcess.start(directory, "64m");
          S3Client s3 = next.client()) {
        upload.complete(s3);
      }
      assertThat(sha256(key)).isEqualTo(upload.sha256());
    }
  }

  private boolean exists(String key) {
    return Files.exists(directory.resolve("lab").resolve(key));
  }

  /** The size of the temporary file beside the key, if there is one. */
  private long stagedBytes(String key) throws Exception {
    Path parent = directory.resolve("lab").resolve(key).getParent();
    if (!Files.isDirectory(parent)) {
      return -1;
    }
    long bytes = -1;
    try (var files = Files.newDirectoryStream(parent, "*.part")) {
      for (Path file : files) {
        bytes = Math.max(bytes, file.toFile().length());
      }
    }
    return bytes;
  }

  private String sha256(String key) throws Exception {
    byte[] content = Files.readAllBytes(directory.resolve("lab").resolve(key));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
