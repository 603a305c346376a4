// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;

/**
 * One iRODS collection whose AVU history is kept: one Iceberg namespace, one bucket.
 *
 * @param id stable for ever, a UUIDv7
 * @param irodsPath logical path of the collection
 * @param dataCollection path relative to {@code irodsPath} of the collection that holds the tables'
 *     files
 * @param namespace slug, {@code _}, 6 hexadecimal digits (design.md §4)
 * @param bucket the namespace with {@code -}
 * @param formerPaths logical paths that the collection had before it was moved, oldest first
 */
public record Project(
    String id,
    String irodsPath,
    String dataCollection,
    String namespace,
    String bucket,
    String owner,
    Instant enrolledAt,
    State state,
    List<String> formerPaths) {

  /** The name of the table that holds the history. */
  public static final String CHANGES_TABLE = "avu_changes";

  /** Where the files lie if nobody says otherwise, relative to the collection. */
  public static final String DEFAULT_DATA_COLLECTION = ".mesa/iceberg";

  /** Whether a project still takes change sets. */
  public enum State {
    ACTIVE,
    ARCHIVED
  }

  public Project {
    formerPaths = List.copyOf(formerPaths);
  }

  /** A project that was never moved. */
  public Project(
      String id,
      String irodsPath,
      String dataCollection,
      String namespace,
      String bucket,
      String owner,
      Instant enrolledAt,
      State state) {
    this(id, irodsPath, dataCollection, namespace, bucket, owner, enrolledAt, state, List.of());
  }

  /** Whether a path lies in the collection, or lay in it before a move. */
  public boolean everHeld(String path) {
    return LogicalPaths.isWithin(path, irodsPath)
        || formerPaths.stream().anyMatch(former -> LogicalPaths.isWithin(path, former));
  }

  /** The namespace as Iceberg names it. */
  public Namespace icebergNamespace() {
    return Namespace.of(namespace);
  }
}
