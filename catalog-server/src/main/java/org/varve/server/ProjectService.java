// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;
import org.varve.history.SyncedReaders;

/** Makes projects of collections, and looks after them. Thread-safe. */
public interface ProjectService {
  /**
   * Enrols a collection.
   *
   * @throws org.varve.sql.QueryException of kind CONFLICT if it is enrolled and there is nothing
   *     that could be finished; FORBIDDEN if the owner may not; NOT_FOUND if there is no such
   *     collection
   */
  Enrolled enrol(EnrolmentRequest request);

  /** How far the AVUs that a project had before it was enrolled are recorded. */
  Baseline baseline(Project project);

  /**
   * Lets those read a project's files who may read the project, and nobody else, at once. Names the
   * sub-collections that have become narrower than the project.
   *
   * @throws org.varve.sql.QueryException of kind UNPROCESSABLE if the project lies in no zone
   */
  SyncedReaders syncReaders(Project project);

  /**
   * Follows a collection that was renamed.
   *
   * @throws org.varve.sql.QueryException of kind CONFLICT if the new path is enrolled, or the
   *     project's files are not there; UNPROCESSABLE if one of the two paths lies in the other
   */
  Project move(Project project, String irodsPath);

  /**
   * Lets the owner of an archived project do as he likes with its files.
   *
   * @throws org.varve.sql.QueryException of kind CONFLICT if it is not archived; UNPROCESSABLE if
   *     it lies in no zone
   */
  Project release(Project project);

  /** A project that is enrolled, and whether it was not before. */
  record Enrolled(Project project, boolean isNew) {}
}
