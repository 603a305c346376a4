// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.varve.history.Project;
import org.varve.sql.QueryException;
import org.varve.storage.irods.client.IrodsAccess;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.IrodsGrant;
import org.varve.storage.irods.client.LogicalPath;

/**
 * The collection of a project that holds its tables' files, and who may do what there: the service
 * user owns it, the project's readers read it, nobody else does anything. Immutable.
 */
record DataCollection(LogicalPath project, LogicalPath data) {

  static DataCollection of(Project project) {
    return at(project.irodsPath(), project);
  }

  /** That of a project, if its own collection had another path. */
  static DataCollection at(String irodsPath, Project project) {
    return new DataCollection(
        ZonePaths.collection(irodsPath),
        ZonePaths.collection(irodsPath + "/" + project.dataCollection()));
  }

  /** What lies below the project and is not in its history: this, and projects of their own. */
  Set<LogicalPath> foreign(List<Project> projects) {
    Set<LogicalPath> foreign = new HashSet<>();
    foreign.add(data);
    for (Project other : projects) {
      if (other.irodsPath().startsWith(project + "/")) {
        foreign.add(ZonePaths.collection(other.irodsPath()));
      }
    }
    return foreign;
  }

  /** Makes it, as the project's owner as far as that is needed. Repeating it is fine. */
  void prepare(IrodsClient owner, IrodsClient service) {
    IrodsCollections zone = new IrodsCollections(owner);
    atLeast(zone, project, service, IrodsAccess.READ);
    if (!owner.isCollection(data)) {
      owner.createCollections(data);
    }
    for (LogicalPath between : between()) {
      atLeast(zone, between, service, IrodsAccess.READ);
    }
    atLeast(zone, data, service, IrodsAccess.OWN);
    sync(service);
  }

  private static void atLeast(
      IrodsCollections zone, LogicalPath path, IrodsClient service, IrodsAccess access) {
    String user = nameOf(service.user());
    if (zone.access(path, user, service.endpoint().zone()).compareTo(access) < 0) {
      zone.grant(path, user, service.endpoint().zone(), access);
    }
  }

  /** The collections on the way from the project to this one, outermost first. */
  private List<LogicalPath> between() {
    List<LogicalPath> between = new ArrayList<>();
    for (LogicalPath at = data.parent(); !at.equals(project); at = at.parent()) {
      between.add(at);
    }
    Collections.reverse(between);
    return between;
  }

  /**
   * Gives {@code read}, on files that are there and on those to come, to everyone who may read the
   * project, and takes away whatever else somebody has.
   *
   * @return how many users and groups have other access than before
   */
  int sync(IrodsClient service) {
    IrodsCollections zone = new IrodsCollections(service);
    checkOwned(service);
    if (!zone.inherits(data)) {
      zone.inherit(data);
    }
    Set<String> readers = readers(zone, service);
    Set<String> right = new TreeSet<>();
    int changed = 0;
    for (IrodsGrant grant : zone.grants(data)) {
      String name = grant.user() + "#" + grant.zone();
      if (name.equals(service.user())) {
        continue;
      }
      if (!readers.contains(name)) {
        zone.grantBelow(data, grant.user(), grant.zone(), IrodsAccess.NONE);
        changed++;
      } else if (grant.isExactly(IrodsAccess.READ)) {
        right.add(name);
      }
    }
    readers.removeAll(right);
    readers.forEach(name -> zone.grantBelow(data, nameOf(name), zoneOf(name), IrodsAccess.READ));
    return changed + readers.size();
  }

  /**
   * Refuses a collection that is not the service user's. iRODS does not tell a missing one from one
   * that is not to be seen.
   */
  void checkOwned(IrodsClient service) {
    String user = nameOf(service.user());
    if (new IrodsCollections(service).access(data, user, service.endpoint().zone())
        != IrodsAccess.OWN) {
      throw new QueryException(
          QueryException.Kind.FORBIDDEN,
          service.user() + " does not own the data collection, or cannot see it: " + data);
    }
  }

  /** The users and groups that were given to read the project, but for the service user. */
  private Set<String> readers(IrodsCollections zone, IrodsClient service) {
    Set<String> readers = new TreeSet<>();
    for (IrodsGrant grant : zone.grants(project)) {
      if (grant.access().compareTo(IrodsAccess.READ) >= 0) {
        readers.add(grant.user() + "#" + grant.zone());
      }
    }
    readers.remove(service.user());
    return readers;
  }

  /** Gives everything in it to a user, beside the service user. */
  void release(IrodsClient service, String user) {
    if (!user.equals(service.user())) {
      new IrodsCollections(service).grantBelow(data, nameOf(user), zoneOf(user), IrodsAccess.OWN);
    }
  }

  /** Whether a user got everything in it. */
  boolean isReleased(IrodsClient service, String user) {
    return !user.equals(service.user())
        && new IrodsCollections(service).access(data, nameOf(user), zoneOf(user))
            == IrodsAccess.OWN;
  }

  private static String nameOf(String user) {
    return user.substring(0, user.lastIndexOf('#'));
  }

  private static String zoneOf(String user) {
    return user.substring(user.lastIndexOf('#') + 1);
  }
}
