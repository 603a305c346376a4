// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;

/** Makes projects of collections. Thread-safe. */
@FunctionalInterface
public interface Enrolment {
  /**
   * Enrols a collection.
   *
   * @throws org.varve.sql.QueryException of kind CONFLICT if it is enrolled and there is nothing
   *     that could be finished; FORBIDDEN if the owner may not; NOT_FOUND if there is no such
   *     collection
   */
  Enrolled enrol(EnrolmentRequest request);

  /** A project that is enrolled, and whether it was not before. */
  record Enrolled(Project project, boolean isNew) {}
}
