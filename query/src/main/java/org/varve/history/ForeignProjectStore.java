// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.sql.QueryException;

/**
 * Projects in any Iceberg catalog: each is a namespace of the first level, and its properties say
 * whose history it keeps. Thread-safe in one process; nothing is kept in memory.
 */
public final class ForeignProjectStore implements ProjectStore {
  private static final String ID = "varve.project-id";
  private static final String IRODS_PATH = "varve.irods-path";
  private static final String DATA_COLLECTION = "varve.data-collection";
  private static final String OWNER = "varve.owner";
  private static final String ENROLLED_AT = "varve.enrolled-at";
  private static final String STATE = "varve.state";

  private final Catalog catalog;
  private final SupportsNamespaces namespaces;
  private final Clock clock;

  /**
   * @param catalog one that has namespaces with properties; stays open and belongs to the caller
   */
  public ForeignProjectStore(Catalog catalog, Clock clock) {
    if (!(catalog instanceof SupportsNamespaces supported)) {
      throw new IllegalArgumentException("Invalid catalog: without namespaces: " + catalog.name());
    }
    this.catalog = catalog;
    this.namespaces = supported;
    this.clock = clock;
  }

  @Override
  public synchronized Project create(String irodsPath, String dataCollection, String owner) {
    LogicalPaths.check("irods_path", irodsPath);
    LogicalPaths.check("data_collection", "/" + dataCollection);
    if (list().stream().anyMatch(project -> project.irodsPath().equals(irodsPath))) {
      throw new QueryException(
          QueryException.Kind.CONFLICT, "Project already exists: " + irodsPath);
    }
    String id = UuidCreator.getTimeOrderedEpochPlus1().toString();
    ProjectNames names = ProjectNames.of(id, irodsPath);
    Project project =
        new Project(
            id,
            irodsPath,
            dataCollection,
            names.namespace(),
            names.bucket(),
            owner,
            Micros.floor(clock.instant()),
            Project.State.ACTIVE);
    createTables(project);
    return project;
  }

  private void createTables(Project project) {
    namespaces.createNamespace(project.icebergNamespace(), properties(project));
    try {
      TableIdentifier name = TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE);
      HistorySchema.describe(catalog.buildTable(name, HistorySchema.SCHEMA)).create();
    } catch (RuntimeException e) {
      try {
        namespaces.dropNamespace(project.icebergNamespace());
      } catch (RuntimeException other) {
        e.addSuppressed(other);
      }
      throw e;
    }
  }

  @Override
  public Optional<Project> find(String projectId) {
    return list().stream().filter(project -> project.id().equals(projectId)).findFirst();
  }

  @Override
  public Optional<Project> findEnclosing(String irodsPath) {
    return list().stream()
        .filter(project -> LogicalPaths.isWithin(irodsPath, project.irodsPath()))
        .max(Comparator.comparingInt(project -> project.irodsPath().length()));
  }

  @Override
  public List<Project> list() {
    return namespaces.listNamespaces().stream()
        .map(namespace -> project(namespace, namespaces.loadNamespaceMetadata(namespace)))
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(Project::irodsPath))
        .toList();
  }

  @Override
  public synchronized Project archive(String projectId) {
    Project project =
        find(projectId)
            .orElseThrow(
                () ->
                    new QueryException(
                        QueryException.Kind.NOT_FOUND, "Project does not exist: " + projectId));
    namespaces.setProperties(
        project.icebergNamespace(), Map.of(STATE, Project.State.ARCHIVED.name()));
    return find(projectId).orElseThrow();
  }

  private static Map<String, String> properties(Project project) {
    return Map.of(
        ID, project.id(),
        IRODS_PATH, project.irodsPath(),
        DATA_COLLECTION, project.dataCollection(),
        OWNER, project.owner(),
        ENROLLED_AT, project.enrolledAt().toString(),
        STATE, project.state().name());
  }

  /** Empty for a namespace that is nobody's project. */
  private static Optional<Project> project(Namespace namespace, Map<String, String> properties) {
    String id = properties.get(ID);
    if (id == null || namespace.length() != 1) {
      return Optional.empty();
    }
    return Optional.of(
        new Project(
            id,
            property(properties, IRODS_PATH),
            property(properties, DATA_COLLECTION),
            namespace.level(0),
            ProjectNames.ofNamespace(namespace.level(0)).bucket(),
            property(properties, OWNER),
            Instant.parse(property(properties, ENROLLED_AT)),
            Project.State.valueOf(property(properties, STATE))));
  }

  private static String property(Map<String, String> properties, String key) {
    String value = properties.get(key);
    if (value == null) {
      throw new QueryException(
          QueryException.Kind.FAILED, "Project has no namespace property: " + key);
    }
    return value;
  }
}
