// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.history.Baseline;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.history.SyncedReaders;
import org.varve.sql.QueryException;

/**
 * Projects that no zone is asked about: everything belongs to the one local owner.
 *
 * @param owner {@code user#zone}
 */
record LocalProjects(ProjectStore projects, ProjectMove moves, String owner)
    implements ProjectService {
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
  public SyncedReaders syncReaders(Project project) {
    throw inNoZone("sync readers", project);
  }

  @Override
  public Project move(Project project, String irodsPath) {
    return moves.move(project, irodsPath);
  }

  @Override
  public Project release(Project project) {
    throw inNoZone("release project", project);
  }

  private static QueryException inNoZone(String verb, Project project) {
    return new QueryException(
        QueryException.Kind.UNPROCESSABLE,
        "Cannot " + verb + ": the project lies in no zone: " + project.irodsPath());
  }
}
