// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.nio.file.Path;
import java.util.UUID;

/**
 * Names of files that are being written: hidden, short enough beside a name of 255 bytes, and
 * reserved, so that what a crash leaves is never taken for a file.
 */
public final class TemporaryNames {
  private static final String PREFIX = ".varve-";
  private static final String SUFFIX = ".part";
  private static final String ASIDE_SUFFIX = ".old" + SUFFIX;

  /** A name that nobody else has. */
  public static String newName() {
    return PREFIX + UUID.randomUUID() + SUFFIX;
  }

  /** A name that nobody else has, for a whole file that makes room for another. */
  public static String newNameAside() {
    return PREFIX + UUID.randomUUID() + ASIDE_SUFFIX;
  }

  /** Whether it is a temporary name of {@link #newNameAside}. */
  public static boolean isSetAside(String name) {
    return isTemporary(name) && name.endsWith(ASIDE_SUFFIX);
  }

  public static boolean isTemporary(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  static Path siblingOf(Path target) {
    return target.resolveSibling(newName());
  }

  static boolean isTemporary(Path path) {
    Path name = path.getFileName();
    return name != null && isTemporary(name.toString());
  }

  private TemporaryNames() {}
}
