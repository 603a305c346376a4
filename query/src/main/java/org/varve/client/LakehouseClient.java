// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Baseline;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeSet;
import org.varve.history.DiffQuery;
import org.varve.history.EnrolmentRequest;
import org.varve.history.HistorySnapshot;
import org.varve.history.ImportRun;
import org.varve.history.ImportedChangeSet;
import org.varve.history.LiveAvu;
import org.varve.history.NetChange;
import org.varve.history.Page;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import org.varve.history.RecordedChangeSet;
import org.varve.history.SyncedReaders;
import org.varve.sql.SqlRows;

/**
 * The one entry point for Java programs: record what changed, and ask what was.
 *
 * <p>Embedded it works on any Iceberg catalog; over HTTP on a server. Both keep the same promises.
 * Thread-safe; close it, and it closes what it opened and nothing it was given.
 *
 * <p>Every method throws {@link org.varve.sql.QueryException}, whose kind says what the caller can
 * do.
 */
public interface LakehouseClient extends AutoCloseable {

  /**
   * A client of the server at {@code server}, such as {@code http://127.0.0.1:8181}. Nothing is
   * sent until something is asked; while no server answers there, every method throws UNAVAILABLE.
   */
  static LakehouseClient connect(URI server) {
    return new HttpLakehouseClient(server);
  }

  /**
   * The history in this process, kept in an Iceberg catalog of any kind, for one writer.
   *
   * @param catalog one that has namespaces; stays open and belongs to the caller
   * @param actor who makes the changes that are recorded, {@code user#zone}
   * @param cacheDirectory belongs to this client until it is closed, and may be deleted afterwards
   */
  static <C extends Catalog & SupportsNamespaces> LakehouseClient open(
      C catalog, String actor, Path cacheDirectory) {
    return EmbeddedLakehouseClient.open(catalog, actor, cacheDirectory);
  }

  /** Enrols a collection. Fails with CONFLICT if it is enrolled. */
  default Project registerProject(String irodsPath) {
    return registerProject(EnrolmentRequest.of(irodsPath));
  }

  /**
   * Enrols a collection. Fails with CONFLICT if it is enrolled; on a server with a zone that does
   * nothing, or finishes what is not finished.
   */
  Project registerProject(EnrolmentRequest request);

  /** All projects, in the order of their paths. */
  List<Project> projects();

  /** The project whose collection is {@code irodsPath} or its nearest enrolled ancestor. */
  Optional<Project> findProject(String irodsPath);

  /**
   * How far the AVUs that were there before a project was enrolled are recorded. Only a server with
   * a zone knows them.
   */
  Baseline baseline(String projectId);

  /**
   * Lets those read a project's files who may read the project, and nobody else. Fails with
   * UNPROCESSABLE where the project lies in no zone.
   */
  SyncedReaders syncReaders(String projectId);

  /**
   * Follows a collection that was renamed: nothing of the history is rewritten, and the triples
   * that are there are recorded as gone from the old path and come to the new one.
   */
  Project moveProject(String projectId, String irodsPath);

  /**
   * Lets the owner of an archived project do as he likes with its files, such as delete them. Fails
   * with UNPROCESSABLE where the project lies in no zone.
   */
  Project releaseProject(String projectId);

  /** Ends recording for a project; its history stays readable. */
  Project archiveProject(String projectId);

  /**
   * Records a change set: all of it or nothing. The same request id again gets the first answer.
   */
  RecordedChangeSet recordChanges(String projectId, ChangeSet changeSet);

  /**
   * Takes the project for the import of a whole history; other writes get CONFLICT until it is
   * closed. The same input id again gives the run that is open.
   *
   * @param inputId names the input, so that a rerun continues
   * @param times empty to choose: recorded times for a project without changes of its own
   */
  ImportRun openImport(String projectId, String inputId, Optional<ImportRun.Times> times);

  /**
   * Records the next change sets of an import: all of them or none. What is recorded already, by
   * its request id, is answered as repeated.
   *
   * @param changeSets oldest first, going on from what was imported before
   */
  List<RecordedChangeSet> importChanges(
      String projectId, ImportRun run, List<ImportedChangeSet> changeSets);

  /** Lets go of the project. Closing what is closed does nothing. */
  void closeImport(String projectId, ImportRun run);

  /** The triples that are there, now or as of the query's point. */
  Page<LiveAvu> avus(String projectId, AvuQuery query);

  /** Like {@link #avus}, as of a recorded time instead of the query's own point. */
  default Page<LiveAvu> avusAsOf(String projectId, AvuQuery query, Instant time) {
    return avus(
        projectId,
        new AvuQuery(
            query.path(),
            query.recursive(),
            new AsOf.RecordedAt(time),
            query.attribute(),
            query.limit(),
            query.pageToken()));
  }

  /** Every change of one path, newest first. */
  Page<RecordedChange> history(
      String projectId, String irodsPath, int limit, Optional<String> pageToken);

  /** The changes that match. */
  Page<RecordedChange> changes(String projectId, ChangeQuery query);

  /** The changes between two points, oldest first. */
  Page<RecordedChange> diff(String projectId, DiffQuery query);

  /** What two points differ in, in the order of path, attribute, value, unit. */
  Page<NetChange> netDiff(String projectId, DiffQuery query);

  /** The triples of one path, each with the change that put it there. */
  List<LiveAvu> blame(String projectId, String irodsPath);

  /** The snapshots that recorded change sets, newest first. */
  Page<HistorySnapshot> snapshots(String projectId, int limit, Optional<String> pageToken);

  /**
   * The rows of one SELECT over the tables of the catalog, all of them in memory.
   *
   * @param projectId whose namespace the names of tables are looked up in that have none; empty for
   *     nowhere
   */
  SqlRows sql(String statement, Optional<String> projectId);

  @Override
  void close();
}
