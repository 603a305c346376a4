// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.history.Project;

/** Which project a command means. */
final class Projects {
  private Projects() {}

  /** The project that holds {@code irodsPath}. */
  static Project enclosing(LakehouseClient client, String irodsPath) {
    return client
        .findProject(irodsPath)
        .orElseThrow(
            () ->
                new CommandException(
                    "No project holds "
                        + irodsPath
                        + "; enrol a collection above it, such as: varve project enrol "
                        + parent(irodsPath)));
  }

  private static String parent(String irodsPath) {
    int slash = irodsPath.lastIndexOf('/');
    return slash > 0 ? irodsPath.substring(0, slash) : irodsPath;
  }

  /**
   * The project that holds {@code irodsPath}; without a path, the only project there is.
   *
   * @param option names the option that chooses among several
   */
  static Project choose(LakehouseClient client, @Nullable String irodsPath, String option) {
    if (irodsPath != null) {
      return enclosing(client, irodsPath);
    }
    List<Project> all = client.projects();
    if (all.isEmpty()) {
      throw new CommandException(
          "There is no project; enrol a collection with: varve project enrol COLLECTION");
    }
    if (all.size() > 1) {
      throw new CommandException(
          "There are " + all.size() + " projects; choose one with " + option + " PATH");
    }
    return all.get(0);
  }
}
