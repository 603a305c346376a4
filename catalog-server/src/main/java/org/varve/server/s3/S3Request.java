// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Optional;

/**
 * The head of a request, as far as signing and routing need it. Immutable.
 *
 * @param rawPath as it stood in the request line: still percent-encoded
 */
record S3Request(String method, String rawPath, QueryString query, RequestHeaders headers) {
  /** The bucket that the path names, or nothing for the service itself. */
  Optional<String> findBucket() {
    String bucket = rawPath.substring(1, bucketEnd());
    return bucket.isEmpty() ? Optional.empty() : Optional.of(UriEncoding.decode(bucket));
  }

  /** The key that the path names, or nothing for the bucket or the service. */
  Optional<String> findKey() {
    int end = bucketEnd();
    return end == 1 || end + 1 >= rawPath.length()
        ? Optional.empty()
        : Optional.of(UriEncoding.decode(rawPath.substring(end + 1)));
  }

  private int bucketEnd() {
    int slash = rawPath.indexOf('/', 1);
    return slash < 0 ? rawPath.length() : slash;
  }
}
