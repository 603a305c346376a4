// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.varve.history.EnrolmentRequest;
import org.varve.history.Project;

/** The request to enrol a collection as JSON. */
public final class EnrolmentJson {
  private EnrolmentJson() {}

  public static ObjectNode format(EnrolmentRequest request) {
    ObjectNode node = Json.object().put("irods_path", request.irodsPath());
    if (!request.dataCollection().equals(Project.DEFAULT_DATA_COLLECTION)) {
      node.put("data_collection", request.dataCollection());
    }
    if (request.readersSeeAll()) {
      node.put("readers_see_all", true);
    }
    return node;
  }

  /**
   * Reads a request.
   *
   * @throws org.varve.sql.QueryException of kind INVALID if it is not one
   */
  public static EnrolmentRequest parse(JsonNode node) {
    JsonFields fields = JsonFields.of(node);
    EnrolmentRequest request =
        new EnrolmentRequest(
            fields.text("irods_path"),
            Objects.requireNonNullElse(
                fields.optionalText("data_collection"), Project.DEFAULT_DATA_COLLECTION),
            fields.flag("readers_see_all"));
    fields.refuseOthers();
    return request;
  }
}
