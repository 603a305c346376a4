// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The worked examples of the Amazon S3 API reference, "Authenticating Requests (AWS Signature
 * Version 4)": the requests, keys and signatures that it prints.
 */
class SigV4ExamplesTest {
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String AMZ_DATE = "20130524T000000Z";
  private final SigV4Key key =
      SigV4Key.derive(
          "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          new CredentialScope("20130524", "us-east-1", "s3"));

  @Test
  void getObject() {
    S3Request request = request("GET", "/test.txt", "", headers(EMPTY).add("Range", "bytes=0-9"));

    assertThat(sign(request, "host;range;x-amz-content-sha256;x-amz-date", EMPTY))
        .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void putObject() {
    String hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    S3Request request =
        request(
            "PUT",
            "/test$file.text",
            "",
            headers(hash)
                .add("Date", "Fri, 24 May 2013 00:00:00 GMT")
                .add("x-amz-storage-class", "REDUCED_REDUNDANCY"));

    assertThat(sign(request, "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class", hash))
        .isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void getBucketLifecycle() {
    S3Request request = request("GET", "/", "lifecycle", headers(EMPTY));

    assertThat(sign(request, "host;x-amz-content-sha256;x-amz-date", EMPTY))
        .isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  }

  @Test
  void listObjects() {
    S3Request request = request("GET", "/", "max-keys=2&prefix=J", headers(EMPTY));

    assertThat(sign(request, "host;x-amz-content-sha256;x-amz-date", EMPTY))
        .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void presignedGetObject() {
    String query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=ignored";
    S3Request request =
        request(
            "GET",
            "/test.txt",
            query,
            RequestHeaders.builder().add("Host", "examplebucket.s3.amazonaws.com"));

    assertThat(sign(request, "host", "UNSIGNED-PAYLOAD"))
        .isEqualTo("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  }

  @Test
  void chunksOfAStreamedBody() {
    String seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    var signer = new ChunkSigner(key, AMZ_DATE, seed);

    signer.checkChunk(
        Digests.hexSha256("a".repeat(65536).getBytes()),
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
    signer.checkChunk(
        Digests.hexSha256("a".repeat(1024).getBytes()),
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
    signer.checkChunk(EMPTY, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    assertThatThrownBy(() -> signer.checkChunk(EMPTY, seed))
        .isInstanceOf(S3Exception.class)
        .hasMessageStartingWith("The request signature we calculated does not match");
  }

  @Test
  void theTrailerOfAStreamedBody() {
    var signer =
        new ChunkSigner(
            key, AMZ_DATE, "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");

    signer.checkChunk(
        Digests.hexSha256("a".repeat(65536).getBytes()),
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2");
    signer.checkChunk(
        Digests.hexSha256("a".repeat(1024).getBytes()),
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7");
    signer.checkChunk(EMPTY, "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992");
    signer.checkTrailer(
        "x-amz-checksum-crc32c:sOO8/Q==\n".getBytes(),
        "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435");
  }

  private String sign(S3Request request, String signedHeaders, String payloadHash) {
    return key.signRequest(
        AMZ_DATE, CanonicalRequest.format(request, List.of(signedHeaders.split(";")), payloadHash));
  }

  private static RequestHeaders.Builder headers(String payloadHash) {
    return RequestHeaders.builder()
        .add("Host", "examplebucket.s3.amazonaws.com")
        .add("x-amz-content-sha256", payloadHash)
        .add("x-amz-date", AMZ_DATE);
  }

  private static S3Request request(
      String method, String path, String query, RequestHeaders.Builder headers) {
    return new S3Request(method, path, QueryString.parse(query), headers.build());
  }
}
