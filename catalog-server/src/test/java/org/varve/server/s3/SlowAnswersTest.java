// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.server.s3.S3Assertions.assertError;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.storage.ObjectListing;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Completions that take longer than a client waits for a first byte. */
class SlowAnswersTest {
  @TempDir private Path directory;

  @Test
  void aSlowCompletionKeepsTheConnectionAlive() throws Exception {
    try (S3DoorFixture door = slowDoor(false)) {
      S3Client s3 =
          door.client(
              S3DoorFixture.vend(S3DoorFixture.WRITER),
              // Less than the completion takes, and far more than the time between two spaces.
              b ->
                  b.httpClientBuilder(
                      Apache5HttpClient.builder().socketTimeout(Duration.ofMillis(1000))));

      complete(s3);

      assertThat(s3.getObjectAsBytes(r -> r.bucket("lab").key("a")).asUtf8String())
          .isEqualTo("content");
    }
  }

  @Test
  void aLateFailureIsAnErrorAllTheSame() throws Exception {
    try (S3DoorFixture door = slowDoor(true)) {
      S3Client s3 =
          door.client(
              S3DoorFixture.vend(S3DoorFixture.WRITER),
              b -> b.overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))));

      assertThatThrownBy(() -> complete(s3))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalError"));
      assertError(() -> s3.getObjectAsBytes(r -> r.bucket("lab").key("a")), 404, "NoSuchKey");
    }
  }

  private static void complete(S3Client s3) {
    String id = s3.createMultipartUpload(r -> r.bucket("lab").key("a")).uploadId();
    String eTag =
        s3.uploadPart(
                r -> r.bucket("lab").key("a").uploadId(id).partNumber(1),
                RequestBody.fromString("content"))
            .eTag();
    s3.completeMultipartUpload(
        r ->
            r.bucket("lab")
                .key("a")
                .uploadId(id)
                .multipartUpload(
                    u -> u.parts(CompletedPart.builder().partNumber(1).eTag(eTag).build())));
  }

  private S3DoorFixture slowDoor(boolean failing) {
    ObjectStore store = S3DoorFixture.stores(directory).loadStore("lab");
    return new S3DoorFixture(
        bucket -> new SlowStore(store, failing), Clock.systemUTC(), Duration.ofMillis(50));
  }

  /** Takes two seconds to begin the object itself. */
  private record SlowStore(ObjectStore store, boolean failing) implements ObjectStore {
    @Override
    public StagedObject stageObject(String key) {
      if (key.equals("a") && Thread.currentThread().getName().startsWith("s3-worker")) {
        takeTwoSeconds();
        if (failing) {
          throw new RuntimeIOException("Failed to write object: %s", key);
        }
      }
      return store.stageObject(key);
    }

    private static void takeTwoSeconds() {
      try {
        // A latch that nobody counts down: the time itself is what the test is about.
        assertThat(new CountDownLatch(1).await(2, TimeUnit.SECONDS)).isFalse();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Optional<StoredObject> findObject(String key) {
      return store.findObject(key);
    }

    @Override
    public ObjectReader openObject(String key) {
      return store.openObject(key);
    }

    @Override
    public boolean deleteObject(String key) {
      return store.deleteObject(key);
    }

    @Override
    public ObjectListing listObjects(String prefix, String after) {
      return store.listObjects(prefix, after);
    }
  }
}
