// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The names that a project has in Iceberg and in S3 (design.md §4): a slug of the collection's name
 * for people, and digits of the id's hash so that two collections of one name differ.
 */
record ProjectNames(String namespace, String bucket) {
  /** S3 allows a bucket 63 characters; the digits take 7. */
  private static final int MAX_SLUG_LENGTH = 56;

  private static final int DIGITS = 6;

  static ProjectNames of(String projectId, String irodsPath) {
    String collection = irodsPath.substring(irodsPath.lastIndexOf('/') + 1);
    String namespace = slug(collection) + "_" + digits(projectId);
    return new ProjectNames(namespace, namespace.replace('_', '-'));
  }

  private static String slug(String collection) {
    String slug = collection.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String shortened = slug.substring(0, Math.min(slug.length(), MAX_SLUG_LENGTH));
    String trimmed = shortened.replaceAll("^_+|_+$", "");
    return trimmed.isEmpty() ? "project" : trimmed;
  }

  private static String digits(String projectId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(projectId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
