// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.varve.storage.UnmappableKeyException;

/**
 * Signs requests for clients that hold no credentials: each with a credential that gives what the
 * grant says, which never leaves the server whole. The door that gets the request checks it like
 * every other. Thread-safe.
 */
public final class RequestSigner {
  private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final CredentialVendor vendor;
  private final Clock clock;

  public RequestSigner(CredentialVendor vendor, Clock clock) {
    this.vendor = vendor;
    this.clock = clock;
  }

  /**
   * The headers that the client adds to its request.
   *
   * @throws ForbiddenException if the grant does not cover the request
   * @throws IllegalArgumentException if it is no request that can be signed without its body
   */
  public Map<String, String> sign(S3Grant grant, UnsignedRequest unsigned) {
    Map<String, String> added = new LinkedHashMap<>();
    VendedCredentials credentials = vendor.vend(grant);
    String amzDate = AMZ_DATE.format(clock.instant());
    added.put("x-amz-date", amzDate);
    added.put("x-amz-security-token", credentials.sessionToken());
    if (unsigned.findHeader("x-amz-content-sha256").isEmpty()) {
      added.put("x-amz-content-sha256", UNSIGNED_PAYLOAD);
    }
    S3Request request = request(unsigned, added);
    checkGranted(grant, request);
    List<String> signedHeaders =
        request.headers().names().stream()
            .filter(name -> name.equals("host") || name.startsWith("x-amz-"))
            .sorted()
            .toList();
    var scope = new CredentialScope(amzDate.substring(0, 8), unsigned.region(), "s3");
    String signature =
        SigV4Key.derive(credentials.secretAccessKey(), scope)
            .signRequest(
                amzDate, CanonicalRequest.format(request, signedHeaders, payloadHash(request)));
    added.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                credentials.accessKeyId(), scope, String.join(";", signedHeaders), signature));
    return added;
  }

  private static S3Request request(UnsignedRequest unsigned, Map<String, String> added) {
    RequestHeaders.Builder headers = RequestHeaders.builder();
    unsigned.headers().forEach((name, values) -> values.forEach(v -> headers.add(name, v)));
    added.forEach(headers::add);
    if (unsigned.findHeader("host").isEmpty()) {
      headers.add("host", host(unsigned.uri()));
    }
    String path = unsigned.uri().getRawPath();
    return new S3Request(
        unsigned.method(),
        path == null || path.isEmpty() ? "/" : path,
        QueryString.parse(Optional.ofNullable(unsigned.uri().getRawQuery()).orElse("")),
        headers.build());
  }

  /** As clients write it: without the port that the scheme has anyway. */
  private static String host(URI uri) {
    int usual = "https".equals(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == usual
        ? String.valueOf(uri.getHost())
        : uri.getHost() + ":" + uri.getPort();
  }

  private static String payloadHash(S3Request request) {
    String hash = request.headers().find("x-amz-content-sha256").orElse(UNSIGNED_PAYLOAD);
    boolean signable = PayloadMode.find(hash).filter(mode -> !mode.hasSignedChunks()).isPresent();
    if (!signable) {
      throw new IllegalArgumentException(
          "Invalid request to sign: only its sender can sign a payload like this: " + hash);
    }
    return hash;
  }

  /** The door decides again; this is for an answer that says why. */
  private static void checkGranted(S3Grant grant, S3Request request) {
    S3Operation operation = operation(request);
    String bucket = request.findBucket().orElse("");
    boolean covered =
        switch (operation) {
          case LIST_OBJECTS, LIST_OBJECTS_V2, LIST_UPLOADS ->
              grant.coversListing(bucket, request.query().find("prefix").orElse(""));
          case LIST_BUCKETS -> false;
          case HEAD_BUCKET, GET_BUCKET_LOCATION, DELETE_OBJECTS -> grant.bucket().equals(bucket);
          default -> request.findKey().filter(key -> isCovered(grant, bucket, key)).isPresent();
        };
    if (!covered) {
      throw new ForbiddenException(
          "Cannot sign request: it is not about the files of the table: %s", request.rawPath());
    }
    if (!grant.allows(operation)) {
      throw new ForbiddenException(
          "Cannot sign request: the files of the table can only be %s: %s",
          grant.access() == S3Access.ADD ? "read and added to" : "read", request.rawPath());
    }
  }

  /** A key such as {@code table/../other} begins like one of the table, and is none. */
  private static boolean isCovered(S3Grant grant, String bucket, String key) {
    try {
      return grant.covers(bucket, S3Exchange.checkKey(key));
    } catch (S3Exception | UnmappableKeyException e) {
      return false;
    }
  }

  private static S3Operation operation(S3Request request) {
    try {
      return S3Operation.of(request);
    } catch (S3Exception e) {
      throw new IllegalArgumentException("Invalid request to sign: " + e.getMessage(), e);
    }
  }

  /**
   * A request before it is signed.
   *
   * @param region that the signature is to be for
   */
  public record UnsignedRequest(
      String method, URI uri, String region, Map<String, List<String>> headers) {
    public UnsignedRequest {
      headers = Map.copyOf(headers);
    }

    Optional<String> findHeader(String lowerCaseName) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(lowerCaseName))
          .flatMap(header -> header.getValue().stream())
          .findFirst();
    }
  }
}
