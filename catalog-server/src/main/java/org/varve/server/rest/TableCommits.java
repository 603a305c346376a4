// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.CatalogTransaction;
import org.varve.catalog.HistoryRewrites;
import org.varve.catalog.HistoryTables;
import org.varve.catalog.MetadataFacts;
import org.varve.catalog.PointerChange;
import org.varve.catalog.PointerType;
import org.varve.history.Project;

/**
 * Commits changes of any number of tables: all of them or none.
 *
 * <p>Everything that can be refused is refused before a file is written. Then the metadata files
 * are written, and one SQL transaction moves all pointers. If another server moved one of them in
 * between, the files are removed and the changes are applied again, a bounded number of times: what
 * is then lost is lost by a requirement of the client.
 *
 * <p>Thread-safe. Commits of this process to one table wait for each other, so that they do not
 * race.
 */
final class TableCommits {
  private static final int MAX_ATTEMPTS = 5;
  private static final int STRIPES = 256;

  private final CatalogStore store;
  private final MetadataFiles files;
  private final Locations locations;
  private final HistoryRewrites rewrites;
  private final ReentrantLock[] queues = new ReentrantLock[STRIPES];

  TableCommits(
      CatalogStore store, MetadataFiles files, Locations locations, HistoryRewrites rewrites) {
    this.store = store;
    this.files = files;
    this.locations = locations;
    this.rewrites = rewrites;
    for (int i = 0; i < STRIPES; i++) {
      queues[i] = new ReentrantLock(true);
    }
  }

  /**
   * Commits changes.
   *
   * @param note written in the transaction that moves the pointers
   * @return the tables' metadata afterwards, in the order of the changes
   * @throws CommitFailedException if a requirement does not hold; nothing happened
   * @throws NoSuchTableException if a table is not there; nothing happened
   * @throws CommitStateUnknownException if nobody knows whether it happened
   */
  List<CommittedTable> commit(List<TableChange> changes, Note note) {
    checkDistinct(changes);
    List<ReentrantLock> held = lock(changes);
    try {
      Optional<Snapshot> rewrite =
          changes.size() == 1 ? findRewrite(changes.get(0)) : Optional.empty();
      return rewrite.isPresent()
          ? List.of(rewrite(changes.get(0), rewrite.get(), note))
          : commitInTurn(changes, note);
    } finally {
      held.forEach(ReentrantLock::unlock);
    }
  }

  /** The snapshot of a change that only replaces files of a history. */
  private Optional<Snapshot> findRewrite(TableChange change) {
    TableIdentifier identifier = change.identifier();
    return HistoryTables.mayBe(identifier)
            && identifier.name().equals(Project.CHANGES_TABLE)
            && store.read(transaction -> HistoryTables.is(transaction, identifier))
        ? HistoryCommits.findRewrite(change)
        : Optional.empty();
  }

  private CommittedTable rewrite(TableChange change, Snapshot proposed, Note note) {
    String base =
        store.read(transaction -> transaction.load(PointerType.TABLE, change.identifier()));
    change.checkRequirements(files.loadTable(base));
    String location = rewrites.commit(note.origin(), change.identifier(), proposed, note::write);
    return new CommittedTable(files.loadTable(location), Optional.empty());
  }

  private static void checkDistinct(List<TableChange> changes) {
    Set<TableIdentifier> seen = new HashSet<>();
    for (TableChange change : changes) {
      if (!seen.add(change.identifier())) {
        throw new IllegalArgumentException(
            "Invalid transaction: it changes a table twice: " + change.identifier());
      }
    }
  }

  /** Locks stripes in the order of their numbers, so that no two commits wait for each other. */
  private List<ReentrantLock> lock(List<TableChange> changes) {
    List<ReentrantLock> ordered =
        changes.stream()
            .map(change -> Math.floorMod(change.identifier().hashCode(), STRIPES))
            .distinct()
            .sorted(Comparator.naturalOrder())
            .map(stripe -> queues[stripe])
            .toList();
    ordered.forEach(ReentrantLock::lock);
    return ordered;
  }

