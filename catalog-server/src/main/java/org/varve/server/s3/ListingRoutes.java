// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.varve.storage.StoredObject;

/** Listings of objects, in both versions. Thread-safe. */
final class ListingRoutes {
  void addTo(S3Router router) {
    router.add(S3Operation.LIST_OBJECTS, this::listV1);
    router.add(S3Operation.LIST_OBJECTS_V2, this::listV2);
  }

  private void listV1(S3Exchange exchange) throws IOException {
    ListingRequest request = ListingRequest.parseV1(exchange);
    ListingPage page = load(exchange, request);
    UnaryOperator<String> spelling = request.spelling();
    send(
        exchange,
        request,
        page,
        xml -> {
          xml.text("Marker", spelling.apply(request.after()));
          if (page.truncated()) {
            xml.text("NextMarker", spelling.apply(page.last()));
          }
        });
  }

  private void listV2(S3Exchange exchange) throws IOException {
    ListingRequest request = ListingRequest.parseV2(exchange);
    ListingPage page = load(exchange, request);
    send(
        exchange,
        request,
        page,
        xml -> {
          xml.text("KeyCount", page.size());
          exchange
              .request()
              .query()
              .find("continuation-token")
              .ifPresent(token -> xml.text("ContinuationToken", token));
          exchange
              .request()
              .query()
              .find("start-after")
              .ifPresent(after -> xml.text("StartAfter", request.spelling().apply(after)));
          if (page.truncated()) {
            xml.text("NextContinuationToken", ListingRequest.formatToken(page.last()));
          }
        });
  }

  private static ListingPage load(S3Exchange exchange, ListingRequest request) {
    S3Grant grant = exchange.grant();
    if (!grant.coversListing(exchange.bucket(), request.prefix())) {
      throw S3Exchange.accessDenied();
    }
    boolean covered = grant.covers(exchange.bucket(), request.prefix());
    return ListingPage.load(
        exchange.store(), covered ? request.prefix() : grant.keyPrefix(), request);
  }

  private static void send(
      S3Exchange exchange, ListingRequest request, ListingPage page, Consumer<S3Xml> position)
      throws IOException {
    UnaryOperator<String> spelling = request.spelling();
    byte[] document =
        S3Xml.document(
            "ListBucketResult",
            xml -> {
              xml.text("Name", exchange.bucket())
                  .text("Prefix", spelling.apply(request.prefix()))
                  .text("MaxKeys", request.maxKeys())
                  .text("IsTruncated", page.truncated());
              if (!request.delimiter().isEmpty()) {
                xml.text("Delimiter", spelling.apply(request.delimiter()));
              }
              if (request.urlEncoded()) {
                xml.text("EncodingType", "url");
              }
              position.accept(xml);
              page.objects().forEach(object -> format(xml, object, spelling));
              page.commonPrefixes()
                  .forEach(
                      prefix ->
                          xml.group(
                              "CommonPrefixes", p -> p.text("Prefix", spelling.apply(prefix))));
            });
    exchange.response().sendXml(200, document);
  }

  private static void format(S3Xml xml, StoredObject object, UnaryOperator<String> spelling) {
    xml.group(
        "Contents",
        contents ->
            contents
                .text("Key", spelling.apply(object.key()))
                .text("LastModified", S3Times.formatXml(object.modifiedAt()))
                .text("ETag", ETags.of(object))
                .text("Size", object.sizeBytes())
                .text("StorageClass", "STANDARD"));
  }
}
