// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.history.ChangeSet;
import org.varve.history.Project;

/** The projects of change sets, each asked for once. One thread at a time. */
final class ProjectFinder {
  private final LakehouseClient client;
  private final @Nullable String path;
  private final Map<String, Project> found = new HashMap<>();

  /**
   * A finder that asks {@code client}.
   *
   * @param path a path inside the project of all change sets; null to go by their own paths
   */
  ProjectFinder(LakehouseClient client, @Nullable String path) {
    this.client = client;
    this.path = path;
  }

  Project of(ChangeSet changeSet) {
    String inside = path;
    if (inside == null) {
      if (changeSet.changes().isEmpty()) {
        throw new CommandException("Invalid changes: empty");
      }
      inside = changeSet.changes().get(0).irodsPath();
    }
    return found.computeIfAbsent(inside, each -> Projects.enclosing(client, each));
  }
}
