// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.varve.sql.QueryException;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Sub-collections that some reader of a project may not read: he would read their AVUs in the
 * project's history. One thread.
 */
final class NarrowerCollections {
  private static final int MOST_NAMED = 20;

  private final IrodsClient owner;
  private final IrodsCollections zone;
  private final String serviceUser;
  private final LogicalPath data;

  /**
   * @param serviceUser {@code user#zone}, who reads the project for other reasons
   * @param data the project's data collection
   */
  NarrowerCollections(IrodsClient owner, String serviceUser, LogicalPath data) {
    this.owner = owner;
    this.zone = new IrodsCollections(owner);
    this.serviceUser = serviceUser;
    this.data = data;
  }

  /**
   * Refuses a project that has such.
   *
   * @param leftOut what is not in the project's history, with everything below it
   * @throws QueryException of kind CONFLICT that names them
   */
  void refuse(LogicalPath project, Set<LogicalPath> leftOut) {
    List<LogicalPath> narrower = list(project, leftOut);
    if (!narrower.isEmpty()) {
      throw new QueryException(QueryException.Kind.CONFLICT, message(narrower));
    }
  }

  /** All such, each before what is in it. */
  List<LogicalPath> list(LogicalPath project, Set<LogicalPath> leftOut) {
    Set<String> wanted = new TreeSet<>(zone.readers(project));
    wanted.removeAll(zone.groups());
    wanted.remove(serviceUser);
    List<LogicalPath> narrower = new ArrayList<>();
    collect(project, leftOut, wanted, narrower);
    return narrower;
  }

  private void collect(
      LogicalPath collection,
      Set<LogicalPath> leftOut,
      Set<String> wanted,
      List<LogicalPath> narrower) {
    for (LogicalPath below : owner.listCollections(collection)) {
      if (leftOut.contains(below)) {
        continue;
      }
      // What leads to the data collection holds nothing else of the project.
      boolean onTheWay = data.text().startsWith(below.text() + "/");
      if (!onTheWay && !zone.readers(below).containsAll(wanted)) {
        narrower.add(below);
      }
      collect(below, leftOut, wanted, narrower);
    }
  }

  private static String message(List<LogicalPath> narrower) {
    List<String> named = narrower.stream().limit(MOST_NAMED).map(LogicalPath::text).toList();
    int others = narrower.size() - named.size();
    return "Cannot enrol project: its readers may not read all of its sub-collections, and would see"
        + " their history (readers_see_all allows it): "
        + String.join(", ", named)
        + (others > 0 ? " and " + others + " more" : "");
  }
}
