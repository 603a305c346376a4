// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The names that a project has as an Iceberg namespace and as a bucket. */
public final class ProjectNames {
  /** Keeps a bucket within the 63 characters that S3 allows. */
  private static final int MAX_SLUG = 56;

  private ProjectNames() {}

  /**
   * A slug of the collection's name, {@code _}, and 6 hexadecimal digits of the project's id: lower
   * case ASCII letters, digits and {@code _}.
   */
  public static String namespace(String irodsPath, String projectId) {
    return slug(irodsPath.substring(irodsPath.lastIndexOf('/') + 1)) + "_" + digits(projectId);
  }

  /** The bucket that belongs to a namespace made by {@link #namespace}. */
  public static String bucket(String namespace) {
    return namespace.replace('_', '-');
  }

  private static String slug(String name) {
    String words = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String cut = words.substring(0, Math.min(words.length(), MAX_SLUG));
    String slug = cut.replaceAll("^_|_$", "");
    return slug.isEmpty() ? "project" : slug;
  }

  private static String digits(String projectId) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(projectId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 3);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
