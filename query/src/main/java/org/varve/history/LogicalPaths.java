// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.varve.sql.QueryException;

/**
 * The rules of iRODS logical paths as Varve stores them: absolute, normalized, without control
 * characters.
 */
public final class LogicalPaths {
  private static final int MAX_PATH_BYTES = 1087;

  private LogicalPaths() {}

  /**
   * Returns {@code path} if it is a logical path in its one normal form.
   *
   * @param field names the value in the message
   * @throws QueryException of kind INVALID otherwise; nothing is repaired silently
   */
  public static String check(String field, String path) {
    reason(path)
        .ifPresent(
            reason -> {
              throw new QueryException(
                  QueryException.Kind.INVALID, "Invalid " + field + ": " + reason + ": " + path);
            });
    return path;
  }

  /** Whether {@code path} is {@code collection} or lies below it. */
  public static boolean isWithin(String path, String collection) {
    return path.equals(collection) || path.startsWith(collection + "/");
  }

  private static Optional<String> reason(String path) {
    if (!path.startsWith("/")) {
      return Optional.of("not absolute");
    }
    if (path.length() < 2 || path.endsWith("/")) {
      return Optional.of("ends with a slash");
    }
    if (path.contains("//")) {
      return Optional.of("holds '//'");
    }
    if (path.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("holds a control character");
    }
    for (String name : path.substring(1).split("/", -1)) {
      if (name.equals("..") || name.equals(".")) {
        return Optional.of("holds '" + name + "'");
      }
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      return Optional.of("longer than " + MAX_PATH_BYTES + " bytes");
    }
    return Optional.empty();
  }
}
