// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import java.util.Optional;
import org.varve.history.Avu;
import org.varve.history.EnrolmentRequest;
import org.varve.history.LogicalPaths;
import org.varve.history.Project;
import org.varve.history.ProjectStore;
import org.varve.server.ProjectService;
import org.varve.server.config.ZoneConfig;
import org.varve.sql.QueryException;
import org.varve.storage.irods.client.IrodsAccess;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Enrols collections of a zone (design.md §7): the owner opens the project to the service user, who
 * then keeps the files for himself and lets the project's readers read them.
 *
 * <p>Every step looks first, so that enrolling again finishes what an earlier try left, and does
 * nothing to what is finished. Thread-safe.
 */
final class ZoneEnrolment {
  /** What an enrolled collection is marked with. */
  static final Avu MARK = new Avu("mesa.enabled", "true", "");

  private final ZoneConfig config;
  private final IrodsClient service;
  private final ProjectStore projects;

  /**
   * @param service the zone as the service user sees it; stays open and belongs to the caller
   */
  ZoneEnrolment(ZoneConfig config, IrodsClient service, ProjectStore projects) {
    this.config = config;
    this.service = service;
    this.projects = projects;
  }

  /** As {@link ProjectService#enrol}. */
  ProjectService.Enrolled enrol(EnrolmentRequest request) {
    Optional<Project> enclosing = projects.findEnclosing(request.irodsPath());
    enclosing.ifPresent(project -> refuseDataCollection(project, request));
    Optional<Project> before =
        enclosing.filter(project -> project.irodsPath().equals(request.irodsPath()));
    before.ifPresent(project -> checkSame(project, request));
    try (IrodsClient owner = new IrodsClient(config.asOwner())) {
      LogicalPath path = ZonePaths.collection(request.irodsPath());
      LogicalPath data = ZonePaths.collection(path + "/" + request.dataCollection());
      checkOwned(new IrodsCollections(owner), path);
      // Whoever enrolled it before has decided.
      if (before.isEmpty() && !request.readersSeeAll()) {
        new NarrowerCollections(owner, service.user(), data)
            .refuse(path, new DataCollection(path, data).foreign(projects.list()));
      }
      new DataCollection(path, data).prepare(owner, service);
      Project project = before.orElseGet(() -> create(request));
      new IrodsCollections(owner).addAvu(path, MARK.attribute(), MARK.value());
      return new ProjectService.Enrolled(project, before.isEmpty());
    } catch (IrodsClientException e) {
      throw ZoneErrors.failed("enrol project", request.irodsPath(), e);
    }
  }

  private Project create(EnrolmentRequest request) {
    return projects.create(request.irodsPath(), request.dataCollection(), config.ownerName());
  }

  private static void refuseDataCollection(Project project, EnrolmentRequest request) {
    String data = project.irodsPath() + "/" + project.dataCollection();
    if (LogicalPaths.isWithin(request.irodsPath(), data)) {
      throw new QueryException(
          QueryException.Kind.INVALID,
          "Invalid irods_path: inside the data collection of a project: " + request.irodsPath());
    }
  }

  private static void checkSame(Project project, EnrolmentRequest request) {
    boolean same =
        project.state() == Project.State.ACTIVE
            && project.dataCollection().equals(request.dataCollection());
    if (!same) {
      throw new QueryException(
          QueryException.Kind.CONFLICT, "Project already exists: " + project.irodsPath());
    }
  }

  private void checkOwned(IrodsCollections zone, LogicalPath path) {
    if (zone.findOwner(path).isEmpty()) {
      throw new QueryException(
          QueryException.Kind.NOT_FOUND,
          "Collection does not exist, or "
              + config.ownerName()
              + " may not read the collection it is in: "
              + path);
    }
    IrodsAccess access =
        zone.access(path, config.owner().user(), config.service().endpoint().zone());
    if (access != IrodsAccess.OWN) {
      throw new QueryException(
          QueryException.Kind.FORBIDDEN,
          "Cannot enrol project: " + config.ownerName() + " does not own the collection: " + path);
    }
  }
}
