// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes of pointers, each with its row in {@code varve.commits} and its event, in one
 * statement.
 *
 * <p>Immutable.
 */
final class PointerChanges {
  private static final int MAX_LOCATION_LENGTH = 1000;

  private static final String INSERT_COMMIT =
      "INSERT INTO varve.commits (commit_id, metadata_location, table_namespace, table_name)"
          + " SELECT ?, ?, ?, ?";

  /** The event and the row in {@code varve.commits} of a pointer that was moved. */
  private static final String RECORD =
      " logged AS (INSERT INTO varve.events"
          + EventStore.COLUMNS
          + " SELECT ?, ?, ?, ?, ?, NULL, ? FROM moved) "
          + INSERT_COMMIT
          + " FROM moved";

  private static final String CREATE =
      "WITH moved AS (INSERT INTO public.iceberg_tables"
          + " (catalog_name, table_namespace, table_name, metadata_location, iceberg_type)"
          + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1),"
          + " known AS (INSERT INTO varve.entries"
          + " (catalog_name, table_namespace, table_name, location, uuid, guarded, state)"
          + " SELECT ?, ?, ?, ?, ?, ?, ? FROM moved),"
          + RECORD;

  private static final String KNOWN =
      "WITH known AS (SELECT location FROM varve.entries"
          + PointerStore.KEY
          + " AND table_name = ?"
          + "), moved AS (UPDATE public.iceberg_tables"
          + " SET metadata_location = ?, previous_metadata_location = metadata_location"
          + PointerStore.KEY
          + " AND table_name = ? AND iceberg_type = ? AND metadata_location = ?";

  private static final String TOLD =
      " RETURNING 1), told AS (UPDATE varve.entries SET location = ?, uuid = ?, guarded = ?,"
          + " state = ? FROM moved"
          + PointerStore.KEY
          + " AND table_name = ?"
          + " AND (location, uuid, guarded, state) IS DISTINCT FROM (?, ?, ?, ?)),"
          + RECORD
          + " RETURNING (SELECT location FROM known)";

  /** Returns the location that the files had before. */
  private static final String SWAP = KNOWN + TOLD;

  /** Does nothing if the files had another location before, which needs more than one statement. */
  private static final String SWAP_IN_PLACE =
      KNOWN + " AND EXISTS (SELECT FROM known WHERE location = ?)" + TOLD;

  private final LocationClaims claims = new LocationClaims();
  private final PointerStore pointers;

  PointerChanges(PointerStore pointers) {
    this.pointers = pointers;
  }

  /**
   * Makes one change.
   *
   * @param commitId shared by all changes of a commit, and never used by another
   * @throws AlreadyExistsException if it creates what is there, or where files of another lie
   * @throws CommitFailedException if the location is not the change's base any more
   */
  void apply(Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    check(change);
    if (change.base() == null) {
      create(connection, origin, commitId, change);
      claims.claim(connection, change.identifier(), change.facts());
    } else if (!swap(connection, origin, commitId, change).equals(change.facts().location())) {
      claims.claim(connection, change.identifier(), change.facts());
    }
  }

  /**
   * Makes one change of what is there with one statement, if that is enough.
   *
   * @return whether it is made; if not, nothing was done
   */
  boolean swapInPlace(Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    check(change);
    Arguments arguments = swapped(change).add(change.facts().location());
    return Sql.query(connection, SWAP_IN_PLACE, told(arguments, origin, commitId, change).toArray())
        .exists();
  }

  /** Makes the row of a change in {@code varve.commits}; waits for whoever is making the same. */
  void insertCommit(Connection connection, UUID commitId, PointerChange change)
      throws SQLException {
    Sql.update(
        connection,
        INSERT_COMMIT,
        commitId,
        change.next(),
        NamespaceNames.format(change.identifier().namespace()),
        change.identifier().name());
  }

  private static void create(
      Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    Arguments arguments =
        new Arguments()
            .add(PostgresCatalog.NAME)
            .addName(change)
            .add(change.next(), change.type().name(), PostgresCatalog.NAME)
            .addName(change)
            .addFacts(change)
            .addRecord(origin, commitId, change);
    if (Sql.update(connection, CREATE, arguments.toArray()) == 0) {
      throw alreadyExists(connection, change.type(), change.identifier());
    }
  }

  private static AlreadyExistsException alreadyExists(
      Connection connection, PointerType wanted, TableIdentifier identifier) throws SQLException {
    PointerType existing = PointerStore.findType(connection, identifier).orElse(wanted);
    String thing = existing == PointerType.TABLE ? "Table" : "View";
    return existing == wanted
        ? new AlreadyExistsException("%s already exists: %s", thing, identifier)
        : new AlreadyExistsException("%s with same name already exists: %s", thing, identifier);
  }

  /** Moves the pointer, and returns the location that the files had before. */
  private String swap(Connection connection, Origin origin, UUID commitId, PointerChange change)
      throws SQLException {
    Optional<String> before =
        Sql.query(connection, SWAP, told(swapped(change), origin, commitId, change).toArray())
            .find(row -> row.text(1));
    return before.orElseThrow(() -> lostRace(connection, change));
  }

  private static Arguments swapped(PointerChange change) {
    return new Arguments()
        .addName(change)
        .add(change.next())
        .addName(change)
        .add(change.type().name(), change.base());
  }

  private static Arguments told(
      Arguments arguments, Origin origin, UUID commitId, PointerChange change) {
    return arguments
        .addFacts(change)
        .addName(change)
        .addFacts(change)
        .addRecord(origin, commitId, change);
  }

  private CommitFailedException lostRace(Connection connection, PointerChange change) {
    try {
      return new CommitFailedException(
          "Cannot commit %s: metadata location %s has changed from %s",
          change.identifier(),
          pointers.find(connection, change.type(), change.identifier()).orElse("(dropped)"),
          change.base());
    } catch (SQLException e) {
      return new CommitFailedException(
          e, "Cannot commit %s: metadata location has changed", change.identifier());
    }
  }

  private static void check(PointerChange change) {
    PointerStore.checkName(change.identifier());
    if (change.next().length() > MAX_LOCATION_LENGTH) {
      throw new IllegalArgumentException(
          "Invalid metadata location: it is longer than "
              + MAX_LOCATION_LENGTH
              + " characters: "
              + change.next());
    }
  }

  /** The arguments of a statement, in its order. Used by one thread. */
  private static final class Arguments {
    private final List<@Nullable Object> values = new ArrayList<>();

    Arguments add(@Nullable Object... more) {
      values.addAll(Arrays.asList(more));
      return this;
    }

    Arguments addName(PointerChange change) {
      return add(
          NamespaceNames.format(change.identifier().namespace()), change.identifier().name());
    }

    Arguments addFacts(PointerChange change) {
      MetadataFacts facts = change.facts();
      String state =
          facts.state() == null ? null : facts.state().format(change.next()).orElse(null);
      return add(facts.location(), facts.uuid(), facts.guarded(), state);
    }

    Arguments addRecord(Origin origin, UUID commitId, PointerChange change) {
      EventDraft event =
          EventDraft.of(change.verb(), change.type(), change.identifier())
              .with("metadata_location", change.next())
              .with("previous_metadata_location", change.base())
              .with("uuid", change.facts().uuid())
              .with("commit_id", commitId.toString());
      return add(event.type(), origin.principal(), origin.requestId())
          .add((Object) event.namespace().levels())
          .add(event.name(), event.details().toString(), commitId, change.next())
          .addName(change);
    }

    @Nullable Object[] toArray() {
      return values.toArray();
    }
  }
}
