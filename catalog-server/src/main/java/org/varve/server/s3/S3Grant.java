// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Objects;

/**
 * Who may do what with which objects: every key of one bucket that starts with one prefix.
 *
 * @param principal for whom this was granted; it is logged with every refusal
 * @param keyPrefix ends with a slash, so that it covers one table and not its namesakes; empty for
 *     the whole bucket
 */
public record S3Grant(String principal, String bucket, String keyPrefix, S3Access access) {
  public S3Grant {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(access, "access");
    if (!keyPrefix.isEmpty() && !keyPrefix.endsWith("/")) {
      throw new IllegalArgumentException("Invalid key prefix: no slash at its end: " + keyPrefix);
    }
  }

  boolean covers(String otherBucket, String key) {
    return bucket.equals(otherBucket) && key.startsWith(keyPrefix);
  }

  /**
   * Whether a listing may be asked for this prefix. The table's own name without the slash is what
   * some clients list; they see the table's keys alone.
   */
  boolean coversListing(String otherBucket, String prefix) {
    return covers(otherBucket, prefix)
        || (bucket.equals(otherBucket) && keyPrefix.equals(prefix + "/"));
  }

  boolean allows(S3Operation operation) {
    return access.allows(operation);
  }
}
