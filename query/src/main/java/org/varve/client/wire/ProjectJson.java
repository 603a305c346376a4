// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.varve.history.Project;

/** A project as JSON. */
public final class ProjectJson {
  private ProjectJson() {}

  public static ObjectNode format(Project project) {
    ObjectNode node =
        Json.object()
            .put("id", project.id())
            .put("irods_path", project.irodsPath())
            .put("data_collection", project.dataCollection())
            .put("namespace", project.namespace())
            .put("bucket", project.bucket())
            .put("owner", project.owner())
            .put("enrolled_at", TimeText.format(project.enrolledAt()))
            .put("state", project.state().name().toLowerCase(Locale.ROOT));
    if (!project.formerPaths().isEmpty()) {
      ArrayNode paths = node.putArray("former_paths");
      project.formerPaths().forEach(paths::add);
    }
    return node;
  }

  public static Project parse(JsonNode node) {
    JsonFields fields = JsonFields.of(node);
    return new Project(
        fields.text("id"),
        fields.text("irods_path"),
        fields.text("data_collection"),
        fields.text("namespace"),
        fields.text("bucket"),
        fields.text("owner"),
        fields.time("enrolled_at"),
        Project.State.valueOf(fields.text("state").toUpperCase(Locale.ROOT)),
        node.has("former_paths")
            ? fields.items("former_paths", (name, item) -> item.asText())
            : List.of());
  }
}
