// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import org.apache.iceberg.exceptions.ValidationException;

/**
 * {@code s3://<bucket>/<key>}, taken apart. The key is not percent-decoded; it is empty for the
 * bucket itself.
 *
 * <p>A key has no empty segment and no {@code .} or {@code ..}: below a root it could mean another
 * place, or the same place under two names.
 */
record BucketLocation(String bucket, String key) {
  private static final String SCHEME = "s3://";

  /** A file in a bucket. */
  static BucketLocation parseFile(String location) {
    BucketLocation parsed = split(location);
    ValidationException.check(
        !parsed.key.isEmpty(), "Invalid location: names no key: %s", location);
    parsed.checkSegments(parsed.key, location);
    return parsed;
  }

  /** A bucket, or a directory in it; a slash at the end is dropped. */
  static BucketLocation parsePrefix(String location) {
    BucketLocation parsed = split(location);
    if (parsed.key.isEmpty()) {
      return parsed;
    }
    String key =
        parsed.key.endsWith("/") ? parsed.key.substring(0, parsed.key.length() - 1) : parsed.key;
    parsed.checkSegments(key, location);
    return new BucketLocation(parsed.bucket, key);
  }

  /** The same key below the bucket's root. */
  String below(String root) {
    String parent = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    return key.isEmpty() ? parent : parent + "/" + key;
  }

  private static BucketLocation split(String location) {
    ValidationException.check(
        location.startsWith(SCHEME), "Invalid location: not an s3:// location: %s", location);
    String rest = location.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    ValidationException.check(!bucket.isEmpty(), "Invalid location: names no bucket: %s", location);
    return new BucketLocation(bucket, slash < 0 ? "" : rest.substring(slash + 1));
  }

  private void checkSegments(String path, String location) {
    for (String segment : path.split("/", -1)) {
      ValidationException.check(
          !segment.isEmpty(), "Invalid location: holds an empty segment: %s", location);
      ValidationException.check(
          !segment.equals(".") && !segment.equals(".."),
          "Invalid location: holds a relative segment: %s",
          location);
      ValidationException.check(
          segment.indexOf('\0') < 0,
          "Invalid location: holds a NUL character: %s",
          location.replace('\0', '?'));
    }
  }
}
