// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;

/** Single objects: read, write, delete. Thread-safe. */
final class ObjectRoutes {
  private static final Map<String, String> RESPONSE_OVERRIDES =
      Map.of(
          "response-cache-control", "Cache-Control",
          "response-content-disposition", "Content-Disposition",
          "response-content-encoding", "Content-Encoding",
          "response-content-language", "Content-Language",
          "response-content-type", "Content-Type",
          "response-expires", "Expires");

  void addTo(S3Router router) {
    router.add(S3Operation.HEAD_OBJECT, this::head);
    router.add(S3Operation.GET_OBJECT, this::read);
    router.add(S3Operation.PUT_OBJECT, this::put);
    router.add(S3Operation.DELETE_OBJECT, this::delete);
  }

  private void head(S3Exchange exchange) throws IOException {
    StoredObject object =
        exchange.store().findObject(exchange.key()).orElseThrow(ObjectRoutes::noSuchKey);
    Optional<ByteRange> range = prepare(exchange, object);
    exchange
        .response()
        .sendHead(
            range.isPresent() ? 206 : 200, range.map(ByteRange::length).orElse(object.sizeBytes()));
  }

  private void read(S3Exchange exchange) throws IOException {
    try (ObjectReader reader = exchange.store().openObject(exchange.key())) {
      StoredObject object = reader.object();
      Optional<ByteRange> range = prepare(exchange, object);
      exchange
          .response()
          .sendObject(
              range.isPresent() ? 206 : 200,
              reader,
              range.map(ByteRange::first).orElse(0L),
              range.map(ByteRange::length).orElse(object.sizeBytes()));
    }
  }

  /** Checks the conditions and sets the headers that HEAD and GET share. */
  private static Optional<ByteRange> prepare(S3Exchange exchange, StoredObject object) {
    S3Request request = exchange.request();
    S3Response response = exchange.response();
    response
        .header(HttpHeader.ETAG, ETags.of(object))
        .header(HttpHeader.LAST_MODIFIED, S3Times.formatHttp(object.modifiedAt()))
        .header(HttpHeader.ACCEPT_RANGES, "bytes");
    Preconditions.of(request).check(object);
    checkPartNumber(exchange);
    Optional<ByteRange> range = ByteRange.find(request.headers(), object.sizeBytes());
    range.ifPresent(
        r -> response.header(HttpHeader.CONTENT_RANGE, r.contentRange(object.sizeBytes())));
    response.header(HttpHeader.CONTENT_TYPE, "application/octet-stream");
    if (!request.query().isEmpty()) {
      RESPONSE_OVERRIDES.forEach(
          (parameter, header) ->
              request.query().find(parameter).ifPresent(value -> response.header(header, value)));
    }
    return range;
  }

  /** Objects do not remember their parts: each is one. */
  private static void checkPartNumber(S3Exchange exchange) {
    if (exchange.intParameter("partNumber", 1) != 1) {
      throw new S3Exception(
          S3ErrorCode.INVALID_PART_NUMBER, "The requested partnumber is not satisfiable");
    }
  }

  private void put(S3Exchange exchange) throws IOException {
    UnsupportedFeatures.refuse(exchange.request());
    exchange.body().requireLength();
    ObjectStore store = exchange.store();
    String key = exchange.key();
    Publication publication = Publication.of(exchange.request());
    publication.checkFree(store, key);
    try (InputStream content = exchange.body().open();
        StagedObject staged = store.stageObject(key)) {
      ObjectBytes.append(content, staged);
      StoredObject object = publication.publish(store, staged);
      sendETag(exchange, object);
    }
  }

  static void sendETag(S3Exchange exchange, StoredObject object) throws IOException {
    exchange
        .body()
        .checksumHeaders()
        .forEach((algorithm, value) -> exchange.response().header(algorithm.headerName(), value));
    exchange.response().header("ETag", ETags.of(object)).sendEmpty(200);
  }

  private void delete(S3Exchange exchange) throws IOException {
    if (exchange.request().headers().find("if-match").isPresent()) {
      throw new S3Exception(
          S3ErrorCode.NOT_IMPLEMENTED, "If-Match on a deletion is not implemented");
    }
    exchange.store().deleteObject(exchange.key());
    exchange.response().sendEmpty(204);
  }

  private static S3Exception noSuchKey() {
    return new S3Exception(S3ErrorCode.NO_SUCH_KEY, "The specified key does not exist.");
  }
}
