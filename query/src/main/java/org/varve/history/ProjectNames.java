// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The names that a project has in Iceberg and in S3: a slug of the collection's name for people,
 * and digits of the id's hash so that two collections of one name differ.
 *
 * @param namespace lower case ASCII letters, digits and {@code _}
 * @param bucket the same with {@code -}, as S3 allows it
 */
public record ProjectNames(String namespace, String bucket) {
  /** Keeps a bucket within the 63 characters that S3 allows. */
  private static final int MAX_SLUG = 56;

  /** The names of a project that is enrolled. */
  public static ProjectNames of(String projectId, String irodsPath) {
    String collection = irodsPath.substring(irodsPath.lastIndexOf('/') + 1);
    return ofNamespace(slug(collection) + "_" + digits(projectId));
  }

  static ProjectNames ofNamespace(String namespace) {
    return new ProjectNames(namespace, namespace.replace('_', '-'));
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
