// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.sql.QueryException;

/**
 * Projects that no zone is asked about: everything belongs to the one local owner.
 *
 * @param owner {@code user#zone}
 */
record LocalProjects(ProjectStore projects, String owner) implements ProjectService {
  @Override
  public Enrolled enrol(EnrolmentRequest request) {
    return new Enrolled(
        projects.create(request.irodsPath(), request.dataCollection(), owner), true);
  }

  @Override
  public Baseline baseline(Project project) {
    return Baseline.NONE;
  }

  @Override
  public int syncReaders(Project project) {
    throw new QueryException(
        QueryException.Kind.UNPROCESSABLE,
        "Cannot sync readers: the project lies in no zone: " + project.irodsPath());
  }
}
