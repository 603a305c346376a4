// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** Requests that the AWS SDK's own signer signed, made up at random. */
final class SignedRequests {
  enum Mode {
    HASHED(PayloadMode.HASHED),
    UNSIGNED(PayloadMode.UNSIGNED),
    CHUNKS(PayloadMode.SIGNED_CHUNKS),
    CHUNKS_WITH_TRAILER(PayloadMode.SIGNED_CHUNKS_WITH_TRAILER),
    UNSIGNED_CHUNKS_WITH_TRAILER(PayloadMode.UNSIGNED_CHUNKS_WITH_TRAILER),
    PRESIGNED(PayloadMode.UNSIGNED);

    /** What the door has to make of it. */
    private final PayloadMode payloadMode;

    Mode(PayloadMode payloadMode) {
      this.payloadMode = payloadMode;
    }

    PayloadMode payloadMode() {
      return payloadMode;
    }

    boolean isPayloadSigned() {
      return this == HASHED || this == CHUNKS || this == CHUNKS_WITH_TRAILER;
    }
  }

  private static final List<String> LETTERS =
      "abcXYZ019-_.~ !\"#$%&'()*+,/:;<=>?@[]^`{|}\\äßıİğ中\uffee😀"
          .codePoints()
          .mapToObj(Character::toString)
          .toList();
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private final Random random;
  private final VendedCredentials credentials;

  SignedRequests(Random random, VendedCredentials credentials) {
    this.random = random;
    this.credentials = credentials;
  }

  /**
   * What arrives at the door.
   *
   * @param rawQuery not decoded
   */
  record Wire(
      String method,
      String rawPath,
      String rawQuery,
      Map<String, List<String>> headers,
      byte[] body) {
    S3Request head() {
      RequestHeaders.Builder builder = RequestHeaders.builder();
      headers.forEach((name, values) -> values.forEach(value -> builder.add(name, value)));
      return new S3Request(method, rawPath, QueryString.parse(rawQuery), builder.build());
    }

    Wire withBody(byte[] newBody) {
      return new Wire(method, rawPath, rawQuery, headers, newBody);
    }
  }

  Wire next(Mode mode) throws IOException {
    byte[] content = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(200_000)];
    random.nextBytes(content);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            // The SDK leaves a payload unsigned only where TLS protects it.
            .uri(URI.create("https://127.0.0.1:8182"))
            .method(SdkHttpMethod.PUT)
            .encodedPath(
                SdkHttpUtils.urlEncodeIgnoreSlashes("/lab/" + text(1 + random.nextInt(40))));
    for (int i = random.nextInt(4); i > 0; i--) {
      request.putRawQueryParameter("q" + text(3), text(random.nextInt(10)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      request.putHeader("x-amz-meta-" + i, "v" + visibleAscii(random.nextInt(20)) + "  w");
    }
    SignedRequest signed =
        SIGNER.sign(
            (SignRequest.Builder<AwsCredentialsIdentity> r) ->
                sign(r, request.build(), content, mode));
    try (InputStream body = signed.payload().orElseThrow().newStream()) {
      SdkHttpRequest head = signed.request();
      return new Wire(
          head.method().name(),
          head.encodedPath(),
          head.encodedQueryParameters().orElse(""),
          head.headers(),
          body.readAllBytes());
    }
  }

  private void sign(
      SignRequest.Builder<AwsCredentialsIdentity> builder,
      SdkHttpRequest request,
      byte[] content,
      Mode mode) {
    builder
        .identity(
            AwsSessionCredentials.create(
                credentials.accessKeyId(),
                credentials.secretAccessKey(),
                credentials.sessionToken()))
        .request(request)
        .payload(() -> new ByteArrayInputStream(content))
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-north-1")
        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, mode.isPayloadSigned())
        .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, mode.name().contains("CHUNKS"));
    if (mode.name().endsWith("TRAILER")) {
      builder.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
    }
    if (mode == Mode.PRESIGNED) {
      builder
          .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
          .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(5));
    }
  }

  /** Letters of all kinds. */
  private String text(int length) {
    return random
        .ints(length, 0, LETTERS.size())
        .mapToObj(LETTERS::get)
        .collect(Collectors.joining());
  }

  private String visibleAscii(int length) {
    return random.ints(length, 32, 127).mapToObj(Character::toString).collect(Collectors.joining());
  }
}
