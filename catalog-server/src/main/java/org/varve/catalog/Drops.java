// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.catalog.DroppedEntry.Bytes;

/**
 * Takes tables and views out of the catalog, and puts them back. Every method works in the caller's
 * transaction.
 *
 * <p>Immutable.
 */
final class Drops {
  private final PointerStore pointers;
  private final PointerChanges changes;
  private final NamespaceStore namespaces;
  private final LocationClaims claims = new LocationClaims();
  private final DroppedStore dropped = new DroppedStore();
  private final EventStore events = new EventStore();

  Drops(PointerStore pointers, NamespaceStore namespaces) {
    this.pointers = pointers;
    this.changes = new PointerChanges(pointers);
    this.namespaces = namespaces;
  }

  /**
   * Takes it out of the catalog, in a way that can be undone.
   *
   * @return what it was; empty if it was not there
   * @throws ForbiddenException if it is protected
   */
  Optional<PointerStore.Entry> drop(
      Connection connection,
      Origin origin,
      PointerType type,
      TableIdentifier identifier,
      Duration undropTime,
      Bytes afterwards)
      throws SQLException {
    Optional<PointerStore.Entry> entry = takeOut(connection, type, identifier);
    if (entry.isPresent()) {
      dropped.add(connection, entry.get(), origin.principal(), undropTime, afterwards);
      events.add(
          connection, origin, event("drop", entry.get()).with("purge", afterwards == Bytes.PURGE));
    }
    return entry;
  }

  /**
   * Takes it out of the catalog for good; its files stay.
   *
   * @return what it was; empty if it was not there
   * @throws ForbiddenException if it is protected
   */
  Optional<PointerStore.Entry> unregister(
      Connection connection, Origin origin, PointerType type, TableIdentifier identifier)
      throws SQLException {
    Optional<PointerStore.Entry> entry = takeOut(connection, type, identifier);
    if (entry.isPresent()) {
      events.add(connection, origin, event("unregister", entry.get()));
    }
    return entry;
  }

  private static EventDraft event(String verb, PointerStore.Entry entry) {
    return EventDraft.of(verb, entry.type(), entry.identifier())
        .with("metadata_location", entry.metadataLocation())
        .with("uuid", entry.facts().uuid());
  }

  private Optional<PointerStore.Entry> takeOut(
      Connection connection, PointerType type, TableIdentifier identifier) throws SQLException {
    Optional<PointerStore.Entry> entry = pointers.lock(connection, type, identifier);
    if (entry.isPresent()) {
      checkUnprotected(connection, "drop", entry.get());
      pointers.delete(connection, identifier);
    }
    return entry;
  }

  /**
   * Fails if an entry, or a namespace that it is in, is protected.
   *
   * @throws ForbiddenException which says how to lift the protection
   */
  void checkUnprotected(Connection connection, String verb, PointerStore.Entry entry)
      throws SQLException {
    String thing = entry.type() == PointerType.TABLE ? "table" : "view";
    if (entry.facts().guarded()) {
      throw new ForbiddenException(
          "Cannot %s %s: it is protected until its property %s is removed: %s",
          verb, thing, MetadataFacts.PROTECTED, entry.identifier());
    }
    checkUnprotected(connection, verb + " " + thing, entry.identifier().namespace());
  }

  /**
   * Fails if a namespace, or one that it is in, is protected.
   *
   * @param action what somebody wants to do, for the message
   * @throws ForbiddenException which says how to lift the protection
   */
  void checkUnprotected(Connection connection, String action, Namespace namespace)
      throws SQLException {
    String[] names =
        IntStream.rangeClosed(1, namespace.length())
            .mapToObj(length -> Namespace.of(Arrays.copyOf(namespace.levels(), length)))
            .map(NamespaceNames::format)
            .toArray(String[]::new);
    Optional<String> guard =
        Sql.query(
                connection,
                "SELECT namespace FROM public.iceberg_namespace_properties"
                    + " WHERE catalog_name = ? AND namespace = ANY (?) AND property_key = ?"
                    + " AND lower(property_value) = 'true' ORDER BY length(namespace) LIMIT 1",
                PostgresCatalog.NAME,
                names,
                MetadataFacts.PROTECTED)
            .find(row -> row.text(1));
    if (guard.isPresent()) {
      throw new ForbiddenException(
          "Cannot %s: its namespace is protected until the property %s is removed: %s",
          action, MetadataFacts.PROTECTED, guard.get());
    }
  }

  /**
   * Puts back what was dropped.
   *
   * @param as its name; empty for the one that it had
   * @return the name that it has
   * @throws NotFoundException if nothing can be undone under that id
   * @throws AlreadyExistsException if the name or the files are in use, or being purged
   * @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if the namespace is gone
   */
  DroppedEntry undrop(Connection connection, Origin origin, String id, Optional<TableIdentifier> as)
      throws SQLException {
    DroppedEntry found = lockAfterClaim(connection, id);
    if (found.purging()) {
      throw new AlreadyExistsException("Cannot undrop: its files are being purged: %s", id);
    }
    TableIdentifier identifier = as.orElse(found.identifier());
    namespaces.require(connection, identifier.namespace());
    changes.apply(
        connection,
        origin,
        UUID.randomUUID(),
        new PointerChange(
            identifier, found.type(), null, found.metadataLocation(), found.facts(), "undrop"));
    // The claim of its location has done so already, unless its place was never known.
    dropped.delete(connection, id);
    return new DroppedEntry(
        id,
        found.type(),
        identifier,
        found.metadataLocation(),
        found.facts(),
        found.dropping(),
        false);
  }

  /** In the order of a claim: the location first, then the rows. */
  private DroppedEntry lockAfterClaim(Connection connection, String id) throws SQLException {
    Optional<String> location =
        Sql.query(
                connection,
                "SELECT location FROM varve.dropped"
                    + " WHERE drop_id = ? AND keep_until > clock_timestamp()",
                id)
            .find(row -> row.text(1));
    if (location.isEmpty()) {
      throw new NotFoundException("Drop does not exist, or its time is over: %s", id);
    }
    claims.lock(connection, location.get());
    return dropped
        .lock(connection, id)
        .orElseThrow(
            () -> new NotFoundException("Drop does not exist, or its time is over: %s", id));
  }
}
