// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  /** A root is looked up for every file; a change of it is seen after this time. */
  private static final Duration ROOT_TIME = Duration.ofSeconds(2);

  private final Database database;
  private final String warehouseRoot;
  private final Cache<String, String> roots =
      Caffeine.newBuilder().expireAfterWrite(ROOT_TIME).maximumSize(10_000).build();

  /** Roots of buckets whose projects this process is enrolling. */
  private final Map<String, String> announced = new ConcurrentHashMap<>();

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
    return findKnownRoot(bucket).orElseGet(() -> roots.get(bucket, this::load));
  }

  @Override
  public Optional<String> findKnownRoot(String bucket) {
    if (bucket.equals(WAREHOUSE)) {
      return Optional.of(warehouseRoot);
    }
    String enrolling = announced.get(bucket);
    return Optional.ofNullable(enrolling != null ? enrolling : roots.getIfPresent(bucket));
  }

  private String load(String bucket) {
    return database
        .runStatement(
            connection ->
                Sql.query(connection, "SELECT root FROM varve.buckets WHERE bucket = ?", bucket)
                    .find(row -> row.text(1)))
        .orElseThrow(() -> new NotFoundException("Bucket does not exist: %s", bucket));
  }

  /** Every bucket, by name. */
  public List<String> listBuckets() {
    List<String> buckets =
        new ArrayList<>(
            database.runStatement(
                connection ->
                    Sql.query(connection, "SELECT bucket FROM varve.buckets ORDER BY bucket")
                        .list(row -> row.text(1))));
    buckets.add(WAREHOUSE);
    Collections.sort(buckets);
    return buckets;
  }

  /** Makes a bucket usable for this process before the transaction that creates it. */
  void announce(String bucket, String root) {
    announced.put(bucket, root);
  }

  /** Forgets a root that has changed, or may have. */
  void reload(String bucket) {
    roots.invalidate(bucket);
  }

  /** Ends {@link #announce}. */
  void forget(String bucket) {
    announced.remove(bucket);
  }

  /** Creates the bucket of a project in the caller's transaction. */
  void create(Connection connection, String bucket, String projectId, String root)
      throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO varve.buckets (bucket, project_id, root) VALUES (?, ?, ?)",
        bucket,
        projectId,
        root);
  }

  /** The bucket of the project that the namespace belongs to, or {@link #WAREHOUSE}. */
  String bucketOf(Namespace namespace) {
    return database.runStatement(connection -> find(connection, namespace)).orElse(WAREHOUSE);
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
