// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.apache.iceberg.exceptions.ValidationException;
import org.varve.storage.irods.client.LogicalPath;

/**
 * {@code irods://<zone>/…} and the logical path {@code /<zone>/…} that it means. Not
 * percent-decoded.
 */
record IrodsLocation(String text, LogicalPath path) {
  private static final String SCHEME = "irods:/";

  static IrodsLocation parse(String location) {
    ValidationException.check(
        location.startsWith(SCHEME + "/"),
        "Invalid location: not an irods:// location: %s",
        location);
    String path = location.substring(SCHEME.length());
    try {
      return new IrodsLocation(location, new LogicalPath(path));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e, "Invalid location: %s", reason(e, path) + location);
    }
  }

  /** A collection; a slash at the end is dropped. */
  static IrodsLocation parsePrefix(String location) {
    boolean slash = location.endsWith("/") && location.length() > SCHEME.length() + 1;
    return parse(slash ? location.substring(0, location.length() - 1) : location);
  }

  static String of(LogicalPath path) {
    return SCHEME + path.text();
  }

  /** "Invalid logical path: why: path", without its first and last part. */
  private static String reason(IllegalArgumentException e, String path) {
    String message = String.valueOf(e.getMessage());
    return message.substring("Invalid logical path: ".length(), message.length() - path.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
