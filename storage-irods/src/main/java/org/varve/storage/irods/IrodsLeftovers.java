// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.Leftover;
import org.varve.storage.Leftovers;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.IrodsObjectState;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.client.ObjectLookup;

/**
 * Data objects below a collection that are temporary or have no good replica. Times are the
 * server's. Immutable; the client is closed by whoever made it.
 */
public final class IrodsLeftovers implements Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(IrodsLeftovers.class);

  private final IrodsClient client;
  private final LogicalPath root;

  /** Those below a root such as {@code irods://zone/home/lab/proj/.mesa/iceberg}. */
  public static IrodsLeftovers at(String root, IrodsClient client) {
    return new IrodsLeftovers(client, IrodsLocation.parsePrefix(root).path());
  }

  private IrodsLeftovers(IrodsClient client, LogicalPath root) {
    this.client = client;
    this.root = root;
  }

  @Override
  public List<Leftover> list(Instant before) {
    List<Leftover> found = new ArrayList<>();
    try {
      addBelow(root, "", before, found);
    } catch (IrodsClientException e) {
      throw failed(e, "list leftovers", root.text());
    }
    return found;
  }

  private void addBelow(LogicalPath collection, String base, Instant before, List<Leftover> found) {
    for (IrodsObjectState state : client.listStates(collection)) {
      boolean unfinished = !state.good() || TemporaryNames.isTemporary(state.path().name());
      if (unfinished && state.modified().isBefore(before)) {
        found.add(
            new Leftover(
                base + state.path().name(),
                Long.toHexString(state.id()),
                kindOf(state),
                state.modified()));
      }
    }
    for (LogicalPath below : client.listCollections(collection)) {
      addBelow(below, base + below.name() + "/", before, found);
    }
  }

  private static Leftover.Kind kindOf(IrodsObjectState state) {
    if (state.beingWritten()) {
      return Leftover.Kind.LOCKED;
    }
    String name = state.path().name();
    if (TemporaryNames.isSetAside(name) && state.good()) {
      return Leftover.Kind.SET_ASIDE;
    }
    return TemporaryNames.isTemporary(name) ? Leftover.Kind.TEMPORARY : Leftover.Kind.BROKEN;
  }

  @Override
  public boolean delete(Leftover leftover) {
    var path = new LogicalPath(root.text() + "/" + leftover.key());
    try {
      return switch (leftover.kind()) {
        case TEMPORARY -> unlinked(path);
        case BROKEN -> unlinkedIfStillBroken(path, leftover);
        // The server refuses what a living agent holds, and what a dead one held.
        case LOCKED, SET_ASIDE -> false;
      };
    } catch (IrodsClientException e) {
      throw failed(e, "delete leftover", leftover.key());
    }
  }

  private boolean unlinked(LogicalPath path) {
    try {
      client.unlinkIfThere(path);
      return true;
    } catch (IrodsClientException e) {
      if (e.kind() == Kind.LOCKED) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Under a name that others may take, so it is renamed first: whatever is moved is looked at, and
   * goes back if it is another object by now.
   */
  private boolean unlinkedIfStillBroken(LogicalPath path, Leftover leftover) {
    long id = Long.parseLong(leftover.id(), 16);
    if (!isBroken(path, id)) {
      return client.lookUp(path) instanceof ObjectLookup.Missing;
    }
    LogicalPath aside = path.parent().child(TemporaryNames.newName());
    try {
      client.rename(new IrodsObject(id, path, 0, 0, leftover.modifiedAt(), ""), aside);
    } catch (IrodsClientException e) {
      if (e.kind() == Kind.LOCKED) {
        return false;
      }
      throw e;
    }
    if (isBroken(aside, id)) {
      return unlinked(aside);
    }
    if (client.lookUp(aside) instanceof ObjectLookup.Good good) {
      LOG.warn("Renamed a data object that is no leftover, and back: {}", path);
      client.rename(good.object(), path);
    }
    return false;
  }

  private boolean isBroken(LogicalPath path, long id) {
    return client.lookUp(path) instanceof ObjectLookup.Broken broken
        && broken.id() == id
        && !broken.beingWritten();
  }

  private static RuntimeIOException failed(IrodsClientException e, String verb, String subject) {
    return new RuntimeIOException(
        new java.io.IOException(e.getMessage(), e), "Failed to %s: %s", verb, subject);
  }
}
