// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.sql.SQLException;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.CatalogTransaction;
import org.varve.catalog.MetadataFacts;
import org.varve.catalog.PointerChange;
import org.varve.catalog.PointerType;
import org.varve.catalog.TablePointer;
import org.varve.server.rest.TableCommits.CommittedTable;

/** One table's part of a commit on its way. Used by one thread. */
final class TableDraft {
  private final MetadataFiles files;
  private final TableChange change;
  private final @Nullable String base;
  private final @Nullable TableMetadata baseMetadata;
  private final TableMetadata updated;
  private @Nullable WrittenTable written;

  private TableDraft(
      MetadataFiles files,
      TableChange change,
      @Nullable String base,
      @Nullable TableMetadata baseMetadata,
      TableMetadata updated) {
    this.files = files;
    this.change = change;
    this.base = base;
    this.baseMetadata = baseMetadata;
    this.updated = updated;
  }

  /**
   * Applies a change to the metadata at a location; writes nothing.
   *
   * @param base null for a table that is created
   * @throws org.apache.iceberg.exceptions.CommitFailedException if a requirement does not hold
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it would touch a history
   */
  static TableDraft of(
      MetadataFiles files, TableChange change, @Nullable String base, boolean history) {
    TableMetadata metadata = base == null ? null : files.loadTable(base);
    if (history && metadata != null) {
      HistoryCommits.check(change, metadata);
    }
    return new TableDraft(files, change, base, metadata, change.applyTo(metadata));
  }

  TableIdentifier identifier() {
    return change.identifier();
  }

  boolean isChanged() {
    return baseMetadata == null || !updated.changes().isEmpty();
  }

  /** Whether {@link #checkLocations} has anything to look up. */
  boolean hasNewLocations() {
    return isChanged() && MetadataChecks.isNeeded(baseMetadata, updated);
  }

  void checkLocations(CatalogTransaction transaction, Locations locations) throws SQLException {
    if (hasNewLocations()) {
      MetadataChecks.check(
          transaction, locations, change.identifier().namespace(), baseMetadata, updated);
    }
  }

  void write() {
    written = files.write(base, updated);
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

  /** The commit happened. */
  void finish(KnownHeads heads) {
    if (written == null) {
      return;
    }
    files.remember(base, written);
    if (base == null || baseMetadata == null) {
      heads.forget(change.identifier());
    } else {
      heads.committed(
          change.identifier(),
          base,
          new TablePointer(written.location(), MetadataFacts.of(written.metadata()).state()));
      files.deleteSuperseded(baseMetadata, written.metadata());
    }
  }

  CommittedTable result() {
    return written == null
        ? new CommittedTable(updated, Optional.empty())
        : new CommittedTable(written.metadata(), Optional.of(written));
  }
}
