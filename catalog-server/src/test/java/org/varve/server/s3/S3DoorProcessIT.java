// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** A door in a process of its own: how much memory it needs, and what is left when it is killed. */
class S3DoorProcessIT {
  private static final int PART_BYTES = 8 * 1024 * 1024;
  private static final int KILLS = 4;

  private static final int SIZE_MIB = 1024;

  @TempDir private Path directory;

  @Test
  void aGigabyteGoesUpAndDownThroughLittleMemory() throws Exception {
    try (S3DoorProcess door = S3DoorProcess.start(directory, "64m");
        S3Client s3 = client(door)) {
      MessageDigest sent = MessageDigest.getInstance("SHA-256");
      String id = s3.createMultipartUpload(r -> r.bucket("lab").key("big")).uploadId();
      List<CompletedPart> parts =
          putParts(s3, "big", id, SIZE_MIB * 1024 * 1024 / PART_BYTES, sent);

      s3.completeMultipartUpload(
          r -> r.bucket("lab").key("big").uploadId(id).multipartUpload(u -> u.parts(parts)));

      MessageDigest received = MessageDigest.getInstance("SHA-256");
      try (InputStream content = s3.getObject(r -> r.bucket("lab").key("big"))) {
        byte[] buffer = new byte[64 * 1024];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
          received.update(buffer, 0, n);
        }
      }
      assertThat(hex(received)).isEqualTo(hex(sent));
      assertThat(door.isAlive()).isTrue();
    }
  }

  @Test
  void aCompletionThatIsKilledLeavesTheObjectWholeOrAbsent() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < KILLS; round++) {
      String key = "killed/" + round;
      MessageDigest sent = MessageDigest.getInstance("SHA-256");
      String id;
      List<CompletedPart> parts;
      try (S3DoorProcess door = S3DoorProcess.start(directory, "64m");
          S3Client s3 = client(door)) {
        id = s3.createMultipartUpload(r -> r.bucket("lab").key(key)).uploadId();
        parts = putParts(s3, key, id, 3, sent);
        CompletableFuture<Void> completion =
            CompletableFuture.runAsync(() -> complete(s3, key, id, parts));
        // Anywhere from the first byte of the temporary file to the end of it all.
        long bytes = random.nextInt(4) * (long) PART_BYTES;
        Awaitility.await()
            .pollInSameThread()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> completion.isDone() || stagedBytes(key) > bytes || exists(key));
        door.kill();
      }
      if (exists(key)) {
        assertThat(sha256(directory.resolve("lab").resolve(key))).isEqualTo(hex(sent));
      }
      try (S3DoorProcess next = S3DoorProcess.start(directory, "64m");
          S3Client s3 = client(next)) {
        s3.completeMultipartUpload(
            r ->
                r.bucket("lab")
                    .key(key)
                    .uploadId(id)
                    .ifNoneMatch("*")
                    .multipartUpload(u -> u.parts(parts)));
      }
      assertThat(sha256(directory.resolve("lab").resolve(key))).isEqualTo(hex(sent));
    }
  }

  private static void complete(S3Client s3, String key, String id, List<CompletedPart> parts) {
    try {
      s3.completeMultipartUpload(
          r ->
              r.bucket("lab")
                  .key(key)
                  .uploadId(id)
                  .ifNoneMatch("*")
                  .multipartUpload(u -> u.parts(parts)));
    } catch (SdkException e) {
      // The server was killed under it.
    }
  }

  private static List<CompletedPart> putParts(
      S3Client s3, String key, String id, int count, MessageDigest sent) {
    List<CompletedPart> parts = new ArrayList<>();
    byte[] part = Samples.bytes(PART_BYTES);
    for (int number = 1; number <= count; number++) {
      part[0] = (byte) number;
      sent.update(part);
      int partNumber = number;
      String eTag =
          s3.uploadPart(
                  r -> r.bucket("lab").key(key).uploadId(id).partNumber(partNumber),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
    }
    return parts;
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

  private static S3Client client(S3DoorProcess door) {
    return S3Client.builder()
        .endpointOverride(door.address())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(S3DoorFixture.provider(S3DoorFixture.vend(S3DoorFixture.WRITER)))
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(file));
    return hex(digest);
  }

  private static String hex(MessageDigest digest) throws CloneNotSupportedException {
    return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
  }
}
