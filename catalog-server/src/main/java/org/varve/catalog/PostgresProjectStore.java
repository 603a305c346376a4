// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.varve.history.HistorySchema;
import org.varve.history.Project;
import org.varve.history.ProjectNames;
import org.varve.history.ProjectStore;
import org.varve.sql.QueryException;

/** The projects in PostgreSQL. Thread-safe; it holds nothing that needs closing. */
public final class PostgresProjectStore implements ProjectStore {
  private static final String SELECT =
      "SELECT project_id, irods_path, data_collection, namespace, bucket, owner, enrolled_at,"
          + " archived, ARRAY(SELECT f.irods_path FROM varve.former_paths AS f"
          + " WHERE f.project_id = projects.project_id ORDER BY left_at)"
          + " FROM varve.projects JOIN varve.buckets USING (project_id)";

  private final Database database;
  private final PostgresCatalog catalog;
  private final ProjectRoots roots;
  private final NamespaceStore namespaces = new NamespaceStore();
  private final ClockStore clocks = new ClockStore();
  private final EventStore events = new EventStore();

  /** Projects in the catalog's database, whose buckets lie where {@code roots} says. */
  public PostgresProjectStore(Database database, PostgresCatalog catalog, ProjectRoots roots) {
    this.database = database;
    this.catalog = catalog;
    this.roots = roots;
  }

  @Override
  public Project create(String irodsPath, String dataCollection, String owner) {
    String id = UuidCreator.getTimeOrderedEpoch().toString();
    ProjectNames names = ProjectNames.of(id, irodsPath);
    String root = roots.rootOf(irodsPath, dataCollection, names.bucket());
    Enrolment enrolment = new Enrolment(id, irodsPath, dataCollection, owner, names, root);
    checkNotEnrolled(irodsPath);
    catalog.buckets().announce(names.bucket(), root);
    try {
      createWithTable(enrolment);
    } finally {
      catalog.buckets().forget(names.bucket());
    }
    return find(id).orElseThrow(() -> LedgerErrors.noProject(id));
  }

  private void checkNotEnrolled(String irodsPath) {
    if (!select(" WHERE irods_path = ?", irodsPath).isEmpty()) {
      throw alreadyEnrolled(irodsPath);
    }
  }

  private static QueryException alreadyEnrolled(String irodsPath) {
    return new QueryException(QueryException.Kind.CONFLICT, "Project already exists: " + irodsPath);
  }

  private void createWithTable(Enrolment enrolment) {
    TableIdentifier table =
        TableIdentifier.of(enrolment.names().namespace(), Project.CHANGES_TABLE);
    WrittenMetadata written = writeTable(enrolment.names().bucket());
    String location = written.location();
    try {
      catalog
          .commits()
          .commit(
              new Origin(enrolment.owner(), ""),
              List.of(new PointerChange(table, PointerType.TABLE, null, location, written.facts())),
              connection -> insert(connection, enrolment));
    } catch (CommitStateUnknownException e) {
      throw LedgerErrors.unknown(e);
    } catch (RuntimeException e) {
      catalog.deleteUncommitted(location, e);
      if (e instanceof DatabaseException failure) {
        throw SqlStates.isUniqueViolation(e.getCause())
            ? alreadyEnrolled(enrolment.irodsPath())
            : LedgerErrors.of(failure);
      }
      throw e;
    }
  }

