// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.storage.BucketRoots;

/**
 * Where the buckets lie: those of the projects, and {@code warehouse} for the namespaces that
 * belong to no project. Thread-safe.
 */
public final class BucketStore implements BucketRoots {
  /** The bucket of namespaces that belong to no project. */
  public static final String WAREHOUSE = "warehouse";

  private final Database database;
  private final String warehouseRoot;

  /**
   * Buckets of a database.
   *
   * @param warehouseRoot location of the bucket {@code warehouse}, without a slash at the end
   */
  public BucketStore(Database database, String warehouseRoot) {
    this.database = database;
    this.warehouseRoot = warehouseRoot;
  }

  @Override
  public String loadRoot(String bucket) {
    if (bucket.equals(WAREHOUSE)) {
      return warehouseRoot;
    }
    return database
        .transact(
            connection ->
                Sql.query(connection, "SELECT root FROM varve.buckets WHERE bucket = ?", bucket)
                    .find(row -> row.text(1)))
        .orElseThrow(() -> new NotFoundException("Bucket does not exist: %s", bucket));
  }

  /** The bucket of the project that the namespace belongs to, or {@link #WAREHOUSE}. */
  String bucketOf(Namespace namespace) {
    return database.transact(connection -> find(connection, namespace)).orElse(WAREHOUSE);
  }

  private static Optional<String> find(Connection connection, Namespace namespace)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT bucket FROM varve.buckets JOIN varve.projects USING (project_id)"
                + " WHERE namespace = ?",
            NamespaceNames.format(Namespace.of(namespace.level(0))))
        .find(row -> row.text(1));
  }
}
