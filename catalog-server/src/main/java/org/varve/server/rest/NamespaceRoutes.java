// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.CreateNamespaceResponse;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.UpdateNamespacePropertiesResponse;
import org.varve.server.rest.Idempotency.Replay;
import org.varve.server.rest.Paging.Slice;

/** Namespaces and their properties. */
final class NamespaceRoutes {
  private final NamespaceService namespaces;

  NamespaceRoutes(NamespaceService namespaces) {
    this.namespaces = namespaces;
  }

  void addTo(Map<Operation, RestHandler> handlers, Map<Operation, Replay> replays) {
    handlers.put(Operation.LIST_NAMESPACES, this::list);
    handlers.put(Operation.CREATE_NAMESPACE, this::create);
    handlers.put(Operation.LOAD_NAMESPACE, this::load);
    handlers.put(Operation.NAMESPACE_EXISTS, this::exists);
    handlers.put(Operation.DROP_NAMESPACE, this::drop);
    handlers.put(Operation.UPDATE_NAMESPACE, this::update);
    handlers.put(Operation.LIST_FUNCTIONS, this::listFunctions);
    handlers.put(Operation.LOAD_FUNCTION, this::loadFunction);
    replays.put(Operation.CREATE_NAMESPACE, this::created);
    replays.put(Operation.UPDATE_NAMESPACE, this::updated);
  }

  private RestResponse list(RestRequest request) {
    String parent = request.parameter("parent");
    Paging paging = request.paging();
    Slice<Namespace> page =
        paging.slice(
            namespaces.list(
                parent == null || parent.isEmpty()
                    ? Namespace.empty()
                    : PathNames.namespace(parent),
                paging),
            namespace -> namespace.level(namespace.length() - 1));
    return RestResponse.json(
        ListNamespacesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.nextPageToken())
            .build());
  }

  private RestResponse create(RestRequest request) {
    CreateNamespaceRequest body = request.body(CreateNamespaceRequest.class);
    body.validate();
    return created(
        body.namespace(), namespaces.create(body.namespace(), body.properties(), request.note()));
  }

  private RestResponse created(RestRequest request, String detail) {
    CreateNamespaceRequest body = request.body(CreateNamespaceRequest.class);
    return created(body.namespace(), body.properties());
  }

  private static RestResponse created(Namespace namespace, Map<String, String> properties) {
    return RestResponse.json(
        CreateNamespaceResponse.builder()
            .withNamespace(namespace)
            .setProperties(properties)
            .build());
  }

  private RestResponse load(RestRequest request) {
    Namespace namespace = request.namespace();
    return RestResponse.json(
        GetNamespaceResponse.builder()
            .withNamespace(namespace)
            .setProperties(namespaces.loadProperties(namespace))
            .build());
  }

  private RestResponse exists(RestRequest request) {
    checkExists(request.namespace());
    return RestResponse.noContent();
  }

  private void checkExists(Namespace namespace) {
    if (!namespaces.exists(namespace)) {
      throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
    }
  }

  private RestResponse drop(RestRequest request) {
    namespaces.drop(request.namespace(), request.note());
    return RestResponse.noContent();
  }

  private RestResponse update(RestRequest request) {
    UpdateNamespacePropertiesRequest body = request.body(UpdateNamespacePropertiesRequest.class);
    body.validate();
    Set<String> removals = new HashSet<>(body.removals());
    Map<String, String> updates = new HashMap<>(body.updates());
    for (String key : removals) {
      if (updates.containsKey(key)) {
        throw new UnprocessableEntityException(
            "Invalid namespace property: it is both set and removed: %s", key);
      }
    }
    return updated(body, namespaces.update(request.namespace(), removals, updates, request.note()));
  }

  private RestResponse updated(RestRequest request, String removed) {
    return updated(
        request.body(UpdateNamespacePropertiesRequest.class),
        Arrays.asList(RestJson.read(removed.getBytes(StandardCharsets.UTF_8), String[].class)));
  }

  private static RestResponse updated(UpdateNamespacePropertiesRequest body, List<String> removed) {
    Set<String> missing = new HashSet<>(body.removals());
    missing.removeAll(removed);
    return RestResponse.json(
        UpdateNamespacePropertiesResponse.builder()
            .addUpdated(body.updates().keySet())
            .addRemoved(removed)
            .addMissing(missing)
            .build());
  }

  /** There are no functions: Iceberg has no classes for them yet. */
  private RestResponse listFunctions(RestRequest request) {
    request.paging();
    checkExists(request.namespace());
    return RestResponse.json(Map.of("identifiers", List.of()));
  }

  private RestResponse loadFunction(RestRequest request) {
    checkExists(request.namespace());
    throw RestException.noFunction(PathNames.decode(request.variable("function")));
  }
}
