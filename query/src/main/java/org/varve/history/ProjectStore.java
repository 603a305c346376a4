// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.List;
import java.util.Optional;

/**
 * The projects that are enrolled. Thread-safe; durable when a call returns.
 *
 * <p>Enrolling makes the project's namespace, its bucket and its empty {@code avu_changes} table,
 * all or nothing.
 */
public interface ProjectStore {
  /**
   * Enrols a collection.
   *
   * @param irodsPath a logical path that {@link LogicalPaths} accepts
   * @throws org.varve.sql.QueryException of kind CONFLICT if that path is enrolled, named in the
   *     message
   */
  Project create(String irodsPath, String dataCollection, String owner);

  /** The project of that id, archived ones included. */
  Optional<Project> find(String projectId);

  /**
   * The enrolled project whose collection is {@code irodsPath} or its nearest ancestor; archived
   * ones included.
   */
  Optional<Project> findEnclosing(String irodsPath);

  /** All, in the order of their paths. */
  List<Project> list();

  /**
   * Ends recording for a project; its history stays readable. Archiving twice does nothing.
   *
   * @throws org.varve.sql.QueryException of kind NOT_FOUND if there is no such project
   */
  Project archive(String projectId);
}
