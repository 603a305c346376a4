// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import java.util.Locale;
import org.varve.client.wire.Json;
import org.varve.client.wire.ProjectJson;
import org.varve.history.Project;

/** Projects for people and for programs. */
final class ProjectColumns {
  private ProjectColumns() {}

  static void print(Console console, List<Project> projects) {
    new Table<>(
            List.of(
                Column.path("path", Project::irodsPath),
                Column.of("namespace", Project::namespace),
                Column.of("state", project -> state(project)),
                Column.of("owner", Project::owner),
                Column.of("enrolled", project -> project.enrolledAt().toString())))
        .print(console, projects);
  }

  /** One project, a line for each of its properties. */
  static void print(Console console, Project project) {
    console.println("path             " + Cell.oneLine(project.irodsPath()));
    console.println("id               " + project.id());
    console.println("state            " + state(project));
    console.println("owner            " + project.owner());
    console.println("enrolled         " + project.enrolledAt());
    console.println("namespace        " + project.namespace());
    console.println("bucket           " + project.bucket());
    console.println("data collection  " + project.dataCollection());
    project
        .formerPaths()
        .forEach(path -> console.println("former path      " + Cell.oneLine(path)));
  }

  static void printJson(Console console, List<Project> projects) {
    var document = Json.object();
    var items = document.putArray("projects");
    projects.forEach(project -> items.add(ProjectJson.format(project)));
    console.println(document.toString());
  }

  private static String state(Project project) {
    return project.state().name().toLowerCase(Locale.ROOT);
  }
}
