// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_ACCESS_TYPE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_ACCESS_USER_ID;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_INHERITANCE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_OWNER_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_OWNER_ZONE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_USER_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_USER_ZONE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_USER_ID;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_USER_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_USER_TYPE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_USER_ZONE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.protocol.packing_instructions.ModAVUMetadataInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.ModAccessControlInp_PI;
import org.varve.storage.irods.client.IrodsClientException.Kind;

/**
 * Who owns collections, and who may do what with them: what enrolling a project needs. Failures are
 * as {@link IrodsClient}'s. Thread-safe; there is nothing to close.
 */
public final class IrodsCollections {
  private final IrodsClient client;

  public IrodsCollections(IrodsClient client) {
    this.client = client;
  }

  /** The owner as {@code user#zone}; empty if there is no collection that the user can see. */
  public Optional<String> findOwner(LogicalPath collection) {
    IrodsQuery query =
        IrodsQuery.select(COL_COLL_OWNER_NAME, COL_COLL_OWNER_ZONE)
            .where(COL_COLL_NAME, collection.text());
    return ask(query, collection).stream().findFirst().map(row -> row.get(0) + "#" + row.get(1));
  }

  /** What a user may do with a collection, by himself and by his groups. */
  public IrodsAccess access(LogicalPath collection, String user, String zone) {
    IrodsQuery query =
        IrodsQuery.select(COL_COLL_ACCESS_TYPE)
            .where(COL_COLL_NAME, collection.text())
            .where(COL_COLL_USER_NAME, user)
            .where(COL_COLL_USER_ZONE, zone);
    int highest =
        ask(query, collection).stream()
            .mapToInt(row -> Integer.parseInt(row.get(0)))
            .max()
            .orElse(0);
    return IrodsAccess.atMost(highest);
  }

  /** Whom access was given to, users and groups alike, in no order; none if it is missing. */
  public List<IrodsGrant> grants(LogicalPath collection) {
    IrodsQuery query =
        IrodsQuery.select(COL_COLL_ACCESS_USER_ID, COL_COLL_ACCESS_TYPE)
            .where(COL_COLL_NAME, collection.text());
    List<IrodsGrant> grants = new ArrayList<>();
    for (List<String> row : ask(query, collection)) {
      IrodsQuery grantee =
          IrodsQuery.select(COL_USER_NAME, COL_USER_ZONE).where(COL_USER_ID, row.get(0));
      ask(grantee, collection).stream()
          .map(user -> new IrodsGrant(user.get(0), user.get(1), Integer.parseInt(row.get(1))))
          .forEach(grants::add);
    }
    return grants;
  }

  /** The users that may read a collection, by themselves or by a group, as {@code user#zone}. */
  public Set<String> readers(LogicalPath collection) {
    IrodsQuery query =
        IrodsQuery.select(COL_COLL_USER_NAME, COL_COLL_USER_ZONE, COL_COLL_ACCESS_TYPE)
            .where(COL_COLL_NAME, collection.text());
    Set<String> readers = new TreeSet<>();
    for (List<String> row : ask(query, collection)) {
      if (IrodsAccess.atMost(Integer.parseInt(row.get(2))).compareTo(IrodsAccess.READ) >= 0) {
        readers.add(row.get(0) + "#" + row.get(1));
      }
    }
    return readers;
  }

  /** All groups as {@code group#zone}; {@link #readers} counts a group as one of its members. */
  public Set<String> groups() {
    IrodsQuery query =
        IrodsQuery.select(COL_USER_NAME, COL_USER_ZONE).where(COL_USER_TYPE, "rodsgroup");
    Set<String> groups = new TreeSet<>();
    for (List<String> row : ask(query, new LogicalPath("/"))) {
      groups.add(row.get(0) + "#" + row.get(1));
    }
    return groups;
  }

  /** Whether what is made in a collection gets its permissions. */
  public boolean inherits(LogicalPath collection) {
    IrodsQuery query =
        IrodsQuery.select(COL_COLL_INHERITANCE).where(COL_COLL_NAME, collection.text());
    return ask(query, collection).stream().anyMatch(row -> row.get(0).equals("1"));
  }

  /** Gives a user or a group exactly this access, {@link IrodsAccess#NONE} for none. */
  public void grant(LogicalPath path, String user, String zone, IrodsAccess access) {
    change(path, user, zone, access.word(), 0);
  }

  /** As {@link #grant}, on a collection and on everything below it, in one step. */
  public void grantBelow(LogicalPath collection, String user, String zone, IrodsAccess access) {
    change(collection, user, zone, access.word(), 1);
  }

  /** Lets what is made in a collection get its permissions from now on, or no longer. */
  public void inherit(LogicalPath collection) {
    change(collection, "", "", "inherit", 0);
  }

  private void change(LogicalPath path, String user, String zone, String level, int recursiveFlag) {
    var input = new ModAccessControlInp_PI();
    input.accessLevel = level;
    input.userName = user;
    input.zone = zone;
    input.path = path.text();
    input.recursiveFlag = recursiveFlag;
    client.change("change access", path, comm -> IRODSApi.rcModAccessControl(comm, input));
  }

  /** Puts a triple on a collection. Does nothing if it is there. */
  public void addAvu(LogicalPath collection, String attribute, String value) {
    var input = new ModAVUMetadataInp_PI();
    input.arg0 = "add";
    input.arg1 = "-C";
    input.arg2 = collection.text();
    input.arg3 = attribute;
    input.arg4 = value;
    input.KeyValPair_PI = new Keywords().packed();
    try {
      client.change("add AVU", collection, comm -> IRODSApi.rcModAVUMetadata(comm, input));
    } catch (IrodsClientException e) {
      if (e.kind() != Kind.EXISTS) {
        throw e;
      }
    }
  }

  private List<List<String>> ask(IrodsQuery query, LogicalPath subject) {
    return client.read(connection -> query.rows(connection, subject.text()));
  }
}
