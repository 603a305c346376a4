// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.ImmutableLoadCredentialsResponse;
import org.varve.server.rest.FileAccess.Delegation;

/** How clients get at the files of tables: credentials, and requests that are signed for them. */
final class FileRoutes {
  /** Who sends it as {@code true} wants to rewrite the files of a history. */
  static final String MAINTENANCE = "X-Varve-Maintenance";

  private final TableService tables;
  private final FileAccess access;

  FileRoutes(TableService tables, FileAccess access) {
    this.tables = tables;
    this.access = access;
  }

  void addTo(Map<Operation, RestHandler> handlers) {
    handlers.put(Operation.LOAD_CREDENTIALS, this::credentials);
    handlers.put(Operation.SIGN_REQUEST, this::sign);
  }

  /** What the client may do with files: an owner who says so may add some to a history. */
  FileAccess.Mode mode(RestRequest request, TableIdentifier identifier) {
    FileAccess.Mode mode = tables.access(identifier);
    boolean maintains =
        request.findHeader(MAINTENANCE).filter(value -> value.equalsIgnoreCase("true")).isPresent();
    return maintains && mode == FileAccess.Mode.READ ? FileAccess.Mode.ADD : mode;
  }

  private RestResponse credentials(RestRequest request) {
    TableIdentifier identifier = request.table();
    FileAccess.Grant grant =
        access.grant(
            new FileAccess.TableFiles(
                identifier, tables.loadLocation(identifier), mode(request, identifier)));
    return RestResponse.json(
        ImmutableLoadCredentialsResponse.builder().addAllCredentials(grant.credentials()).build());
  }

  private RestResponse sign(RestRequest request) {
    TableIdentifier identifier = request.table();
    RemoteSignRequest body = request.body(RemoteSignRequest.class);
    body.validate();
    if (body.provider() != null && !body.provider().equals("s3")) {
      throw new IllegalArgumentException("Invalid provider: it is not s3: " + body.provider());
    }
    return RestResponse.json(
        access.sign(
            new FileAccess.TableFiles(
                identifier,
                tables.loadLocation(identifier),
                mode(request, identifier),
                Delegation.SIGNING),
            body));
  }
}
