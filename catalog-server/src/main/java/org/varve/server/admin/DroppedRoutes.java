// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.varve.catalog.CatalogStore;
import org.varve.catalog.DroppedEntry;
import org.varve.catalog.Origin;
import org.varve.client.wire.Json;
import org.varve.client.wire.JsonFields;
import org.varve.client.wire.TableNameJson;
import org.varve.client.wire.TimeText;
import org.varve.server.Answers;
import org.varve.server.QueryParameters;
import org.varve.server.RequestBody;
import org.varve.server.RequestIds;
import org.varve.server.Routes;
import org.varve.server.config.ByteSize;

/** Lists what was dropped, and puts it back. */
public final class DroppedRoutes implements Routes {
  private static final ByteSize MAX_BODY = ByteSize.ofMebibytes(1);

  private final CatalogStore store;
  private final String principal;

  /**
   * Routes on a store.
   *
   * @param principal who puts things back
   */
  public DroppedRoutes(CatalogStore store, String principal) {
    this.store = store;
    this.principal = principal;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/dropped", this::list);
    routes.post("/api/v1/dropped/{id}/undrop", this::undrop);
  }

  private void list(Context context) {
    QueryParameters parameters = QueryParameters.of(context);
    int limit = parameters.limit();
    String token = parameters.pageToken();
    parameters.refuseOthers();
    String before = token == null ? "" : token;
    List<DroppedEntry> found =
        CatalogFailures.translated(
            () -> store.read(transaction -> transaction.listDropped(before, limit + 1)));
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("dropped");
    found.stream().limit(limit).forEach(entry -> items.add(format(entry)));
    if (found.size() > limit) {
      answer.put("next_page_token", found.get(limit - 1).id());
    }
    Answers.json(context, answer);
  }

  private static ObjectNode format(DroppedEntry entry) {
    ObjectNode node = Json.object().put("id", entry.id());
    putEntry(node, entry);
    return node.put("dropped_by", entry.dropping().by())
        .put("dropped_at", TimeText.format(entry.dropping().at()))
        .put("undrop_until", TimeText.format(entry.dropping().keepUntil()))
        .put("purge", entry.dropping().bytes() == DroppedEntry.Bytes.PURGE);
  }

  private static void putEntry(ObjectNode node, DroppedEntry entry) {
    node.put("type", entry.type().name().toLowerCase(Locale.ROOT));
    TableNameJson.put(node, entry.identifier());
    node.put("location", entry.facts().location())
        .put("metadata_location", entry.metadataLocation());
  }

  private void undrop(Context context) {
    QueryParameters.of(context).refuseOthers();
    JsonFields fields = JsonFields.of(Json.parse(RequestBody.open(context, MAX_BODY)));
    Optional<TableIdentifier> as = fields.findValue("as", TableNameJson::parse);
    fields.refuseOthers();
    String id = context.pathParam("id");
    Origin origin = new Origin(principal, RequestIds.of(context));
    DroppedEntry back =
        CatalogFailures.translated(
            () -> store.transact(origin, transaction -> transaction.undrop(id, as)));
    ObjectNode answer = Json.object();
    putEntry(answer, back);
    Answers.json(context, answer);
  }
}
