// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Clients that want the same key at the same time, at two servers over the same storage. */
abstract class S3RaceContract {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 100;

  @TempDir private Path directory;
  private DoorStorage storage;
  private final ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
  private final List<S3Client> clients = new ArrayList<>();
  private S3DoorFixture door;
  private S3DoorFixture otherDoor;

  /** Where the door's buckets lie; the directory is fresh, and for it alone. */
  abstract DoorStorage newStorage(Path directory);

  @BeforeEach
  void startDoors() {
    storage = newStorage(directory);
    door = new S3DoorFixture(storage.stores());
    otherDoor = new S3DoorFixture(storage.stores());
    for (int i = 0; i < CLIENTS; i++) {
      clients.add((i % 2 == 0 ? door : otherDoor).client(S3DoorFixture.WRITER));
    }
  }

  @AfterEach
  void stopDoors() throws Exception {
    executor.shutdownNow();
    otherDoor.close();
    door.close();
    storage.close();
  }

  @Test
  void ofManyThatCreateAnObjectExactlyOneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "race/" + round;

      List<Integer> winners =
          winners(
              (s3, client) ->
                  s3.putObject(
                      r -> r.bucket("lab").key(key).ifNoneMatch("*"),
                      RequestBody.fromString("client " + client)));

      assertThat(winners).as("round %s", round).hasSize(1);
      assertThat(read(key)).isEqualTo("client " + winners.get(0));
    }
    assertThat(storage.leftovers()).isEmpty();
  }

  @Test
  void ofManyThatCompleteUploadsOfOneKeyExactlyOneWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      String key = "race/" + round;
      List<String> uploads = new ArrayList<>();
      List<CompletedPart> parts = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String id = clients.get(0).createMultipartUpload(r -> r.bucket("lab").key(key)).uploadId();
        uploads.add(id);
        parts.add(part(key, id, "client " + client));
      }

      List<Integer> winners =
          winners(
              (s3, client) ->
                  s3.completeMultipartUpload(
                      r ->
                          r.bucket("lab")
                              .key(key)
                              .uploadId(uploads.get(client))
                              .ifNoneMatch("*")
                              .multipartUpload(u -> u.parts(parts.get(client)))));

      assertThat(winners).as("round %s", round).hasSize(1);
      assertThat(read(key)).isEqualTo("client " + winners.get(0));
    }
  }

  @Test
  void manyThatCompleteOneUploadAreAllToldOfOneObject() throws Exception {
    for (int round = 0; round < 10; round++) {
      String key = "race/" + round;
      String id = clients.get(0).createMultipartUpload(r -> r.bucket("lab").key(key)).uploadId();
      CompletedPart part = part(key, id, "content");

      List<Integer> winners =
          winners(
              (s3, client) ->
                  assertThat(
                          s3.completeMultipartUpload(
                                  r ->
                                      r.bucket("lab")
                                          .key(key)
                                          .uploadId(id)
                                          .ifNoneMatch("*")
                                          .multipartUpload(u -> u.parts(part)))
                              .eTag())
                      .isEqualTo(s3.headObject(r -> r.bucket("lab").key(key)).eTag()));

      assertThat(winners).as("round %s", round).hasSize(CLIENTS);
    }
  }

  private List<Integer> winners(Attempt attempt) throws Exception {
    var barrier = new CyclicBarrier(CLIENTS);
    List<Future<Boolean>> outcomes = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      outcomes.add(executor.submit(() -> succeeds(attempt, client, barrier)));
    }
    List<Integer> winners = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      if (outcomes.get(client).get()) {
        winners.add(client);
      }
    }
    return winners;
  }

  private boolean succeeds(Attempt attempt, int client, CyclicBarrier barrier) throws Exception {
    barrier.await();
    try {
      attempt.run(clients.get(client), client);
      return true;
    } catch (S3Exception e) {
      assertThat(e.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
      return false;
    }
  }

  private CompletedPart part(String key, String id, String content) {
    String eTag =
        clients
            .get(0)
            .uploadPart(
                r -> r.bucket("lab").key(key).uploadId(id).partNumber(1),
                RequestBody.fromString(content))
            .eTag();
    return CompletedPart.builder().partNumber(1).eTag(eTag).build();
  }

  private String read(String key) {
    return clients.get(0).getObjectAsBytes(r -> r.bucket("lab").key(key)).asUtf8String();
  }

  @FunctionalInterface
  private interface Attempt {
    void run(S3Client s3, int client);
  }
}