  private List<CommittedTable> commitInTurn(List<TableChange> changes, Note note) {
    for (int attempt = 1; ; attempt++) {
      List<Draft> drafts = draft(changes);
      drafts.forEach(Draft::apply);
      store.read(transaction -> check(transaction, drafts));
      try {
        return swap(drafts, note);
      } catch (CommitFailedException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private List<Draft> draft(List<TableChange> changes) {
    List<Found> found = store.read(transaction -> findAll(transaction, changes));
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      // Metadata is read here, where no connection waits for it.
      drafts.add(new Draft(changes.get(i), found.get(i)));
    }
    return drafts;
  }

  private static List<Found> findAll(CatalogTransaction transaction, List<TableChange> changes)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    for (TableChange change : changes) {
      TableIdentifier identifier = change.identifier();
      boolean history =
          HistoryTables.mayBe(identifier) && HistoryTables.is(transaction, identifier);
      if (history && (change.creates() || !identifier.name().equals(Project.CHANGES_TABLE))) {
        HistoryTables.check(transaction, "commit to", identifier);
      }
      found.add(new Found(findBase(transaction, change), history));
    }
    return found;
  }

  /**
   * The table that a change is about.
   *
   * @param location where its metadata is; empty if it is not there
   * @param history whether it is the log of a project
   */
  private record Found(Optional<String> location, boolean history) {}

  private static Optional<String> findBase(CatalogTransaction transaction, TableChange change)
      throws SQLException {
    if (!change.creates()) {
      return Optional.of(transaction.load(PointerType.TABLE, change.identifier()));
    }
    if (transaction.find(PointerType.VIEW, change.identifier()).isPresent()) {
      throw new AlreadyExistsException(
          "View with same name already exists: %s", change.identifier());
    }
    transaction.loadNamespaceProperties(change.identifier().namespace());
    return transaction.find(PointerType.TABLE, change.identifier());
  }

  private boolean check(CatalogTransaction transaction, List<Draft> drafts) throws SQLException {
    for (Draft draft : drafts) {
      draft.checkLocations(transaction);
    }
    return true;
  }

  private List<CommittedTable> swap(List<Draft> drafts, Note note) {
    try {
      drafts.stream().filter(Draft::isChanged).forEach(Draft::write);
      move(drafts, note);
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      drafts.forEach(Draft::deleteWritten);
      throw e;
    }
    drafts.forEach(Draft::finish);
    return drafts.stream().map(Draft::result).toList();
  }

  private void move(List<Draft> drafts, Note note) {
    List<PointerChange> changes =
        drafts.stream().filter(Draft::isChanged).map(Draft::pointerChange).toList();
    CatalogStore.Work<?> also =
        transaction -> {
          note.write(transaction, drafts.get(0).result().metadata().metadataFileLocation());
          return true;
        };
    if (changes.isEmpty()) {
      store.transact(note.origin(), also);
    } else {
      store.commit(note.origin(), changes, also);
    }
  }

  /** One table's part of a commit on its way. Used by one thread. */
  private final class Draft {
    private final TableChange change;
    private final boolean history;
    private final @Nullable String base;
    private final @Nullable TableMetadata baseMetadata;
    private @Nullable TableMetadata updated;
    private @Nullable WrittenTable written;

    Draft(TableChange change, Found found) {
      this.change = change;
      this.history = found.history();
      this.base = found.location().orElse(null);
      this.baseMetadata = found.location().map(files::loadTable).orElse(null);
    }

    void apply() {
      if (history && baseMetadata != null) {
        HistoryCommits.check(change, baseMetadata);
      }
      updated = change.applyTo(baseMetadata);
    }

    private TableMetadata updated() {
      if (updated == null) {
        throw new IllegalStateException("Change is not applied: " + change.identifier());
      }
      return updated;
    }

    boolean isChanged() {
      return baseMetadata == null || !updated().changes().isEmpty();
    }

    void checkLocations(CatalogTransaction transaction) throws SQLException {
      if (isChanged()) {
        MetadataChecks.check(
            transaction, locations, change.identifier().namespace(), baseMetadata, updated());
      }
    }

    void write() {
      written = files.write(base, updated());
    }

    PointerChange pointerChange() {
      if (written == null) {
        throw new IllegalStateException("Metadata is not written: " + change.identifier());
      }
      return new PointerChange(
          change.identifier(),
          PointerType.TABLE,
          base,
          written.location(),
          MetadataFacts.of(written.metadata()));
    }

    void deleteWritten() {
      if (written != null) {
        files.deleteUncommitted(written.location());
      }
    }

    void finish() {
      if (written != null) {
        files.remember(base, written);
        if (baseMetadata != null) {
          files.deleteSuperseded(baseMetadata, written.metadata());
        }
      }
    }

    CommittedTable result() {
      return written == null
          ? new CommittedTable(updated(), Optional.empty())
          : new CommittedTable(written.metadata(), Optional.of(written));
    }
  }

  /**
   * A table after a commit.
   *
   * @param written what was written; empty if there was nothing to change
   */
  record CommittedTable(TableMetadata metadata, Optional<WrittenTable> written) {}
}
