// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Single objects, as the AWS SDK sees them. */
abstract class S3ObjectsContract {
  @TempDir private Path directory;
  private DoorStorage storage;
  private S3DoorFixture door;
  private S3Client s3;

  /** Where the door's buckets lie; the directory is fresh, and for it alone. */
  abstract DoorStorage newStorage(Path directory);

  @BeforeEach
  void startDoor() {
    storage = newStorage(directory);
    door = new S3DoorFixture(storage.stores());
    s3 = door.client(S3DoorFixture.WRITER);
  }

  @AfterEach
  void stopDoor() throws Exception {
    door.close();
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "dir/a",
        "with space",
        "a+b&c=d?e#f",
        "%25",
        "a%2Fb",
        "ı/ğ😀",
        "~!*'()",
        "dir/"
      })
  void whatIsPutIsRead(String key) {
    put(key, "content of " + key);

    assertThat(read(key)).isEqualTo("content of " + key);
    assertThat(s3.listObjectsV2(r -> r.bucket("lab")).contents())
        .extracting(object -> object.key())
        .containsExactly(key);
  }

  @Test
  void anEncodedSlashOfAPartitionValueStaysWhatItIs() throws Exception {
    put("data/path=a%2Fb/file", "content");

    assertThat(storage.files()).containsExactly("data/path=a%2Fb/file");
  }

  @Test
  void anEmptyObjectIsAnObject() {
    put("empty", "");

    assertThat(read("empty")).isEmpty();
    assertThat(s3.headObject(r -> r.bucket("lab").key("empty")).contentLength()).isZero();
  }

  @Test
  void headAndGetAgreeAndTheETagIsStable() {
    PutObjectResponse put = put("a", "0123456789");
    HeadObjectResponse head = s3.headObject(r -> r.bucket("lab").key("a"));
    GetObjectResponse get = s3.getObjectAsBytes(r -> r.bucket("lab").key("a")).response();

    assertThat(head.eTag())
        .isEqualTo(put.eTag())
        .isEqualTo(get.eTag())
        .matches("\"[0-9a-f]+-a-[0-9a-f]+\"");
    assertThat(head.contentLength()).isEqualTo(10);
    assertThat(head.lastModified())
        .isEqualTo(get.lastModified())
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(head.acceptRanges()).isEqualTo("bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,0,bytes 0-0/10",
    "bytes=2-4,234,bytes 2-4/10",
    "bytes=8-,89,bytes 8-9/10",
    "bytes=8-99999999999999999999,89,bytes 8-9/10",
    "bytes=-3,789,bytes 7-9/10",
    "bytes=-49152,0123456789,bytes 0-9/10"
  })
  void aRangeIsPartial(String range, String content, String contentRange) {
    put("a", "0123456789");

    var answer = s3.getObjectAsBytes(r -> r.bucket("lab").key("a").range(range));

    assertThat(answer.asUtf8String()).isEqualTo(content);
    assertThat(answer.response().contentRange()).isEqualTo(contentRange);
    assertThat(answer.response().sdkHttpResponse().statusCode()).isEqualTo(206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=4-2", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=-"})
  void whatIsNoRangeIsIgnored(String range) {
    put("a", "0123456789");

    var answer = s3.getObjectAsBytes(r -> r.bucket("lab").key("a").range(range));

    assertThat(answer.asUtf8String()).isEqualTo("0123456789");
    assertThat(answer.response().sdkHttpResponse().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
  void aRangeOfNothingIsRefused(String range) {
    put("a", "0123456789");

    assertError(
        () -> s3.getObjectAsBytes(r -> r.bucket("lab").key("a").range(range)), 416, "InvalidRange");
  }

  @Test
  void anEmptyObjectHasNoRange() {
    put("empty", "");

    assertError(
        () -> s3.getObjectAsBytes(r -> r.bucket("lab").key("empty").range("bytes=-5")),
        416,
        "InvalidRange");
  }

  @Test
  void conditionsOfReadsAreChecked() {
    String eTag = put("a", "content").eTag();
    Instant modified = s3.headObject(r -> r.bucket("lab").key("a")).lastModified();
    Instant before = modified.minus(Duration.ofHours(1));

    assertReads(r -> r.ifMatch(eTag));
    assertReads(r -> r.ifMatch("\"x\", " + eTag));
    assertReads(r -> r.ifMatch(eTag).ifUnmodifiedSince(before));
    assertReads(r -> r.ifNoneMatch("\"x\"").ifModifiedSince(modified));
    assertReads(r -> r.ifModifiedSince(before));
    assertReads(r -> r.ifUnmodifiedSince(modified));
    assertReadFails(r -> r.ifMatch("\"x\""), 412);
    assertReadFails(r -> r.ifUnmodifiedSince(before), 412);
    assertReadFails(r -> r.ifNoneMatch(eTag), 304);
    assertReadFails(r -> r.ifNoneMatch("*"), 304);
    assertReadFails(r -> r.ifModifiedSince(modified), 304);
  }

  @Test
  void whatIsMissingIsSaidToBeMissing() {
    assertError(() -> s3.getObjectAsBytes(r -> r.bucket("lab").key("a")), 404, "NoSuchKey");
    assertThatThrownBy(() -> s3.headObject(r -> r.bucket("lab").key("a")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
  }

  @Test
  void theSameUploadAgainIsTheSameObject() {
    PutObjectResponse first = put("a", "content");

    assertThat(put("a", "content").eTag()).isEqualTo(first.eTag());
  }

  @Test
  void anotherUploadNeverReplacesAnObject() throws Exception {
    put("a", "content");

    assertError(() -> put("a", "other"), 409, "ObjectAlreadyExists")
        .hasMessageStartingWith("Object already exists: a");
    assertError(() -> put("a", "CONTENT"), 409, "ObjectAlreadyExists");
    assertThat(read("a")).isEqualTo("content");
    assertThat(storage.leftovers()).isEmpty();
  }

  @Test
  void ifNoneMatchRefusesEvenTheSameBytes() {
    s3.putObject(r -> r.bucket("lab").key("a").ifNoneMatch("*"), RequestBody.fromString("content"));

    assertError(
        () ->
            s3.putObject(
                r -> r.bucket("lab").key("a").ifNoneMatch("*"), RequestBody.fromString("content")),
        412,
        "PreconditionFailed");
  }

  @Test
  void aConditionalOverwriteIsNotImplemented() {
    String eTag = put("a", "content").eTag();

    assertError(
        () ->
            s3.putObject(
                r -> r.bucket("lab").key("a").ifMatch(eTag), RequestBody.fromString("other")),
        501,
        "NotImplemented");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a//b", "a/../b", "./a", ".varve-uploads/x", "a/.varve-1.part"})
  void keysThatHaveNoPlaceAreRefused(String key) {
    assertError(() -> put(key, "content"), 400, "InvalidArgument");
  }

  /** Jetty itself does not let control characters in. */
  @Test
  void controlCharactersInKeysAreRefused() {
    assertThatThrownBy(() -> put("a\u0001b", "content"))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
  }

  @Test
  void aKeyTooLongIsRefused() {
    assertError(() -> put("a/".repeat(512) + "b", "content"), 400, "KeyTooLongError");
  }

  @Test
  void aKeyBesideItsContinuationIsRefused() {
    put("a", "content");
    put("b/c", "content");

    assertError(() -> put("a/b", "content"), 400, "InvalidArgument")
        .hasMessageStartingWith("Invalid key: an object exists above it: a/b");
    assertError(() -> put("b", "content"), 400, "InvalidArgument")
        .hasMessageStartingWith("Invalid key: objects exist below it: b");
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void everyChecksumOfTheSdkIsVerified(ChecksumAlgorithm algorithm) {
    byte[] content = Samples.bytes(300_000);

    s3.putObject(
        r -> r.bucket("lab").key("a").checksumAlgorithm(algorithm), RequestBody.fromBytes(content));

    assertThat(s3.getObjectAsBytes(r -> r.bucket("lab").key("a")).asByteArray()).isEqualTo(content);
  }

  /** The SDK can compute this one only with a native library; the value is a published one. */
  @Test
  void crc64NvmeIsVerified() {
    s3.putObject(
        r -> r.bucket("lab").key("a").checksumCRC64NVME("rosUhgp5mIg="),
        RequestBody.fromString("123456789"));

    assertThat(read("a")).isEqualTo("123456789");
    assertError(
        () ->
            s3.putObject(
                r -> r.bucket("lab").key("b").checksumCRC64NVME("rosUhgp5mIg="),
                RequestBody.fromString("12345678")),
        400,
        "BadDigest");
  }

  @Test
  void aChecksumThatDoesNotMatchIsRefused() throws Exception {
    assertError(
        () ->
            s3.putObject(
                r -> r.bucket("lab").key("a").checksumCRC32("AAAAAA=="),
                RequestBody.fromString("content")),
        400,
        "BadDigest");
    assertError(
        () ->
            s3.putObject(
                r -> r.bucket("lab").key("a").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                RequestBody.fromString("content")),
        400,
        "BadDigest");
    assertError(
        () ->
            s3.putObject(
                r -> r.bucket("lab").key("a").contentMD5("x"), RequestBody.fromString("content")),
        400,
        "InvalidDigest");
    assertError(() -> read("a"), 404, "NoSuchKey");
    assertThat(storage.leftovers()).isEmpty();
  }

  @Test
  void bodiesArriveInEveryModeOfTheSdk() {
    byte[] content = Samples.bytes(500_000);
    Consumer<S3ClientBuilder> signedChunks =
        b -> b.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);
    Consumer<S3ClientBuilder> hashed =
        signedChunks.andThen(b -> b.serviceConfiguration(c -> c.chunkedEncodingEnabled(false)));
    VendedCredentials credentials = S3DoorFixture.vend(S3DoorFixture.WRITER);

    door.client(credentials, signedChunks)
        .putObject(r -> r.bucket("lab").key("chunks"), RequestBody.fromBytes(content));
    door.client(credentials, hashed)
        .putObject(r -> r.bucket("lab").key("hash"), RequestBody.fromBytes(content));
    s3.putObject(r -> r.bucket("lab").key("trailer"), RequestBody.fromBytes(content));

    for (String key : new String[] {"chunks", "hash", "trailer"}) {
      assertThat(s3.getObjectAsBytes(r -> r.bucket("lab").key(key)).asByteArray())
          .as(key)
          .isEqualTo(content);
    }
  }

  @Test
  void copiesKeepTheBytes() {
    put("a b%", "content");

    s3.copyObject(
        r -> r.sourceBucket("lab").sourceKey("a b%").destinationBucket("lab").destinationKey("c"));

    assertThat(read("c")).isEqualTo("content");
  }

  @Test
  void copiesHaveConditionsAndNeverReplace() {
    String eTag = put("a", "content").eTag();
    put("b", "other");

    assertError(() -> copy("missing", "c", r -> {}), 404, "NoSuchKey");
    assertError(() -> copy("a", "b", r -> {}), 409, "ObjectAlreadyExists");
    assertError(() -> copy("a", "c", r -> r.copySourceIfMatch("x")), 412, "PreconditionFailed");
    assertError(
        () -> copy("a", "c", r -> r.copySourceIfNoneMatch(eTag)), 412, "PreconditionFailed");
    copy("a", "a", r -> {});
    assertThat(read("a")).isEqualTo("content");
  }

  @Test
  void deletingWhatIsMissingIsDone() {
    put("a", "content");

    s3.deleteObject(r -> r.bucket("lab").key("a"));
    s3.deleteObject(r -> r.bucket("lab").key("a"));

    assertError(() -> read("a"), 404, "NoSuchKey");
  }

  @Test
  void manyObjectsAreDeletedAtOnceAndEachIsAnswered() {
    put("a", "content");
    put("b c", "content");

    var answer =
        s3.deleteObjects(
            r ->
                r.bucket("lab")
                    .delete(
                        Delete.builder()
                            .objects(
                                identifier("a"),
                                identifier("b c"),
                                identifier("missing"),
                                identifier("a//b"))
                            .build()));

    assertThat(answer.deleted()).extracting(d -> d.key()).containsExactly("a", "b c", "missing");
    assertThat(answer.errors())
        .extracting(S3Error::key, S3Error::code)
        .containsExactly(tuple("a//b", "InvalidArgument"));
    assertThat(s3.listObjectsV2(r -> r.bucket("lab")).contents()).isEmpty();
  }

  @Test
  void quietDeletionsAnswerFailuresOnly() {
    put("a", "content");

    var answer =
        s3.deleteObjects(r -> r.bucket("lab").delete(d -> d.quiet(true).objects(identifier("a"))));

    assertThat(answer.hasDeleted()).isFalse();
    assertThat(answer.hasErrors()).isFalse();
  }

  @Test
  void bucketsAreThereOrNot() {
    S3Client nowhere = door.client(new S3Grant("rods#zone", "missing", "", S3Access.READ_WRITE));

    assertThat(s3.headBucket(r -> r.bucket("lab")).bucketRegion()).isEqualTo("us-east-1");
    assertThat(s3.getBucketLocation(r -> r.bucket("lab")).locationConstraintAsString())
        .isIn(null, "");
    assertThat(s3.listBuckets().buckets()).extracting(b -> b.name()).containsExactly("lab");
    assertThatThrownBy(() -> nowhere.headBucket(r -> r.bucket("missing")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    assertError(() -> nowhere.listObjectsV2(r -> r.bucket("missing")), 404, "NoSuchBucket");
  }

  @Test
  void whatTheDoorDoesNotDoIsSaidPlainly() {
    put("a", "content");

    assertError(() -> s3.getObjectAcl(r -> r.bucket("lab").key("a")), 501, "NotImplemented");
    assertError(() -> s3.getObjectTagging(r -> r.bucket("lab").key("a")), 501, "NotImplemented");
    assertError(() -> s3.createBucket(r -> r.bucket("lab")), 501, "NotImplemented");
    assertError(() -> s3.getBucketVersioning(r -> r.bucket("lab")), 501, "NotImplemented");
    assertError(
        () -> s3.getObjectAsBytes(r -> r.bucket("lab").key("a").versionId("1")),
        501,
        "NotImplemented");
  }

  private PutObjectResponse put(String key, String content) {
    return s3.putObject(r -> r.bucket("lab").key(key), RequestBody.fromString(content));
  }

  private String read(String key) {
    return s3.getObjectAsBytes(r -> r.bucket("lab").key(key)).asUtf8String();
  }

  private void copy(String from, String to, Consumer<CopyObjectRequest.Builder> more) {
    s3.copyObject(
        r -> {
          r.sourceBucket("lab").sourceKey(from).destinationBucket("lab").destinationKey(to);
          more.accept(r);
        });
  }

  private void assertReads(Consumer<GetObjectRequest.Builder> condition) {
    assertThat(
            s3.getObjectAsBytes(
                    r -> {
                      r.bucket("lab").key("a");
                      condition.accept(r);
                    })
                .asUtf8String())
        .isEqualTo("content");
  }

  private void assertReadFails(Consumer<GetObjectRequest.Builder> condition, int status) {
    assertThatThrownBy(() -> assertReads(condition))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
  }

  private static ObjectIdentifier identifier(String key) {
    return ObjectIdentifier.builder().key(key).build();
  }

  private static AbstractThrowableAssert<?, ?> assertError(
      ThrowingCallable action, int status, String code) {
    return S3Assertions.assertError(action, status, code);
  }
}
