// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ImmutableLoadViewResponse;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.view.ViewMetadata;
import org.varve.server.rest.Idempotency.Replay;
import org.varve.server.rest.Paging.Slice;

/** Views. */
final class ViewRoutes {

  private final ViewService views;

  ViewRoutes(ViewService views) {
    this.views = views;
  }

  void addTo(Map<Operation, RestHandler> handlers, Map<Operation, Replay> replays) {
    handlers.put(Operation.LIST_VIEWS, this::list);
    handlers.put(Operation.CREATE_VIEW, this::create);
    handlers.put(Operation.LOAD_VIEW, this::load);
    handlers.put(Operation.VIEW_EXISTS, this::exists);
    handlers.put(Operation.REPLACE_VIEW, this::replace);
    handlers.put(Operation.DROP_VIEW, this::drop);
    handlers.put(Operation.REGISTER_VIEW, this::register);
    handlers.put(Operation.RENAME_VIEW, this::rename);
    replays.put(Operation.REPLACE_VIEW, this::again);
    replays.put(Operation.REGISTER_VIEW, this::again);
  }

  private RestResponse list(RestRequest request) {
    Paging paging = request.paging();
    Slice<TableIdentifier> page =
        paging.slice(views.list(request.namespace(), paging), TableIdentifier::name);
    return RestResponse.json(
        ListTablesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.nextPageToken())
            .build());
  }

  private RestResponse create(RestRequest request) {
    CreateViewRequest body = request.body(CreateViewRequest.class);
    body.validate();
    return answer(views.create(request.namespace(), body, request.note()));
  }

  private static RestResponse answer(ViewMetadata metadata) {
    return RestResponse.json(
        ImmutableLoadViewResponse.builder()
            .metadata(metadata)
            .metadataLocation(metadata.metadataFileLocation())
            .build());
  }

  private RestResponse load(RestRequest request) {
    return answer(views.load(request.view()));
  }

  private RestResponse again(RestRequest request, String metadataLocation) {
    return answer(views.loadVersion(metadataLocation));
  }

  private RestResponse exists(RestRequest request) {
    views.checkExists(request.view());
    return RestResponse.noContent();
  }

  private RestResponse replace(RestRequest request) {
    UpdateTableRequest body = request.body(UpdateTableRequest.class);
    body.validate();
    return answer(views.commit(request.view(), body, request.note()));
  }

  private RestResponse drop(RestRequest request) {
    views.drop(request.view(), request.note());
    return RestResponse.noContent();
  }

  private RestResponse register(RestRequest request) {
    RegisterViewRequest body = request.body(RegisterViewRequest.class);
    body.validate();
    return answer(views.register(request.namespace(), body, request.note()));
  }

  private RestResponse rename(RestRequest request) {
    RenameTableRequest body = request.body(RenameTableRequest.class);
    body.validate();
    views.rename(body.source(), body.destination(), request.note());
    return RestResponse.noContent();
  }
}
