// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.history.ProjectStore;

/**
 * Keeps tables within bounds: their snapshots, their manifests, the data files of histories, and
 * what was left behind by commits that did not happen. Thread-safe; to do it twice at once is of no
 * use and does no harm.
 */
public final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final int MAX_MANIFESTS = 100;

  /** Longer than any commit takes. */
  private static final Duration ORPHAN_AGE = Duration.ofDays(3);

  private final PostgresCatalog catalog;
  private final ProjectStore projects;
  private final LogUpkeep logs;
  private final SupportsPrefixOperations listing;
  private final Clock clock;
  private final int maxUnnamed;

  /**
   * Maintenance of a catalog, and of the histories in it.
   *
   * @param listing lists what lies below a location of the catalog's tables
   */
  public Maintenance(
      PostgresCatalog catalog,
      ProjectStore projects,
      PostgresLedger ledger,
      SupportsPrefixOperations listing,
      Clock clock) {
    this(
        catalog,
        projects,
        new LogUpkeep(ledger, MergePolicy.DEFAULTS, clock),
        listing,
        clock,
        UnnamedSnapshots.MAX);
  }

  Maintenance(
      PostgresCatalog catalog,
      ProjectStore projects,
      LogUpkeep logs,
      SupportsPrefixOperations listing,
      Clock clock,
      int maxUnnamed) {
    this.catalog = catalog;
    this.projects = projects;
    this.logs = logs;
    this.listing = listing;
    this.clock = clock;
    this.maxUnnamed = maxUnnamed;
  }

  /** All tables of a namespace, or without one of all namespaces, in the order of their names. */
  public List<TableIdentifier> listTables(Optional<Namespace> namespace) {
    List<TableIdentifier> tables = new ArrayList<>();
    if (namespace.isPresent()) {
      tables.addAll(catalog.listTables(namespace.get()));
    } else {
      addBelow(Namespace.empty(), tables);
    }
    return tables;
  }

  private void addBelow(Namespace parent, List<TableIdentifier> tables) {
    for (Namespace child : catalog.listNamespaces(parent)) {
      tables.addAll(catalog.listTables(child));
      addBelow(child, tables);
    }
  }

  /**
   * Maintains one table. A failure of one part is told and does not keep from the others.
   *
   * @return what was done; empty if the table is not there any more
   */
  public Optional<Maintained> maintain(TableIdentifier identifier) {
    Table table;
    try {
      table = catalog.loadTable(identifier);
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
    Instant orphansBefore = clock.instant().minus(ORPHAN_AGE);
    TableUpkeep upkeep =
        new TableUpkeep(
            table, listing, new TableUpkeep.Bounds(maxUnnamed, MAX_MANIFESTS, orphansBefore));
    Tally tally = new Tally(identifier);
    Optional<Project> project = findHistory(identifier);
    if (project.isPresent()) {
      maintainLog(tally, project.get(), upkeep);
    } else {
      tally.expiredSnapshots = tally.count("expire snapshots", upkeep::expireSnapshots);
      tally.mergedManifests = tally.count("merge manifests", upkeep::mergeManifests);
    }
    tally.deletedOrphans += tally.count("delete orphans", upkeep::deleteOrphans);
    return Optional.of(tally.result());
  }

  /** The log's own commits keep its snapshots and its manifests within bounds. */
  private void maintainLog(Tally tally, Project project, TableUpkeep upkeep) {
    tally.mergedFiles = tally.count("merge files", () -> logs.mergeFiles(project));
    tally.deletedOrphans = tally.count("delete merged files", upkeep::deleteOrphanData);
  }

  /** The project whose history the table is. */
  private Optional<Project> findHistory(TableIdentifier identifier) {
    return HistoryTables.mayBe(identifier)
        ? projects.list().stream()
            .filter(project -> LogTables.identifierOf(project).equals(identifier))
            .findFirst()
        : Optional.empty();
  }

  /**
   * What was done to a table.
   *
   * @param mergedFiles how many data files there are fewer
   * @param mergedManifests how many manifests there are fewer
   * @param failures one sentence for each part that failed
   */
  public record Maintained(
      TableIdentifier identifier,
      int expiredSnapshots,
      int mergedFiles,
      int mergedManifests,
      int deletedOrphans,
      List<String> failures) {
    public Maintained {
      failures = List.copyOf(failures);
    }
  }

  /** Does the parts, one after the other. Used by one thread. */
  private static final class Tally {
    private final TableIdentifier identifier;
    private final List<String> failures = new ArrayList<>();
    private int expiredSnapshots;
    private int mergedFiles;
    private int mergedManifests;
    private int deletedOrphans;

    Tally(TableIdentifier identifier) {
      this.identifier = identifier;
    }

    int count(String what, Part part) {
      try {
        return part.run();
      } catch (RuntimeException e) {
        LOG.warn("Failed to {} of {}", what, identifier, e);
        failures.add("Failed to " + what + ": " + e.getMessage());
        return 0;
      }
    }

    Maintained result() {
      return new Maintained(
          identifier, expiredSnapshots, mergedFiles, mergedManifests, deletedOrphans, failures);
    }
  }

  @FunctionalInterface
  private interface Part {
    int run();
  }
}
