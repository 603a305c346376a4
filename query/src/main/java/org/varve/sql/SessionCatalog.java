// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * A database in memory that holds the relations of one statement: a schema a namespace, so that
 * columns can be qualified as people expect. It goes away with the session. One thread at a time.
 */
final class SessionCatalog {
  private final QuerySession session;
  private final String name;
  private final Map<Key, List<String>> bound = new HashMap<>();
  private boolean attached;

  private record Key(TableIdentifier identifier, @Nullable Long snapshotId) {}

  SessionCatalog(QuerySession session, String name) {
    this.session = session;
    this.name = name;
  }

  /** Binds a table, at a snapshot if one is given, and makes the reference name it. */
  void bind(RelationReference reference, CatalogNames.Found found, @Nullable Snapshot snapshot) {
    Key key = new Key(found.identifier(), snapshot == null ? null : snapshot.snapshotId());
    List<String> path = bound.get(key);
    if (path == null) {
      path = create(found, snapshot);
      bound.put(key, path);
    }
    if (snapshot == null) {
      reference.rename(path);
    } else {
      reference.rename(path, found.identifier().name());
    }
  }

  /** The full names of what was bound. */
  Set<List<String>> names() {
    return new HashSet<>(bound.values());
  }

  private List<String> create(CatalogNames.Found found, @Nullable Snapshot snapshot) {
    if (!attached) {
      session.execute("ATTACH ':memory:' AS " + SqlText.name(name));
      session.onClose("DETACH " + SqlText.name(name));
      attached = true;
    }
    String schema = String.join(".", found.identifier().namespace().levels());
    String relation = found.identifier().name();
    if (snapshot != null) {
      relation = relation + "@" + snapshot.snapshotId();
    }
    String select = session.select(found.table(), snapshot, Expressions.alwaysTrue());
    String qualifiedSchema = SqlText.name(name) + "." + SqlText.name(schema);
    session.execute("CREATE SCHEMA IF NOT EXISTS " + qualifiedSchema);
    session.execute(
        "CREATE VIEW " + qualifiedSchema + "." + SqlText.name(relation) + " AS " + select);
    return List.of(name, schema, relation);
  }
}
