// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.varve.storage.irods.client.IrodsClientException.Kind;

/**
 * Data objects that stay open for a while after reading, because opening and closing cost thirty
 * times as much as a range. Thread-safe.
 *
 * <p>Whoever takes one has asked the catalog just before, and so has shown that he may read the
 * object and that it is still this one.
 */
final class IrodsReadHandles implements AutoCloseable {
  private static final int MAX_UNUSED = 64;

  private final IrodsConnectionPool pool;
  private final Duration unusedFor;

  /** Oldest first; guarded by itself. */
  private final Map<Long, Unused> unused = new LinkedHashMap<>();

  private record Unused(IrodsDescriptor descriptor, IrodsObject object, long sinceNanos) {}

  IrodsReadHandles(IrodsConnectionPool pool, Duration unusedFor) {
    this.pool = pool;
    this.unusedFor = unusedFor;
  }

  /** One that is open already, or a new one. */
  IrodsDescriptor take(IrodsObject object) {
    closeExpired();
    Unused found;
    synchronized (unused) {
      found = unused.remove(object.id());
    }
    if (found == null) {
      return open(object);
    }
    boolean same =
        found.object.replica() == object.replica()
            && found.object.size() == object.size()
            && found.object.modified().equals(object.modified());
    if (same && !found.descriptor.isLost()) {
      return found.descriptor;
    }
    found.descriptor.closeReading();
    return open(object);
  }

  /**
   * Opens the object anew.
   *
   * @throws IrodsClientException with kind {@code NOT_FOUND} if the path names another by now
   */
  IrodsDescriptor open(IrodsObject object) {
    IrodsDescriptor descriptor = openTwice(object);
    if (descriptor.objectId() != object.id()) {
      descriptor.closeReading();
      throw IrodsClientException.of(
          Kind.NOT_FOUND, "Data object was replaced while it was opened: " + object.path());
    }
    return descriptor;
  }

  private IrodsDescriptor openTwice(IrodsObject object) {
    try {
      return IrodsDescriptor.openForReading(pool, object);
    } catch (IrodsClientException e) {
      if (!IrodsRequests.lostConnection(e)) {
        throw e;
      }
      return IrodsDescriptor.openForReading(pool, object);
    }
  }

  void giveBack(IrodsObject object, IrodsDescriptor descriptor) {
    List<IrodsDescriptor> tooMany = new ArrayList<>();
    synchronized (unused) {
      Unused before = unused.put(object.id(), new Unused(descriptor, object, System.nanoTime()));
      if (before != null) {
        tooMany.add(before.descriptor);
      }
      Iterator<Unused> oldest = unused.values().iterator();
      while (unused.size() > MAX_UNUSED) {
        tooMany.add(oldest.next().descriptor);
        oldest.remove();
      }
    }
    tooMany.forEach(IrodsDescriptor::closeReading);
  }

  /** Closes what nobody took for too long, and so lets its connection go when it is idle. */
  void closeExpired() {
    List<IrodsDescriptor> expired = new ArrayList<>();
    synchronized (unused) {
      Iterator<Unused> all = unused.values().iterator();
      while (all.hasNext()) {
        Unused next = all.next();
        if (System.nanoTime() - next.sinceNanos >= unusedFor.toNanos()
            || next.descriptor.isLost()) {
          expired.add(next.descriptor);
          all.remove();
        }
      }
    }
    expired.forEach(IrodsDescriptor::closeReading);
  }

  /** Closes the unused ones; those that are in use are closed with the pool. */
  @Override
  public void close() {
    synchronized (unused) {
      // The pool closes their connections next, which is as good and faster.
      unused.clear();
    }
  }
}
