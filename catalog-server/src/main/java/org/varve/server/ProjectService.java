// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;

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
   * Lets those read a project's files who may read the project, and nobody else, at once.
   *
   * @return how many users and groups have other access than before
   * @throws org.varve.sql.QueryException of kind UNPROCESSABLE if the project lies in no zone
   */
  int syncReaders(Project project);

  /** A project that is enrolled, and whether it was not before. */
  record Enrolled(Project project, boolean isNew) {}
}
