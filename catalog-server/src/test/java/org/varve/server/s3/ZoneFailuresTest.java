// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.server.s3.S3Assertions.assertError;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What clients are told when the zone under the door fails. */
class ZoneFailuresTest {
  private static final int SIZE = 3_000_000;
  private static final String PLACE = ZoneDoorStorage.LAB + "/a";

  @TempDir private Path vault;
  private ZoneDoorStorage storage;
  private S3DoorFixture door;
  private S3Client s3;

  @BeforeEach
  void startDoor() {
    storage = new ZoneDoorStorage(vault);
    door = new S3DoorFixture(storage.stores());
    s3 =
        door.client(
            S3DoorFixture.vend(S3DoorFixture.WRITER),
            b -> b.overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))));
    s3.putObject(r -> r.bucket("lab").key("a"), RequestBody.fromBytes(Samples.bytes(SIZE)));
  }

  @AfterEach
  void stopDoor() throws Exception {
    door.close();
    storage.close();
  }

  @Test
  void aZoneThatIsDownIsUnavailableAndComesBack() throws Exception {
    storage.zone().goDown();

    assertError(() -> head(), 503, null);
    assertError(() -> get(), 503, "ServiceUnavailable");
    assertError(
        () -> s3.putObject(r -> r.bucket("lab").key("b"), RequestBody.fromString("x")),
        503,
        "ServiceUnavailable");
    assertError(() -> s3.listObjectsV2(r -> r.bucket("lab")), 503, "ServiceUnavailable");
    assertError(
        () -> s3.createMultipartUpload(r -> r.bucket("lab").key("b")), 503, "ServiceUnavailable");
    assertError(() -> s3.deleteObject(r -> r.bucket("lab").key("a")), 503, "ServiceUnavailable");

    storage.zone().listen();
    assertThat(get()).isEqualTo(Samples.bytes(SIZE));
    assertThat(storage.files()).containsExactly("a");
  }

  @Test
  void anObjectWithoutAGoodReplicaIsAFailureAndNoMissingObject() {
    storage.zone().setReplicaStatus(PLACE, 0, 0);

    assertError(() -> get(), 500, "InternalError");
    assertError(() -> head(), 500, null);
    assertThat(s3.listObjectsV2(r -> r.bucket("lab")).contents()).isEmpty();
  }

  @Test
  void aReplicaThatIsShorterThanTheCatalogSaysIsNeverAShortAnswer() throws Exception {
    storage.zone().truncate(PLACE, 0, SIZE - 1);

    // The status is out when the end turns out to be missing: the connection is broken off.
    assertThatThrownBy(() -> get()).isInstanceOf(SdkClientException.class);
    assertError(
        () -> s3.getObjectAsBytes(r -> r.bucket("lab").key("a").range("bytes=-10")),
        500,
        "InternalError");
  }

  @Test
  void anotherReplicaStandsInForABrokenOne() {
    storage.zone().setReplicaStatus(PLACE, 0, 0);
    storage.zone().addReplica(PLACE, "otherResc", 1, "content");

    assertThat(s3.getObjectAsBytes(r -> r.bucket("lab").key("a")).asUtf8String())
        .isEqualTo("content");
  }

  private byte[] get() {
    return s3.getObjectAsBytes(r -> r.bucket("lab").key("a")).asByteArray();
  }

  private void head() {
    s3.headObject(r -> r.bucket("lab").key("a"));
  }
}
