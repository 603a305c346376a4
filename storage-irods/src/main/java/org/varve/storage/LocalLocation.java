// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * A local location as it was named, and the path that it means.
 *
 * <p>Locations are not percent-encoded: {@code %20} in one is three characters of a file name.
 *
 * @param text {@code file:/a/b}, {@code file:///a/b} or {@code /a/b}
 */
record LocalLocation(String text, Path path) {
  private static final String SCHEME = "file:";

  static LocalLocation parse(String location) {
    String path = location.startsWith(SCHEME) ? withoutScheme(location) : location;
    ValidationException.check(
        path.startsWith("/"), "Invalid location: not an absolute local path: %s", location);
    try {
      return new LocalLocation(location, Path.of(path));
    } catch (InvalidPathException e) {
      throw new ValidationException(
          e, "Invalid location: %s: %s", reasonWithHint(e), location.replace('\0', '?'));
    }
  }

  static LocalLocation of(Path path) {
    return parse("file://" + path.toAbsolutePath().normalize());
  }

  /** Whether the name is kept for files that are being written. */
  boolean isTemporary() {
    return TemporaryNames.isTemporary(path);
  }

  private static String withoutScheme(String location) {
    String rest = location.substring(SCHEME.length());
    if (!rest.startsWith("//")) {
      return rest;
    }
    ValidationException.check(
        rest.startsWith("///"), "Invalid location: names a host: %s", location);
    return rest.substring(2);
  }

  /** A JVM in the C locale can name files in ASCII only, and its own message does not say so. */
  private static String reasonWithHint(InvalidPathException e) {
    return e.getInput().indexOf('\0') >= 0
        ? "holds a NUL character"
        : "cannot be a file name in this JVM's encoding, "
            + System.getProperty("sun.jnu.encoding")
            + " (start it in a UTF-8 locale)";
  }

  @Override
  public String toString() {
    return text;
  }
}
