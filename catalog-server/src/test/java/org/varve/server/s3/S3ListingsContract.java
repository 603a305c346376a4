// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.varve.server.s3.S3Assertions.assertError;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Listings, as the AWS SDK sees them. */
abstract class S3ListingsContract {
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
  void anEmptyBucketHasAnEmptyListing() {
    ListObjectsV2Response listing = s3.listObjectsV2(r -> r.bucket("lab").prefix("table/"));

    assertThat(listing.contents()).isEmpty();
    assertThat(listing.keyCount()).isZero();
    assertThat(listing.isTruncated()).isFalse();
  }

  @Test
  void anObjectIsListedWithWhatHeadSaysOfIt() {
    put("a");
    var head = s3.headObject(r -> r.bucket("lab").key("a"));

    S3Object object = s3.listObjectsV2(r -> r.bucket("lab")).contents().get(0);

    assertThat(object.eTag()).isEqualTo(head.eTag());
    assertThat(object.size()).isEqualTo(7);
    assertThat(object.lastModified())
        .isBetween(head.lastModified(), head.lastModified().plusSeconds(1));
  }

  @Test
  void aDelimiterFoldsKeysIntoPrefixes() {
    put("a", "a-1", "d/1", "d/2", "d/e/3", "d0", "x/y/z");

    ListObjectsV2Response top = s3.listObjectsV2(r -> r.bucket("lab").delimiter("/"));
    ListObjectsV2Response below =
        s3.listObjectsV2(r -> r.bucket("lab").prefix("d/").delimiter("/"));
    ListObjectsV2Response odd = s3.listObjectsV2(r -> r.bucket("lab").delimiter("-"));

    assertThat(keys(top)).containsExactly("a", "a-1", "d0");
    assertThat(prefixes(top)).containsExactly("d/", "x/");
    assertThat(keys(below)).containsExactly("d/1", "d/2");
    assertThat(prefixes(below)).containsExactly("d/e/");
    assertThat(prefixes(odd)).containsExactly("a-");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void pagesJoinToTheWholeListing(int size) {
    put("a", "b/1", "b/2", "c/1", "c/2", "d", "ğ/😀", "z");

    List<String> flat = new ArrayList<>();
    List<String> folded = new ArrayList<>();
    s3.listObjectsV2Paginator(r -> r.bucket("lab").maxKeys(size))
        .forEach(page -> flat.addAll(keys(page)));
    s3.listObjectsV2Paginator(r -> r.bucket("lab").delimiter("/").maxKeys(size))
        .forEach(
            page -> {
              assertThat(page.keyCount()).isLessThanOrEqualTo(size);
              folded.addAll(keys(page));
              folded.addAll(prefixes(page));
            });

    assertThat(flat).containsExactly("a", "b/1", "b/2", "c/1", "c/2", "d", "z", "ğ/😀");
    assertThat(folded).containsExactlyInAnyOrder("a", "b/", "c/", "d", "z", "ğ/");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void pagesOfTheFirstVersionJoinToo(int size) {
    put("a", "b/1", "b/2", "c", "d/1");

    List<String> folded = new ArrayList<>();
    String marker = "";
    boolean more = true;
    while (more) {
      String from = marker;
      var page = s3.listObjects(r -> r.bucket("lab").delimiter("/").maxKeys(size).marker(from));
      page.contents().forEach(object -> folded.add(object.key()));
      page.commonPrefixes().forEach(prefix -> folded.add(prefix.prefix()));
      marker = page.nextMarker();
      more = page.isTruncated();
    }

    assertThat(folded).containsExactlyInAnyOrder("a", "b/", "c", "d/");
  }

  @Test
  void aListingStartsBehindAKey() {
    put("a", "b", "c");

    assertThat(keys(s3.listObjectsV2(r -> r.bucket("lab").startAfter("a"))))
        .containsExactly("b", "c");
  }

  @Test
  void keysAreEncodedWhereTheClientAsksForIt() {
    put("a b/%2F+ğ");

    ListObjectsV2Response listing =
        s3.listObjectsV2(r -> r.bucket("lab").encodingType(EncodingType.URL));

    // The SDK decodes what it asked to be encoded.
    assertThat(keys(listing)).containsExactly("a b/%2F+ğ");
    assertThat(listing.encodingType()).isEqualTo(EncodingType.URL);
  }

  @Test
  void noKeysAreAskedForAndNoneCome() {
    put("a");

    ListObjectsV2Response listing = s3.listObjectsV2(r -> r.bucket("lab").maxKeys(0));

    assertThat(listing.contents()).isEmpty();
    assertThat(listing.isTruncated()).isFalse();
  }

  @Test
  void whatTheServerKeepsForItselfIsNeverListed() {
    put("a");
    s3.createMultipartUpload(r -> r.bucket("lab").key("b"));

    assertThat(keys(s3.listObjectsV2(r -> r.bucket("lab")))).containsExactly("a");
    assertThat(keys(s3.listObjectsV2(r -> r.bucket("lab").prefix(".varve-uploads/")))).isEmpty();
    assertThat(keys(s3.listObjectsV2(r -> r.bucket("lab").prefix(".varve-")))).isEmpty();
  }

  @Test
  void malformedQuestionsAreRefused() {
    assertError(
        () -> s3.listObjectsV2(r -> r.bucket("lab").continuationToken("%")),
        400,
        "InvalidArgument");
    assertError(() -> s3.listObjectsV2(r -> r.bucket("lab").maxKeys(-1)), 400, "InvalidArgument");
  }

  private void put(String... keys) {
    for (String key : keys) {
      s3.putObject(r -> r.bucket("lab").key(key), RequestBody.fromString("content"));
    }
  }

  private static List<String> keys(ListObjectsV2Response listing) {
    return listing.contents().stream().map(S3Object::key).toList();
  }

  private static List<String> prefixes(ListObjectsV2Response listing) {
    return listing.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
  }
}
