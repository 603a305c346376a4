// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.varve.server.s3.S3Assertions.assertError;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** Multipart uploads, as the AWS SDK sees them. */
abstract class S3UploadsContract {
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

  @Test
  void partsBecomeOneObject() throws Exception {
    byte[] content = Samples.bytes(2_500_000);
    String id = create("dir/a");
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] part =
          Arrays.copyOfRange(content, i * 1_000_000, Math.min((i + 1) * 1_000_000, content.length));
      parts.add(put("dir/a", id, i + 1, part));
    }

    String eTag = s3.completeMultipartUpload(complete("dir/a", id, parts)).eTag();

    assertThat(s3.getObjectAsBytes(r -> r.bucket("lab").key("dir/a")).asByteArray())
        .isEqualTo(content);
    assertThat(s3.headObject(r -> r.bucket("lab").key("dir/a")).eTag()).isEqualTo(eTag);
    assertThat(storage.hidden()).noneMatch(file -> file.contains("part"));
  }

  @Test
  void anyServerGoesOnWithAnUpload() throws Exception {
    String id = create("a");
    CompletedPart first = put("a", id, 1, "first ");
    try (S3DoorFixture another = new S3DoorFixture(storage.stores())) {
      S3Client client = another.client(S3DoorFixture.WRITER);
      CompletedPart second =
          part(
              2,
              client
                  .uploadPart(
                      r -> r.bucket("lab").key("a").uploadId(id).partNumber(2),
                      RequestBody.fromString("second"))
                  .eTag());

      client.completeMultipartUpload(complete("a", id, List.of(first, second)));
    }

    assertThat(read("a")).isEqualTo("first second");
  }

  @Test
  void completingAgainAnswersTheSame() {
    String id = create("a");
    List<CompletedPart> parts = List.of(put("a", id, 1, "content"));
    var request = complete("a", id, parts).toBuilder().ifNoneMatch("*").build();

    String first = s3.completeMultipartUpload(request).eTag();
    String second = s3.completeMultipartUpload(request).eTag();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void theSameObjectByAnotherUploadIsDoneAndAnyOtherIsRefused() {
    String first = create("a");
    String second = create("a");
    String third = create("a");
    List<CompletedPart> firstParts = List.of(put("a", first, 1, "content"));
    List<CompletedPart> secondParts =
        List.of(put("a", second, 1, "con"), put("a", second, 2, "tent"));
    List<CompletedPart> thirdParts = List.of(put("a", third, 1, "CONTENT"));

    String eTag = s3.completeMultipartUpload(complete("a", first, firstParts)).eTag();

    assertError(
        () ->
            s3.completeMultipartUpload(
                complete("a", second, secondParts).toBuilder().ifNoneMatch("*").build()),
        412,
        "PreconditionFailed");
    assertThat(s3.completeMultipartUpload(complete("a", second, secondParts)).eTag())
        .isEqualTo(eTag);
    assertError(
        () -> s3.completeMultipartUpload(complete("a", third, thirdParts)),
        409,
        "ObjectAlreadyExists");
    assertThat(read("a")).isEqualTo("content");
  }

  @Test
  void aPartThatIsSentAgainReplacesTheFirst() {
    String id = create("a");
    CompletedPart first = put("a", id, 1, "first");
    // Many within one second, which is all that a zone tells: an order by chance would show.
    for (int i = 0; i < 8; i++) {
      put("a", id, 1, "in between " + i);
    }
    CompletedPart second = put("a", id, 1, "second");

    assertThat(s3.listParts(r -> r.bucket("lab").key("a").uploadId(id)).parts())
        .extracting(Part::eTag)
        .containsExactly(second.eTag());
    assertThat(first.eTag()).isNotEqualTo(second.eTag());
    s3.completeMultipartUpload(complete("a", id, List.of(second)));
    assertThat(read("a")).isEqualTo("second");
  }

  @Test
  void partsAreListedInPages() {
    String id = create("a");
    for (int number : new int[] {3, 1, 10000, 20}) {
      put("a", id, number, "part " + number);
    }

    var first = s3.listParts(r -> r.bucket("lab").key("a").uploadId(id).maxParts(2));
    var all = s3.listPartsPaginator(r -> r.bucket("lab").key("a").uploadId(id).maxParts(1));

    assertThat(first.isTruncated()).isTrue();
    assertThat(first.nextPartNumberMarker()).isEqualTo(3);
    assertThat(all.parts().stream().map(Part::partNumber)).containsExactly(1, 3, 20, 10000);
    assertThat(first.parts().get(0).size()).isEqualTo(6);
  }

  @Test
  void openUploadsAreListedUntilTheyEnd() {
    String open = create("b");
    String done = create("a");
    String aborted = create("c");
    s3.completeMultipartUpload(complete("a", done, List.of(put("a", done, 1, "content"))));
    s3.abortMultipartUpload(r -> r.bucket("lab").key("c").uploadId(aborted));

    assertThat(s3.listMultipartUploads(r -> r.bucket("lab")).uploads())
        .extracting(MultipartUpload::uploadId)
        .containsExactly(open);
    assertThat(s3.listMultipartUploads(r -> r.bucket("lab").prefix("x")).uploads()).isEmpty();
  }

  @Test
  void openUploadsAreListedInPages() {
    String first = create("a");
    create("b");
    create("c");

    var page = s3.listMultipartUploads(r -> r.bucket("lab").maxUploads(1));
    var rest =
        s3.listMultipartUploads(
            r ->
                r.bucket("lab")
                    .keyMarker(page.nextKeyMarker())
                    .uploadIdMarker(page.nextUploadIdMarker()));

    assertThat(page.uploads()).extracting(MultipartUpload::uploadId).containsExactly(first);
    assertThat(page.isTruncated()).isTrue();
    assertThat(rest.uploads()).extracting(MultipartUpload::key).containsExactly("b", "c");
  }

  @Test
  void whatIsAbortedIsGone() throws Exception {
    String id = create("a");
    CompletedPart part = put("a", id, 1, "content");

    s3.abortMultipartUpload(r -> r.bucket("lab").key("a").uploadId(id));

    assertError(
        () -> s3.completeMultipartUpload(complete("a", id, List.of(part))), 404, "NoSuchUpload");
    assertError(() -> put("a", id, 2, "x"), 404, "NoSuchUpload");
    assertError(
        () -> s3.abortMultipartUpload(r -> r.bucket("lab").key("a").uploadId(id)),
        404,
        "NoSuchUpload");
    assertThat(storage.hidden()).isEmpty();
  }

  @Test
  void anUploadBelongsToItsKey() {
    String id = create("a");
    CompletedPart part = put("a", id, 1, "content");

    assertError(() -> put("b", id, 2, "x"), 404, "NoSuchUpload");
    assertError(
        () -> s3.completeMultipartUpload(complete("b", id, List.of(part))), 404, "NoSuchUpload");
    assertError(() -> put("a", "../../x", 2, "x"), 404, "NoSuchUpload");
  }

  @Test
  void theListOfPartsHasToMatch() {
    String id = create("a");
    CompletedPart first = put("a", id, 1, "first");
    CompletedPart second = put("a", id, 2, "second");

    assertError(
        () -> s3.completeMultipartUpload(complete("a", id, List.of(second, first))),
        400,
        "InvalidPartOrder");
    assertError(
        () -> s3.completeMultipartUpload(complete("a", id, List.of(part(1, second.eTag())))),
        400,
        "InvalidPart");
    assertError(
        () -> s3.completeMultipartUpload(complete("a", id, List.of(part(3, first.eTag())))),
        400,
        "InvalidPart");
    assertError(
        () -> s3.completeMultipartUpload(complete("a", id, List.of())), 400, "MalformedXML");
    assertError(() -> put("a", id, 0, "x"), 400, "InvalidArgument");
    assertError(() -> put("a", id, 10001, "x"), 400, "InvalidArgument");
  }

  @Test
  void checksumsOfPartsAndOfTheObjectAreChecked() {
    String id = create("a");
    CompletedPart first = put("a", id, 1, "1234");
    CompletedPart second = put("a", id, 2, "56789");
    List<CompletedPart> parts = List.of(first, second);

    assertError(
        () ->
            s3.completeMultipartUpload(
                complete(
                    "a", id, List.of(first, second.toBuilder().checksumCRC32("AAAAAA==").build()))),
        400,
        "InvalidPart");
    assertError(
        () ->
            s3.completeMultipartUpload(
                complete("a", id, parts).toBuilder().checksumCRC32("AAAAAA==").build()),
        400,
        "BadDigest");
    assertError(
        () ->
            s3.completeMultipartUpload(
                complete("a", id, parts).toBuilder().mpuObjectSize(8L).build()),
        400,
        "InvalidRequest");
    s3.completeMultipartUpload(
        complete("a", id, parts).toBuilder().checksumCRC32("y/Q5Jg==").mpuObjectSize(9L).build());
    assertThat(read("a")).isEqualTo("123456789");
  }

  @Test
  void aPartCanBeCopied() {
    s3.putObject(r -> r.bucket("lab").key("source"), RequestBody.fromString("0123456789"));
    String id = create("a");
    var copy =
        s3.uploadPartCopy(
            r ->
                r.sourceBucket("lab")
                    .sourceKey("source")
                    .copySourceRange("bytes=2-5")
                    .destinationBucket("lab")
                    .destinationKey("a")
                    .uploadId(id)
                    .partNumber(1));

    s3.completeMultipartUpload(complete("a", id, List.of(part(1, copy.copyPartResult().eTag()))));

    assertThat(read("a")).isEqualTo("2345");
  }

  @Test
  void aKeyThatHasNoPlaceIsRefusedBeforePartsAreSent() {
    s3.putObject(r -> r.bucket("lab").key("a"), RequestBody.fromString("content"));

    assertError(() -> create("a/b"), 400, "InvalidArgument");
    assertError(() -> create("a//b"), 400, "InvalidArgument");
  }

  private String create(String key) {
    return s3.createMultipartUpload(r -> r.bucket("lab").key(key)).uploadId();
  }

  private CompletedPart put(String key, String id, int number, String content) {
    return put(key, id, number, content.getBytes(StandardCharsets.UTF_8));
  }

  private CompletedPart put(String key, String id, int number, byte[] content) {
    var answer =
        s3.uploadPart(
            r -> r.bucket("lab").key(key).uploadId(id).partNumber(number),
            RequestBody.fromBytes(content));
    return part(number, answer.eTag());
  }

  private static CompletedPart part(int number, String eTag) {
    return CompletedPart.builder().partNumber(number).eTag(eTag).build();
  }

  private static CompleteMultipartUploadRequest complete(
      String key, String id, List<CompletedPart> parts) {
    return CompleteMultipartUploadRequest.builder()
        .bucket("lab")
        .key(key)
        .uploadId(id)
        .multipartUpload(upload -> upload.parts(parts))
        .build();
  }

  private String read(String key) {
    return s3.getObjectAsBytes(r -> r.bucket("lab").key(key)).asUtf8String();
  }
}
