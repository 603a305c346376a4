// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.BucketStore;
import org.varve.catalog.CatalogTransaction;

/**
 * Where tables may lie: in the bucket of their namespace, or under one of the extra locations that
 * the operator allows. Immutable.
 */
final class Locations {
  private static final int MAX_NAME_LENGTH = 60;

  private final List<String> extraLocations;

  /**
   * Rules with extra locations.
   *
   * @param extraLocations prefixes such as {@code file:///srv/shared}
   */
  Locations(List<String> extraLocations) {
    this.extraLocations = extraLocations.stream().map(Locations::withoutSlash).toList();
  }

  /** The location of a namespace's bucket. */
  String bucketLocation(CatalogTransaction transaction, Namespace namespace) throws SQLException {
    String bucket = transaction.findProjectBucket(namespace).orElse(BucketStore.WAREHOUSE);
    return "s3://" + bucket;
  }

  /**
   * The location of a table or view that is created: the one that the client asks for if it may lie
   * there, otherwise one of the server's choice.
   */
  String choose(
      CatalogTransaction transaction, TableIdentifier identifier, @Nullable String requested)
      throws SQLException {
    String bucket = bucketLocation(transaction, identifier.namespace());
    if (requested != null && isAllowed(bucket, requested)) {
      return withoutSlash(requested);
    }
    return bucket + "/" + plain(identifier.name()) + "-" + UUID.randomUUID();
  }

  /**
   * Fails if a file or table of the namespace may not lie at a location.
   *
   * @param thing what lies there, for the message
   * @throws IllegalArgumentException if it may not
   */
  void check(CatalogTransaction transaction, Namespace namespace, String thing, String location)
      throws SQLException {
    if (!isAllowed(bucketLocation(transaction, namespace), location)) {
      throw new IllegalArgumentException(
          "Invalid " + thing + ": it lies outside of the namespace's bucket: " + location);
    }
  }

  private boolean isAllowed(String bucketLocation, String location) {
    if (List.of(location.split("/", -1)).stream().anyMatch(Locations::isRelative)) {
      return false;
    }
    return location.startsWith(bucketLocation + "/")
        || extraLocations.stream().anyMatch(extra -> location.startsWith(extra + "/"));
  }

  /** Whether a location lies below a directory, whatever its segments do. */
  static boolean isBelow(String directory, String location) {
    return location.startsWith(withoutSlash(directory) + "/")
        && List.of(location.split("/", -1)).stream().noneMatch(Locations::isRelative);
  }

  private static boolean isRelative(String segment) {
    return segment.equals(".") || segment.equals("..");
  }

  private static String plain(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_-]", "_");
    return plain.substring(0, Math.min(plain.length(), MAX_NAME_LENGTH));
  }

  static String withoutSlash(String location) {
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