  private WrittenMetadata writeTable(String bucket) {
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            HistorySchema.SCHEMA,
            HistorySchema.PARTITION_SPEC,
            HistorySchema.SORT_ORDER,
            TableLocations.create(bucket, Project.CHANGES_TABLE),
            HistorySchema.PROPERTIES);
    String location =
        metadata.location() + "/metadata/00000-" + UUID.randomUUID() + ".metadata.json";
    try {
      TableMetadataParser.write(metadata, catalog.io().newOutputFile(location));
    } catch (RuntimeIOException e) {
      throw new QueryException(
          QueryException.Kind.UNAVAILABLE, "Failed to create the table of the project", e);
    }
    return new WrittenMetadata(location, MetadataFacts.of(metadata));
  }

  private boolean insert(Connection connection, Enrolment enrolment) throws SQLException {
    Origin owner = new Origin(enrolment.owner(), "");
    namespaces.create(connection, owner, Namespace.of(enrolment.names().namespace()), Map.of());
    Sql.update(
        connection,
        "INSERT INTO varve.projects (project_id, irods_path, data_collection, namespace, owner)"
            + " VALUES (?, ?, ?, ?, ?)",
        enrolment.id(),
        enrolment.irodsPath(),
        enrolment.dataCollection(),
        enrolment.names().namespace(),
        enrolment.owner());
    catalog
        .buckets()
        .create(connection, enrolment.names().bucket(), enrolment.id(), enrolment.root());
    clocks.create(connection, enrolment.id());
    events.add(
        connection,
        owner,
        EventDraft.of("enrol-project", enrolment.id()).with("irods_path", enrolment.irodsPath()));
    return true;
  }

  @Override
  public Optional<Project> find(String projectId) {
    return select(" WHERE project_id = ?", projectId).stream().findFirst();
  }

  @Override
  public Optional<Project> findEnclosing(String irodsPath) {
    return select(
            " WHERE ? = irods_path OR starts_with(?, rtrim(irods_path, '/') || '/')"
                + " ORDER BY length(irods_path) DESC LIMIT 1",
            irodsPath,
            irodsPath)
        .stream()
        .findFirst()
        .or(() -> findFormer(irodsPath));
  }

  /** The project that held the path before it was moved, the last one if there were several. */
  private Optional<Project> findFormer(String irodsPath) {
    return select(
            " WHERE project_id = (SELECT f.project_id FROM varve.former_paths AS f"
                + " WHERE ? = f.irods_path OR starts_with(?, rtrim(f.irods_path, '/') || '/')"
                + " ORDER BY length(f.irods_path) DESC, f.left_at DESC LIMIT 1)",
            irodsPath,
            irodsPath)
        .stream()
        .findFirst();
  }

  /**
   * Follows a collection that was renamed: its path and the root of its bucket change, and nothing
   * else. Other servers on the database may look for files at the old root for two seconds more;
   * none of them begins to record there.
   *
   * @throws QueryException of kind CONFLICT if the new path is enrolled; NOT_FOUND if there is no
   *     such project
   */
  public Project move(String projectId, String irodsPath) {
    Project project = find(projectId).orElseThrow(() -> LedgerErrors.noProject(projectId));
    checkNotEnrolled(irodsPath);
    try {
      database.transact(connection -> move(connection, project, irodsPath));
    } catch (DatabaseException e) {
      throw SqlStates.isUniqueViolation(e.getCause())
          ? alreadyEnrolled(irodsPath)
          : LedgerErrors.of(e);
    } catch (UnknownOutcomeException e) {
      throw LedgerErrors.unknown(e);
    }
    catalog.buckets().reload(project.bucket());
    return find(projectId).orElseThrow(() -> LedgerErrors.noProject(projectId));
  }

  private boolean move(Connection connection, Project project, String irodsPath)
      throws SQLException {
    // A writer that is in the middle loses its turn: it may be writing to the old place.
    clocks.lock(connection, project.id());
    clocks.fence(connection, project.id());
    Sql.update(
        connection,
        "UPDATE varve.projects SET irods_path = ? WHERE project_id = ?",
        irodsPath,
        project.id());
    Sql.update(
        connection,
        "INSERT INTO varve.former_paths (project_id, irods_path, left_at)"
            // The last one stays the last, though the clock be set back.
            + " VALUES (?, ?, greatest(clock_timestamp(), (SELECT max(left_at)"
            + " + interval '1 microsecond' FROM varve.former_paths WHERE project_id = ?)))"
            + " ON CONFLICT (project_id, irods_path) DO UPDATE SET left_at = EXCLUDED.left_at",
        project.id(),
        project.irodsPath(),
        project.id());
    // A root that was chosen otherwise stays: the files of a server that had no zone.
    Sql.update(
        connection,
        "UPDATE varve.buckets SET root = ? WHERE bucket = ? AND root = ?",
        roots.rootOf(irodsPath, project.dataCollection(), project.bucket()),
        project.bucket(),
        roots.rootOf(project.irodsPath(), project.dataCollection(), project.bucket()));
    events.add(
        connection,
        Origin.SERVER,
        EventDraft.of("move-project", project.id())
            .with("irods_path", irodsPath)
            .with("former_path", project.irodsPath()));
    return true;
  }

  @Override
  public List<Project> list() {
    return select(" ORDER BY irods_path");
  }

  @Override
  public Project archive(String projectId) {
    transact(
        connection -> {
          if (clocks.lock(connection, projectId).isEmpty()) {
            throw LedgerErrors.noProject(projectId);
          }
          Sql.update(
              connection,
              "UPDATE varve.projects SET archived = true WHERE project_id = ?",
              projectId);
          // A writer that is in the middle loses its turn: nothing is recorded after this returns.
          clocks.fence(connection, projectId);
          events.add(connection, Origin.SERVER, EventDraft.of("archive-project", projectId));
          return true;
        });
    return find(projectId).orElseThrow(() -> LedgerErrors.noProject(projectId));
  }

  private List<Project> select(String condition, String... arguments) {
    return transact(
        connection ->
            Sql.query(connection, SELECT + condition, (Object[]) arguments)
                .list(PostgresProjectStore::project));
  }

  private static Project project(Sql.Row row) throws SQLException {
    return new Project(
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.text(6),
        row.instant(7),
        row.flag(8) ? Project.State.ARCHIVED : Project.State.ACTIVE,
        row.texts(9));
  }

  private <T> T transact(Database.Work<T> work) {
    try {
      return database.transact(work);
    } catch (DatabaseException e) {
      throw LedgerErrors.of(e);
    } catch (UnknownOutcomeException e) {
      throw LedgerErrors.unknown(e);
    }
  }

  /** The first metadata of a table. */
  private record WrittenMetadata(String location, MetadataFacts facts) {}

  /** Everything that is known of a project before it exists. */
  private record Enrolment(
      String id,
      String irodsPath,
      String dataCollection,
      String owner,
      ProjectNames names,
      String root) {}
}
