// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.LogFiles;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.sql.QueryException;

/**
 * Takes rewrites of a history's files that its owner made with other tools, if they change no
 * history.
 *
 * <p>A rewrite is a proposal: which files take the place of which. They are read, all of them, and
 * if they hold the same rows, the server makes the snapshot itself, with manifests of its own and
 * under the id that the tool chose. So nothing that a tool says of a file is believed, the times of
 * snapshots stay those of the history, and what is recorded meanwhile does not get in the way.
 * Thread-safe.
 */
public final class HistoryRewrites {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryRewrites.class);

  private final PostgresCatalog catalog;
  private final PostgresLedger ledger;
  private final ProjectStore projects;

  public HistoryRewrites(PostgresCatalog catalog, PostgresLedger ledger, ProjectStore projects) {
    this.catalog = catalog;
    this.ledger = ledger;
    this.projects = projects;
  }

  /**
   * Commits a rewrite.
   *
   * @param proposed the snapshot that a tool made on top of the current one
   * @param also what the transaction of the commit does besides
   * @return where the table's metadata is afterwards
   * @throws ForbiddenException if it does anything else than to replace files by others that hold
   *     the same changes
   * @throws CommitFailedException if it is overtaken, or the project takes no commits; nothing
   *     happened
   * @throws CommitStateUnknownException if nobody knows whether it happened
   */
  public String commit(Origin origin, TableIdentifier identifier, Snapshot proposed, Also also) {
    Project project = load(identifier);
    Table table = ledger.tables().load(project);
    Snapshot current = table.currentSnapshot();
    if (current == null || !Objects.equals(proposed.parentId(), current.snapshotId())) {
      throw new CommitFailedException(
          "Cannot commit to table %s: it has changed since", identifier);
    }
    AtomicReference<String> location = new AtomicReference<>();
    Replacement.Also work =
        (connection, metadataLocation) -> {
          location.set(metadataLocation);
          also.run(catalog.store().transaction(connection, origin), metadataLocation);
        };
    Replacement replacement = verify(identifier, table, proposed, origin, work);
    try {
      ledger.replace(project, replacement);
    } catch (ValidationException e) {
      throw new CommitFailedException(
          e, "Cannot commit to table %s: it has changed since", identifier);
    } catch (QueryException e) {
      throw translated(identifier, e);
    }
    return Objects.requireNonNull(location.get());
  }

  private Project load(TableIdentifier identifier) {
    return projects.list().stream()
        .filter(project -> LogTables.identifierOf(project).equals(identifier))
        .findFirst()
        .orElseThrow(() -> new NoSuchTableException("Table does not exist: %s", identifier));
  }

  private static Replacement verify(
      TableIdentifier identifier,
      Table table,
      Snapshot proposed,
      Origin origin,
      Replacement.Also also) {
    try {
      if (!proposed.manifestListLocation().startsWith(table.location() + "/")) {
        throw new ValidationException(
            "a file lies outside of the table: %s", proposed.manifestListLocation());
      }
      ReplacedFiles files = ReplacedFiles.between(table, table.currentSnapshot(), proposed);
      List<DataFile> adopted =
          files.removed().isEmpty() && files.added().isEmpty()
              ? List.of()
              : new LogFiles(table).adopt(files.removed(), files.added());
      return new Replacement(
          OptionalLong.of(proposed.snapshotId()), files.removed(), adopted, origin, also);
    } catch (ValidationException e) {
      throw new ForbiddenException(e, "Cannot commit to table %s: %s", identifier, e.getMessage());
    } catch (RuntimeException e) {
      // Whatever a client may have written, Iceberg and Parquet may throw.
      LOG.warn("Failed to read the files of a rewrite of {}", identifier, e);
      throw new ForbiddenException(
          e, "Cannot commit to table %s: its files cannot be read", identifier);
    }
  }

  private static RuntimeException translated(TableIdentifier identifier, QueryException e) {
    return e.kind() == QueryException.Kind.OUTCOME_UNKNOWN
        ? new CommitStateUnknownException(e)
        : new CommitFailedException(e, "Cannot commit to table %s: %s", identifier, e.getMessage());
  }

  /** What the transaction of a commit does besides. */
  @FunctionalInterface
  public interface Also {
    /**
     * Does it.
     *
     * @param metadataLocation where the table's metadata is afterwards
     */
    void run(CatalogTransaction transaction, String metadataLocation) throws SQLException;
  }
}
