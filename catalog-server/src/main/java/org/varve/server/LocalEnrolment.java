// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import org.varve.history.EnrolmentRequest;
import org.varve.history.ProjectStore;

/**
 * Enrols collections that no zone is asked about: everything belongs to the one local owner.
 *
 * @param owner {@code user#zone}
 */
record LocalEnrolment(ProjectStore projects, String owner) implements Enrolment {
  @Override
  public Enrolled enrol(EnrolmentRequest request) {
    return new Enrolled(
        projects.create(request.irodsPath(), request.dataCollection(), owner), true);
  }
}
