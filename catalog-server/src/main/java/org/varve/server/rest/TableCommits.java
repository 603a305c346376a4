// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.CatalogTransaction;
import org.varve.catalog.HistoryRewrites;
import org.varve.catalog.HistoryTables;
import org.varve.catalog.PointerChange;
import org.varve.catalog.PointerType;
import org.varve.catalog.TablePointer;
import org.varve.history.Project;
import org.varve.server.rest.TableBases.Found;
import org.varve.server.rest.TableQueues.Place;

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
  private static final Logger LOG = LoggerFactory.getLogger(TableCommits.class);
  private static final int MAX_ATTEMPTS = 5;

  private final CatalogStore store;
  private final MetadataFiles files;
  private final Locations locations;
  private final TableBases bases;
  private final HistoryRewrites rewrites;
  private final TableQueues queues = new TableQueues();
  private final KnownHeads heads = new KnownHeads();

  TableCommits(
      CatalogStore store, MetadataFiles files, Locations locations, HistoryRewrites rewrites) {
    this.store = store;
    this.files = files;
    this.locations = locations;
    this.bases = new TableBases(store);
    this.rewrites = rewrites;
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
    try (Place place = queues.enter(changes.stream().map(TableChange::identifier).toList())) {
      try {
        return commit(changes, note, place);
      } catch (CommitFailedException e) {
        place.calmDown();
        throw e;
      }
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

  private List<CommittedTable> commit(List<TableChange> changes, Note note, Place place) {
    while (true) {
      if (seemsOvertaken(changes)) {
        // Whoever has lost neither waits for a turn nor takes one.
        refuseOvertaken(changes);
      }
      place.begin();
      try {
        if (!seemsOvertaken(changes)) {
          List<CommittedTable> committed = carryOut(changes, note);
          place.committed();
          return committed;
        }
      } finally {
        place.end();
      }
    }
  }

  private List<CommittedTable> carryOut(List<TableChange> changes, Note note) {
    Optional<Snapshot> rewrite =
        changes.size() == 1 ? findRewrite(changes.get(0)) : Optional.empty();
    return rewrite.isPresent()
        ? List.of(rewrite(changes.get(0), rewrite.get(), note))
        : commitInTurn(changes, note);
  }

  /** Whether one of them does not fit what this process made of its table last. */
  private boolean seemsOvertaken(List<TableChange> changes) {
    return changes.stream()
        .filter(change -> !change.creates())
        .anyMatch(
            change ->
                heads
                    .find(change.identifier())
                    .flatMap(TablePointer::findState)
                    .flatMap(state -> state.findViolation(change.requirements()))
                    .isPresent());
  }

  private void refuseOvertaken(List<TableChange> changes) {
    bases.find(changes);
    // The rows say otherwise: another server has moved the tables on.
    changes.forEach(change -> heads.forget(change.identifier()));
  }

  private List<CommittedTable> commitInTurn(List<TableChange> changes, Note note) {
    List<TableDraft> guessed = draftOnGuess(changes);
    if (!guessed.isEmpty()) {
      try {
        return swap(guessed, note);
      } catch (CommitFailedException e) {
        LOG.debug("Another server has moved {} on", changes.get(0).identifier(), e);
        heads.forget(changes.get(0).identifier());
      }
    }
    for (int attempt = 1; ; attempt++) {
      List<TableDraft> drafts = draft(changes);
      if (drafts.stream().anyMatch(TableDraft::hasNewLocations)) {
        store.read(transaction -> check(transaction, drafts));
      }
      try {
        return swap(drafts, note);
      } catch (CommitFailedException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Spares the look at the pointer, for one table that this process alone commits to, as it seems.
   *
   * @return nothing if there is no good guess, or the change does not fit it
   */
  private List<TableDraft> draftOnGuess(List<TableChange> changes) {
    TableChange change = changes.get(0);
    Optional<TablePointer> guess =
        changes.size() > 1 || change.creates() || HistoryTables.mayBe(change.identifier())
            ? Optional.empty()
            : heads.guess(change.identifier());
    if (guess.isEmpty()) {
      return List.of();
    }
    try {
      TableDraft draft = TableDraft.of(files, change, guess.get().metadataLocation(), false);
      return draft.isChanged() && !draft.hasNewLocations() ? List.of(draft) : List.of();
    } catch (RuntimeException e) {
      // Perhaps the guess is wrong: only the table as it is tells.
      return List.of();
    }
  }

  private List<TableDraft> draft(List<TableChange> changes) {
    List<Found> found = bases.find(changes);
    List<TableDraft> drafts = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      // Metadata is read here, where no connection waits for it.
      String base = found.get(i).pointer().map(TablePointer::metadataLocation).orElse(null);
      drafts.add(TableDraft.of(files, changes.get(i), base, found.get(i).history()));
    }
    return drafts;
  }

  private boolean check(CatalogTransaction transaction, List<TableDraft> drafts)
      throws SQLException {
    for (TableDraft draft : drafts) {
      draft.checkLocations(transaction, locations);
    }
    return true;
  }

  private List<CommittedTable> swap(List<TableDraft> drafts, Note note) {
    try {
      drafts.stream().filter(TableDraft::isChanged).forEach(TableDraft::write);
      move(drafts, note);
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      drafts.forEach(TableDraft::deleteWritten);
      throw e;
    }
    drafts.forEach(draft -> draft.finish(heads));
    return drafts.stream().map(TableDraft::result).toList();
  }

  private void move(List<TableDraft> drafts, Note note) {
    List<PointerChange> changes =
        drafts.stream().filter(TableDraft::isChanged).map(TableDraft::pointerChange).toList();
    if (changes.size() == 1 && note.isEmpty()) {
      store.commit(note.origin(), changes.get(0));
      return;
    }
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

  /**
   * A table after a commit.
   *
   * @param written what was written; empty if there was nothing to change
   */
  record CommittedTable(TableMetadata metadata, Optional<WrittenTable> written) {}
}
