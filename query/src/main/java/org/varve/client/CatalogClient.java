// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.client.wire.Json;
import org.varve.client.wire.TableNameJson;

/**
 * What an operator asks of the catalog of a server. The answers are the documents that the server's
 * OpenAPI description describes.
 *
 * <p>Thread-safe; there is nothing to close. Failures are {@link org.varve.sql.QueryException}.
 */
public final class CatalogClient {
  private final HttpDoor door;

  private CatalogClient(HttpDoor door) {
    this.door = door;
  }

  /** A client of the server at that address. Nothing is sent until something is asked. */
  public static CatalogClient connect(URI server) {
    return new CatalogClient(new HttpDoor(server));
  }

  /** A page of the drops that can be undone, newest first. */
  public JsonNode dropped(int limit, Optional<String> pageToken) {
    return door.load(
        "/dropped", new Parameters().put("limit", limit).put("page_token", pageToken.orElse(null)));
  }

  /** The tables that can be maintained: those of a project, or all. */
  public JsonNode maintainedTables(Optional<String> projectId) {
    return door.load(
        "/maintenance/tables", new Parameters().put("project", projectId.orElse(null)));
  }

  /**
   * Maintains one table.
   *
   * @param name as {@link #maintainedTables} has it
   */
  public JsonNode maintainTable(JsonNode name) {
    ObjectNode body = Json.object();
    body.set("table", name);
    return door.post("/maintenance/tables", body);
  }

  /** Maintains what belongs to no table: drops that are due, and leftovers in the buckets. */
  public JsonNode maintainCatalog() {
    return door.post("/maintenance/catalog", Json.object());
  }

  /**
   * Some events, in their order.
   *
   * @param after the sequence that they come after; empty for the oldest that is kept
   * @param waitSeconds how long to wait for one if there is none
   */
  public JsonNode events(Optional<Long> after, int limit, int waitSeconds) {
    return door.load(
        "/events",
        new Parameters()
            .put("after", after.map(String::valueOf).orElse(null))
            .put("limit", limit)
            .put("wait", waitSeconds));
  }

  /**
   * Puts back what was dropped.
   *
   * @param as its name; empty for the one that it had
   */
  public JsonNode undrop(String id, Optional<TableIdentifier> as) {
    ObjectNode body = Json.object();
    as.ifPresent(name -> body.set("as", TableNameJson.format(name)));
    return door.record("/dropped/" + Parameters.encode(id) + "/undrop", body);
  }
}
