// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Duration;
import java.util.List;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * Every change of the catalog and of the histories, in an order that can be followed: whoever reads
 * on from the last sequence that he has seen misses nothing and sees nothing twice.
 *
 * <p>Thread-safe. Made by {@link PostgresCatalog#events}.
 */
public final class EventLog {
  private static final int PRUNED_AT_ONCE = 10_000;

  private final Database database;
  private final EventStore events = new EventStore();

  EventLog(Database database) {
    this.database = database;
  }

  /** The last sequence, of everything that was committed before. */
  public long last() {
    number();
    return run(events::bounds).last();
  }

  /** The sequence to begin after in order to see everything that is kept. */
  public long beginning() {
    return run(events::bounds).pruned();
  }

  /**
   * The events after a sequence, in their order.
   *
   * @param limit most events
   * @throws NotFoundException if events after it are deleted, or it is not there yet
   */
  public List<CatalogEvent> list(long after, int limit) {
    number();
    return run(
        connection -> {
          List<CatalogEvent> page = events.list(connection, after, limit);
          // Looked at afterwards: what is deleted from here on was on the page.
          EventStore.Bounds bounds = events.bounds(connection);
          if (after < bounds.pruned()) {
            throw new NotFoundException(
                "Events do not exist any more: those up to %s are deleted", bounds.pruned());
          }
          if (after > bounds.last()) {
            throw new NotFoundException("Event does not exist: the last one is %s", bounds.last());
          }
          return page;
        });
  }

  /** Everything that was committed before, and not for ever while others go on to commit. */
  private void number() {
    long numbered = EventStore.NUMBERED_AT_ONCE;
    while (numbered == EventStore.NUMBERED_AT_ONCE && run(events::isAnyUnnumbered)) {
      numbered = run(connection -> events.number(connection));
    }
  }

  /**
   * Deletes events that are older than {@code retention}, and the oldest if there are more than
   * {@code maxCount}.
   */
  public void prune(Duration retention, long maxCount) {
    number();
    int deleted;
    do {
      deleted = run(connection -> events.prune(connection, retention, maxCount, PRUNED_AT_ONCE));
    } while (deleted == PRUNED_AT_ONCE);
  }

  private <T> T run(Database.Work<T> work) {
    try {
      return database.transact(work);
    } catch (DatabaseUnavailableException e) {
      throw new ServiceUnavailableException(e, "Catalog does not answer");
    }
  }
}
