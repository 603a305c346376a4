// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.varve.server.s3.S3Assertions.assertError;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Who may do what at the door. */
class S3CredentialsTest {
  private static final S3Grant TABLE =
      new S3Grant("alice#zone", "lab", "table/", S3Access.READ_WRITE);
  private static final S3Grant TABLE_READER =
      new S3Grant("bob#zone", "lab", "table/", S3Access.READ);

  /** Whatever a client can do to one key of a bucket. */
  private static final Map<String, KeyAction> READS = new LinkedHashMap<>();

  private static final Map<String, KeyAction> WRITES = new LinkedHashMap<>();

  static {
    READS.put("head", (s3, bucket, key) -> s3.headObject(r -> r.bucket(bucket).key(key)));
    READS.put("get", (s3, bucket, key) -> s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)));
    READS.put("list", (s3, bucket, key) -> s3.listObjectsV2(r -> r.bucket(bucket).prefix(key)));
    READS.put("list v1", (s3, bucket, key) -> s3.listObjects(r -> r.bucket(bucket).prefix(key)));
    READS.put(
        "list uploads",
        (s3, bucket, key) -> s3.listMultipartUploads(r -> r.bucket(bucket).prefix(key)));
    READS.put(
        "list parts",
        (s3, bucket, key) -> s3.listParts(r -> r.bucket(bucket).key(key).uploadId("0".repeat(32))));
    WRITES.put(
        "put",
        (s3, bucket, key) ->
            s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("x")));
    WRITES.put("delete", (s3, bucket, key) -> s3.deleteObject(r -> r.bucket(bucket).key(key)));
    WRITES.put(
        "copy",
        (s3, bucket, key) ->
            s3.copyObject(
                r ->
                    r.sourceBucket("lab")
                        .sourceKey("table/a")
                        .destinationBucket(bucket)
                        .destinationKey(key)));
    WRITES.put(
        "create upload",
        (s3, bucket, key) -> s3.createMultipartUpload(r -> r.bucket(bucket).key(key)));
    WRITES.put(
        "put part",
        (s3, bucket, key) ->
            s3.uploadPart(
                r -> r.bucket(bucket).key(key).uploadId("0".repeat(32)).partNumber(1),
                RequestBody.fromString("x")));
    WRITES.put(
        "complete upload",
        (s3, bucket, key) ->
            s3.completeMultipartUpload(
                r ->
                    r.bucket(bucket)
                        .key(key)
                        .uploadId("0".repeat(32))
                        .multipartUpload(
                            u ->
                                u.parts(CompletedPart.builder().partNumber(1).eTag("x").build()))));
    WRITES.put(
        "abort upload",
        (s3, bucket, key) ->
            s3.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId("0".repeat(32))));
  }

  @TempDir private Path directory;
  private S3DoorFixture door;

  @BeforeEach
  void startDoor() {
    door = new S3DoorFixture(directory);
    S3Client s3 = door.client(S3DoorFixture.WRITER);
    for (String key : List.of("table/a", "table2/a", "a")) {
      s3.putObject(r -> r.bucket("lab").key(key), RequestBody.fromString("content"));
    }
    door.client(new S3Grant("carol#zone", "other", "", S3Access.READ_WRITE))
        .putObject(r -> r.bucket("other").key("table/a"), RequestBody.fromString("content"));
  }

  @AfterEach
  void stopDoor() throws Exception {
    door.close();
  }

  @Test
  void noCredentialReachesBeyondItsGrantAndEachTryIsLoggedOnce() {
    List<String> keys = List.of("table2/a", "table2/b", "a", "b", "tabl", "other/table/a", "table");
    int tries = 0;
    try (var refusals = new LoggedRefusals()) {
      for (S3Grant grant : List.of(TABLE, TABLE_READER)) {
        S3Client s3 = door.client(grant);
        for (String key : keys) {
          tries += assertAllDenied(s3, "lab", key, READS, grant);
          tries += assertAllDenied(s3, "lab", key, WRITES, grant);
        }
        for (String key : List.of("table/a", "table/b", "a", "x", "table/dir/x")) {
          tries += assertAllDenied(s3, "other", key, READS, grant);
          tries += assertAllDenied(s3, "other", key, WRITES, grant);
        }
      }
      for (String key : List.of("table/a", "table/b", "table/c", "table/dir/x", "table/dir/y/z")) {
        tries += assertAllDenied(door.client(TABLE_READER), "lab", key, WRITES, TABLE_READER);
      }
      tries += assertUnusable(staleCredentials());
      assertThat(refusals.lines()).hasSize(tries);
      assertThat(refusals.lines())
          .anyMatch(
              line -> line.matches("Refused PUT /lab/table/a to bob#zone: AccessDenied \\[\\w+]"))
          .anyMatch(line -> line.contains("to an unknown client: ExpiredToken"));
    }
    assertThat(tries).isGreaterThanOrEqualTo(500);
    assertThat(door.client(S3DoorFixture.READER).listObjectsV2(r -> r.bucket("lab")).contents())
        .extracting(object -> object.key())
        .containsExactly("a", "table/a", "table2/a");
  }

  @Test
  void aTableCredentialWorksOnItsTable() {
    S3Client writer = door.client(TABLE);
    S3Client reader = door.client(TABLE_READER);

    writer.putObject(r -> r.bucket("lab").key("table/new"), RequestBody.fromString("new"));

    assertThat(reader.getObjectAsBytes(r -> r.bucket("lab").key("table/new")).asUtf8String())
        .isEqualTo("new");
    assertThat(reader.listObjectsV2(r -> r.bucket("lab").prefix("table/")).contents()).hasSize(2);
    assertThat(reader.headBucket(r -> r.bucket("lab")).bucketRegion()).isEqualTo("us-east-1");
  }

  @Test
  void aTableNamedWithoutItsSlashShowsItselfAlone() {
    S3Client reader = door.client(TABLE_READER);

    assertThat(reader.listObjectsV2(r -> r.bucket("lab").prefix("table")).contents())
        .extracting(object -> object.key())
        .containsExactly("table/a");
    assertThat(
            reader
                .listObjectsV2(r -> r.bucket("lab").prefix("table").delimiter("/"))
                .commonPrefixes())
        .extracting(prefix -> prefix.prefix())
        .containsExactly("table/");
  }

  @Test
  void aDeletionOfManyDeletesNoneOfAnotherTable() {
    S3Client writer = door.client(TABLE);

    var answer =
        writer.deleteObjects(
            r ->
                r.bucket("lab")
                    .delete(
                        d ->
                            d.objects(
                                ObjectIdentifier.builder().key("table/a").build(),
                                ObjectIdentifier.builder().key("table2/a").build())));

    assertThat(answer.deleted()).extracting(d -> d.key()).containsExactly("table/a");
    assertThat(answer.errors()).extracting(e -> e.key()).containsExactly("table2/a");
    assertThat(answer.errors()).extracting(e -> e.code()).containsExactly("AccessDenied");
  }

  @Test
  void aCopyNeedsTheSourceToo() {
    S3Client writer = door.client(TABLE);

    for (String source : List.of("table2/a", "table/.varve-uploads/x")) {
      assertError(
          () ->
              writer.copyObject(
                  r ->
                      r.sourceBucket("lab")
                          .sourceKey(source)
                          .destinationBucket("lab")
                          .destinationKey("table/b")),
          403,
          "AccessDenied");
    }
  }

  @Test
  void eachWayToFailHasItsOwnError() {
    VendedCredentials good = S3DoorFixture.vend(TABLE);

    assertFails(expired(), 400, "ExpiredToken");
    assertFails(
        new VendedCredentials(
            good.accessKeyId(),
            good.secretAccessKey(),
            good.sessionToken().replace("k1.", "k2."),
            good.expiresAt()),
        400,
        "InvalidToken");
    assertFails(
        new VendedCredentials(
            "AKIAIOSFODNN7EXAMPLE", good.secretAccessKey(), good.sessionToken(), good.expiresAt()),
        403,
        "InvalidAccessKeyId");
    assertFails(
        new VendedCredentials(good.accessKeyId(), "wrong", good.sessionToken(), good.expiresAt()),
        403,
        "SignatureDoesNotMatch");
  }

  @Test
  void aClockThatIsFarOffIsToldSo() throws Exception {
    for (Duration offset : List.of(Duration.ofMinutes(16), Duration.ofMinutes(-16))) {
      Clock clock = Clock.offset(Clock.systemUTC(), offset);
      VendedCredentials credentials =
          new CredentialVendor(S3DoorFixture.KEYS, clock, Duration.ofHours(1)).vend(TABLE);
      try (var skewed = new S3DoorFixture(S3DoorFixture.stores(directory), clock)) {
        // The SDK corrects its clock and tries again; without retries the error shows.
        S3Client s3 =
            skewed.client(
                credentials,
                b -> b.overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))));

        assertError(
            () -> s3.getObjectAsBytes(r -> r.bucket("lab").key("table/a")),
            403,
            "RequestTimeTooSkewed");
      }
    }
  }

  @Test
  void aClientWithASkewedClockRecovers() throws Exception {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
    VendedCredentials credentials =
        new CredentialVendor(S3DoorFixture.KEYS, clock, Duration.ofHours(1)).vend(TABLE);
    try (var skewed = new S3DoorFixture(S3DoorFixture.stores(directory), clock)) {
      S3Client s3 = skewed.client(credentials, b -> {});

      assertThat(s3.getObjectAsBytes(r -> r.bucket("lab").key("table/a")).asUtf8String())
          .isEqualTo("content");
    }
  }

  private int assertAllDenied(
      S3Client s3, String bucket, String key, Map<String, KeyAction> actions, S3Grant grant) {
    int tries = 0;
    for (Map.Entry<String, KeyAction> action : actions.entrySet()) {
      boolean ownListing =
          bucket.equals("lab") && key.equals("table") && action.getKey().matches("list|list v1");
      if (!ownListing) {
        assertThatThrownBy(() -> action.getValue().run(s3, bucket, key))
            .as("%s of %s/%s with %s", action.getKey(), bucket, key, grant)
            .isInstanceOfSatisfying(
                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        tries++;
      }
    }
    return tries;
  }

  /** Expired, altered, of a retired signing key. */
  private static List<VendedCredentials> staleCredentials() {
    List<VendedCredentials> stale = new ArrayList<>();
    stale.add(expired());
    VendedCredentials good = S3DoorFixture.vend(TABLE);
    String token = good.sessionToken();
    for (int i = 3; i < token.length(); i += 9) {
      String altered =
          token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
      stale.add(
          new VendedCredentials(
              good.accessKeyId(), good.secretAccessKey(), altered, good.expiresAt()));
    }
    var retired =
        new SigningKeys(
            List.of(new SigningKey("k0", "f".repeat(32).getBytes(StandardCharsets.UTF_8))));
    stale.add(new CredentialVendor(retired, Clock.systemUTC(), Duration.ofHours(1)).vend(TABLE));
    return stale;
  }

  private int assertUnusable(List<VendedCredentials> credentials) {
    int tries = 0;
    for (VendedCredentials stale : credentials) {
      S3Client s3 = door.client(stale, b -> {});
      for (KeyAction action : READS.values()) {
        assertThatThrownBy(() -> action.run(s3, "lab", "table/a"))
            .isInstanceOfSatisfying(
                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
        tries++;
      }
      for (KeyAction action : WRITES.values()) {
        assertThatThrownBy(() -> action.run(s3, "lab", "table/a"))
            .isInstanceOfSatisfying(
                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
        tries++;
      }
    }
    return tries;
  }

  private void assertFails(VendedCredentials credentials, int status, String code) {
    S3Client s3 = door.client(credentials, b -> {});

    assertError(() -> s3.getObjectAsBytes(r -> r.bucket("lab").key("table/a")), status, code);
  }

  private static VendedCredentials expired() {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-61));
    return new CredentialVendor(S3DoorFixture.KEYS, clock, Duration.ofHours(1)).vend(TABLE);
  }

  @FunctionalInterface
  private interface KeyAction {
    void run(S3Client s3, String bucket, String key);
  }
}
