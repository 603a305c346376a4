// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.DroppedEntry.Bytes;
import org.varve.server.rest.FileAccess.Delegation;
import org.varve.server.rest.Idempotency.Replay;
import org.varve.server.rest.Paging.Slice;
import org.varve.server.rest.TableBodies.BodyKey;
import org.varve.server.rest.TableBodies.Coding;
import org.varve.server.rest.TableBodies.SnapshotMode;
import org.varve.server.rest.TableCommits.CommittedTable;

/** Tables, and commits over several of them. */
final class TableRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(TableRoutes.class);

  private final TableService tables;
  private final TableCommits commits;
  private final TableBodies bodies;
  private final FileAccess access;
  private final FileRoutes fileRoutes;

  TableRoutes(TableService tables, TableCommits commits, TableBodies bodies, FileAccess access) {
    this.tables = tables;
    this.commits = commits;
    this.bodies = bodies;
    this.access = access;
    this.fileRoutes = new FileRoutes(tables, access);
  }

  void addTo(Map<Operation, RestHandler> handlers, Map<Operation, Replay> replays) {
    handlers.put(Operation.LIST_TABLES, this::list);
    handlers.put(Operation.CREATE_TABLE, this::create);
    handlers.put(Operation.LOAD_TABLE, this::load);
    handlers.put(Operation.TABLE_EXISTS, this::exists);
    handlers.put(Operation.COMMIT_TABLE, this::commit);
    handlers.put(Operation.DROP_TABLE, this::drop);
    handlers.put(Operation.REGISTER_TABLE, this::register);
    handlers.put(Operation.UNREGISTER_TABLE, this::unregister);
    handlers.put(Operation.RENAME_TABLE, this::rename);
    handlers.put(Operation.REPORT_METRICS, this::reportMetrics);
    fileRoutes.addTo(handlers);
    handlers.put(Operation.COMMIT_TRANSACTION, this::commitTransaction);
    replays.put(Operation.CREATE_TABLE, this::createdAgain);
    replays.put(Operation.COMMIT_TABLE, (request, last) -> loaded(request, request.table(), last));
    replays.put(Operation.REGISTER_TABLE, this::registeredAgain);
    replays.put(
        Operation.UNREGISTER_TABLE, (request, last) -> loaded(request, request.table(), last));
  }

  private RestResponse createdAgain(RestRequest request, String metadataLocation) {
    String name = request.body(CreateTableRequest.class).name();
    return loaded(request, TableIdentifier.of(request.namespace(), name), metadataLocation);
  }

  private RestResponse registeredAgain(RestRequest request, String metadataLocation) {
    String name = request.body(RegisterTableRequest.class).name();
    return loaded(request, TableIdentifier.of(request.namespace(), name), metadataLocation);
  }

  private RestResponse list(RestRequest request) {
    Paging paging = request.paging();
    Slice<TableIdentifier> page =
        paging.slice(tables.list(request.namespace(), paging), TableIdentifier::name);
    return RestResponse.json(
        ListTablesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.nextPageToken())
            .build());
  }

  private RestResponse create(RestRequest request) {
    CreateTableRequest body = request.body(CreateTableRequest.class);
    body.validate();
    if (body.stageCreate()) {
      var staged = tables.stage(request.namespace(), body);
      FileAccess.Grant grant =
          access.grant(
              new FileAccess.TableFiles(
                  TableIdentifier.of(request.namespace(), body.name()),
                  staged.location(),
                  FileAccess.Mode.READ_WRITE,
                  delegation(request)));
      return RestResponse.json(
          LoadTableResponse.builder()
              .withTableMetadata(staged)
              .addAllConfig(new HashMap<>(grant.config()))
              .addAllCredentials(grant.credentials())
              .build());
    }
    TableIdentifier identifier = TableIdentifier.of(request.namespace(), body.name());
    return written(request, identifier, tables.create(request.namespace(), body, request.note()));
  }

  private RestResponse written(
      RestRequest request, TableIdentifier identifier, WrittenTable written) {
    BodyKey key = key(request, identifier, written.location());
    return RestResponse.json(bodies.put(key, written.json()), etag(key));
  }

  /** The whole table, as a load without parameters asks for it. */
  private BodyKey key(RestRequest request, TableIdentifier identifier, String metadataLocation) {
    return new BodyKey(
        identifier,
        metadataLocation,
        SnapshotMode.ALL,
        Coding.PLAIN,
        fileRoutes.mode(request, identifier),
        delegation(request),
        access.epoch());
  }

  /** Clients name what they understand; who names nothing is given credentials. */
  private static Delegation delegation(RestRequest request) {
    List<String> understood =
        request
            .findHeader("X-Iceberg-Access-Delegation")
            .map(names -> Arrays.stream(names.split(",")).map(String::trim).toList())
            .orElse(List.of());
    return understood.contains("remote-signing") && !understood.contains("vended-credentials")
        ? Delegation.SIGNING
        : Delegation.CREDENTIALS;
  }

  private RestResponse load(RestRequest request) {
    TableIdentifier identifier = request.table();
    SnapshotMode mode = snapshotMode(request);
    String location = tables.loadPointer(identifier);
    Coding coding = acceptsGzip(request) ? Coding.GZIP : Coding.PLAIN;
    BodyKey key =
        new BodyKey(
            identifier,
            location,
            mode,
            coding,
            fileRoutes.mode(request, identifier),
            delegation(request),
            access.epoch());
    String etag = Etags.of(key);
    if (bodies.isCaching()
        && request
            .findHeader("If-None-Match")
            .filter(given -> Etags.matches(given, etag))
            .isPresent()) {
      return RestResponse.notModified(etag);
    }
    try {
      return loaded(key);
    } catch (NotFoundException e) {
      // Superseded metadata is deleted in the end: a reader this slow takes the pointer again.
      String again = tables.loadPointer(identifier);
      if (again.equals(location)) {
        throw e;
      }
      return loaded(key.at(again));
    }
  }

  private RestResponse loaded(
      RestRequest request, TableIdentifier identifier, String metadataLocation) {
    return loaded(key(request, identifier, metadataLocation));
  }

  private RestResponse loaded(BodyKey key) {
    Map<String, String> headers = new HashMap<>(etag(key));
    headers.put("Vary", "Accept-Encoding, X-Iceberg-Access-Delegation, " + FileRoutes.MAINTENANCE);
    if (key.coding() == Coding.GZIP) {
      headers.put("Content-Encoding", "gzip");
    }
    return RestResponse.json(bodies.load(key), headers);
  }

  /** Who keeps no answers gives no ETags either: a 304 would be an answer that is kept. */
  private Map<String, String> etag(BodyKey key) {
    return bodies.isCaching() ? Map.of("ETag", Etags.of(key)) : Map.of();
  }

  private static SnapshotMode snapshotMode(RestRequest request) {
    String mode = request.parameter("snapshots");
    if (mode == null || mode.equalsIgnoreCase("all")) {
      return SnapshotMode.ALL;
    }
    if (mode.equalsIgnoreCase("refs")) {
      return SnapshotMode.REFS;
    }
    throw new IllegalArgumentException("Invalid snapshot mode: it is not all or refs: " + mode);
  }

  private static boolean acceptsGzip(RestRequest request) {
    return request
        .findHeader("Accept-Encoding")
        .map(codings -> Arrays.stream(codings.toLowerCase(Locale.ROOT).split(",")))
        .orElseGet(() -> Arrays.stream(new String[0]))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(
            coding -> coding.split(";", 2)[0].equals("gzip") && !coding.matches(".*;q=0(\\.0*)?"));
  }

  private RestResponse exists(RestRequest request) {
    tables.loadPointer(request.table());
    return RestResponse.noContent();
  }

  private RestResponse commit(RestRequest request) {
    UpdateTableRequest body = request.body(UpdateTableRequest.class);
    body.validate();
    TableIdentifier identifier = request.table();
    if (body.identifier() != null && !body.identifier().equals(identifier)) {
      throw new IllegalArgumentException(
          "Invalid table: the body names another one than the path: " + body.identifier());
    }
    CommittedTable committed =
        commits.commit(List.of(TableChange.of(identifier, body)), request.note()).get(0);
    return committed.written().isPresent()
        ? written(request, identifier, committed.written().get())
        : loaded(request, identifier, committed.metadata().metadataFileLocation());
  }

  private RestResponse commitTransaction(RestRequest request) {
    CommitTransactionRequest body = request.body(CommitTransactionRequest.class);
    body.validate();
    commits.commit(
        body.tableChanges().stream()
            .map(change -> TableChange.of(change.identifier(), change))
            .toList(),
        request.note());
    return RestResponse.noContent();
  }

  private RestResponse drop(RestRequest request) {
    tables.drop(request.table(), afterwards(request), request.note());
    return RestResponse.noContent();
  }

  private static Bytes afterwards(RestRequest request) {
    String purge = request.parameter("purgeRequested");
    if (purge == null || purge.equalsIgnoreCase("false")) {
      return Bytes.KEEP;
    }
    if (purge.equalsIgnoreCase("true")) {
      return Bytes.PURGE;
    }
    throw new IllegalArgumentException("Invalid purgeRequested: it is not true or false: " + purge);
  }

  private RestResponse register(RestRequest request) {
    RegisterTableRequest body = request.body(RegisterTableRequest.class);
    body.validate();
    return loaded(
        request,
        TableIdentifier.of(request.namespace(), body.name()),
        tables.register(request.namespace(), body, request.note()));
  }

  /** The answer is that of a load: the last location and the metadata. */
  private RestResponse unregister(RestRequest request) {
    return loaded(request, request.table(), tables.unregister(request.table(), request.note()));
  }

  private RestResponse rename(RestRequest request) {
    RenameTableRequest body = request.body(RenameTableRequest.class);
    body.validate();
    tables.rename(body.source(), body.destination(), request.note());
    return RestResponse.noContent();
  }

  private RestResponse reportMetrics(RestRequest request) {
    TableIdentifier identifier = request.table();
    ReportMetricsRequest body = request.body(ReportMetricsRequest.class);
    body.validate();
    tables.loadPointer(identifier);
    LOG.debug("Metrics of {}: {}", identifier, body.report());
    return RestResponse.noContent();
  }
}
