// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_ID;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_PARENT_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_DATA_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_DATA_REPL_NUM;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_DATA_SIZE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_D_DATA_CHECKSUM;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_D_DATA_ID;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_D_MODIFY_TIME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_D_REPL_STATUS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions to the catalog, on a connection that the caller holds. Stateless. */
final class IrodsCatalog {
  private static final String GOOD = "1";
  private static final String BEING_WRITTEN = "2";

  /** One replica of a data object. */
  private record ReplicaRow(
      long id, String name, int number, long size, String status, Instant modified, String sum) {
    static ReplicaRow of(List<String> row) {
      return new ReplicaRow(
          Long.parseLong(row.get(0)),
          row.get(1),
          Integer.parseInt(row.get(2)),
          Long.parseLong(row.get(3)),
          row.get(4),
          Instant.ofEpochSecond(Long.parseLong(row.get(5))),
          row.get(6));
    }

    IrodsObject object(LogicalPath path) {
      return new IrodsObject(id, path, number, size, modified, sum);
    }
  }

  static ObjectLookup lookUp(IrodsConnection connection, LogicalPath path) {
    List<ReplicaRow> replicas =
        replicas(
            replicaQuery()
                .where(COL_COLL_NAME, path.parent().text())
                .where(COL_DATA_NAME, path.name()),
            connection,
            path);
    return judge(replicas, path);
  }

  /** Where the object is now is not asked; the path is only carried along. */
  static ObjectLookup lookUpById(IrodsConnection connection, long id, LogicalPath path) {
    IrodsQuery query = replicaQuery().where(COL_D_DATA_ID, String.valueOf(id));
    return judge(replicas(query, connection, path), path);
  }

  /** Any one good replica counts; with none the object is broken. */
  private static ObjectLookup judge(List<ReplicaRow> replicas, LogicalPath path) {
    if (replicas.isEmpty()) {
      return new ObjectLookup.Missing();
    }
    for (ReplicaRow replica : replicas) {
      if (replica.status.equals(GOOD)) {
        return new ObjectLookup.Good(replica.object(path));
      }
    }
    boolean beingWritten =
        replicas.stream().anyMatch(replica -> replica.status.equals(BEING_WRITTEN));
    return new ObjectLookup.Broken(replicas.get(0).id, beingWritten);
  }

  /** Whole data objects directly in a collection, one each, in no order. */
  static List<IrodsObject> objectsIn(IrodsConnection connection, LogicalPath collection) {
    Map<Long, IrodsObject> objects = new LinkedHashMap<>();
    IrodsQuery query =
        replicaQuery().where(COL_COLL_NAME, collection.text()).where(COL_D_REPL_STATUS, GOOD);
    for (ReplicaRow replica : replicas(query, connection, collection)) {
      if (isNameable(replica.name)) {
        objects.putIfAbsent(replica.id, replica.object(collection.child(replica.name)));
      }
    }
    return List.copyOf(objects.values());
  }

  /** What is known of every data object directly in a collection, one each, in no order. */
  static List<IrodsObjectState> statesIn(IrodsConnection connection, LogicalPath collection) {
    IrodsQuery query = replicaQuery().where(COL_COLL_NAME, collection.text());
    Map<Long, List<ReplicaRow>> objects = new LinkedHashMap<>();
    for (ReplicaRow replica : replicas(query, connection, collection)) {
      if (isNameable(replica.name)) {
        objects.computeIfAbsent(replica.id, id -> new ArrayList<>()).add(replica);
      }
    }
    return objects.values().stream().map(replicas -> state(replicas, collection)).toList();
  }

  private static IrodsObjectState state(List<ReplicaRow> replicas, LogicalPath collection) {
    return new IrodsObjectState(
        replicas.get(0).id,
        collection.child(replicas.get(0).name),
        replicas.stream().anyMatch(replica -> replica.status.equals(GOOD)),
        replicas.stream().anyMatch(replica -> replica.status.equals(BEING_WRITTEN)),
        replicas.stream()
            .map(ReplicaRow::modified)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH));
  }

  /** Names of all data objects directly in a collection, whole or not. */
  static List<LogicalPath> namesIn(IrodsConnection connection, LogicalPath collection) {
    return IrodsQuery.select(COL_DATA_NAME)
        .where(COL_COLL_NAME, collection.text())
        .rows(connection, collection.text())
        .stream()
        .map(row -> collection.child(row.get(0)))
        .distinct()
        .toList();
  }

  /** Collections directly in a collection, in no order. */
  static List<LogicalPath> collectionsIn(IrodsConnection connection, LogicalPath collection) {
    List<LogicalPath> children = new ArrayList<>();
    for (List<String> row :
        IrodsQuery.select(COL_COLL_NAME)
            .where(COL_COLL_PARENT_NAME, collection.text())
            .rows(connection, collection.text())) {
      if (!row.get(0).equals("/")) {
        children.add(new LogicalPath(row.get(0)));
      }
    }
    return children;
  }

  static boolean isCollection(IrodsConnection connection, LogicalPath path) {
    return !IrodsQuery.select(COL_COLL_ID)
        .where(COL_COLL_NAME, path.text())
        .rows(connection, path.text())
        .isEmpty();
  }

  private static IrodsQuery replicaQuery() {
    return IrodsQuery.select(
        COL_D_DATA_ID,
        COL_DATA_NAME,
        COL_DATA_REPL_NUM,
        COL_DATA_SIZE,
        COL_D_REPL_STATUS,
        COL_D_MODIFY_TIME,
        COL_D_DATA_CHECKSUM);
  }

  private static List<ReplicaRow> replicas(
      IrodsQuery query, IrodsConnection connection, LogicalPath path) {
    return query.rows(connection, path.text()).stream().map(ReplicaRow::of).toList();
  }

  /** Other clients can store names that cannot be asked for; they are none of ours. */
  private static boolean isNameable(String name) {
    return name.chars().noneMatch(Character::isISOControl);
  }

  private IrodsCatalog() {}
}
