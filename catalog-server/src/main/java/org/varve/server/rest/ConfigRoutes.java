// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.varve.catalog.IdempotencyRows;
import org.varve.catalog.PostgresCatalog;

/** Tells clients what the server serves. */
final class ConfigRoutes {
  private final FileAccess access;
  private final Set<Operation> served;

  /**
   * Routes of the configuration.
   *
   * @param served the operations that are answered; read at each request, not copied
   */
  ConfigRoutes(FileAccess access, Set<Operation> served) {
    this.access = access;
    this.served = served;
  }

  void addTo(Map<Operation, RestHandler> handlers) {
    handlers.put(Operation.GET_CONFIG, this::config);
  }

  private RestResponse config(RestRequest request) {
    String warehouse = request.parameter("warehouse");
    if (warehouse != null && !warehouse.isEmpty() && !warehouse.equals(PostgresCatalog.NAME)) {
      throw new NoSuchWarehouseException("Warehouse does not exist: %s", warehouse);
    }
    // Iceberg's builders ask maps for null keys, which those of Map.of refuse.
    return RestResponse.json(
        ConfigResponse.builder()
            .withDefaults(new HashMap<>(access.defaults()))
            .withOverride("namespace-separator", PathNames.SEPARATOR)
            .withEndpoints(endpoints())
            .withIdempotencyKeyLifetime(IdempotencyRows.LIFETIME.toString())
            .build());
  }

  private List<Endpoint> endpoints() {
    return served.stream().sorted(Comparator.naturalOrder()).map(Operation::endpoint).toList();
  }
}
