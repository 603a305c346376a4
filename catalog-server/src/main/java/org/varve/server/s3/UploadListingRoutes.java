// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.varve.storage.ObjectKeys;

/** What is under way: open uploads of a bucket, and parts of an upload. Thread-safe. */
final class UploadListingRoutes {
  private static final int MAX_ITEMS = 1000;

  void addTo(S3Router router) {
    router.add(S3Operation.LIST_UPLOADS, this::listUploads);
    router.add(S3Operation.LIST_PARTS, this::listParts);
  }

  private void listUploads(S3Exchange exchange) throws IOException {
    String prefix = exchange.parameter("prefix");
    if (!exchange.grant().covers(exchange.bucket(), prefix)) {
      throw S3Exchange.accessDenied();
    }
    if (!exchange.parameter("delimiter").isEmpty()) {
      throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, "Listings of uploads take no delimiter.");
    }
    List<Upload> open =
        new UploadStore(exchange.store())
            .list(prefix).stream().filter(isBehindMarkers(exchange)).toList();
    int max = Math.min(MAX_ITEMS, exchange.intParameter("max-uploads", MAX_ITEMS));
    List<Upload> page = open.subList(0, Math.min(max, open.size()));
    UnaryOperator<String> spelling =
        exchange.parameter("encoding-type").equals("url")
            ? UriEncoding::encodePath
            : UnaryOperator.identity();
    exchange
        .response()
        .sendXml(
            200,
            S3Xml.document(
                "ListMultipartUploadsResult",
                xml -> {
                  xml.text("Bucket", exchange.bucket())
                      .text("KeyMarker", spelling.apply(exchange.parameter("key-marker")))
                      .text("UploadIdMarker", exchange.parameter("upload-id-marker"))
                      .text("Prefix", spelling.apply(prefix))
                      .text("MaxUploads", max)
                      .text("IsTruncated", page.size() < open.size());
                  if (page.size() < open.size() && !page.isEmpty()) {
                    Upload last = page.get(page.size() - 1);
                    xml.text("NextKeyMarker", spelling.apply(last.key()))
                        .text("NextUploadIdMarker", last.id());
                  }
                  page.forEach(upload -> format(xml, upload, spelling));
                }));
  }

  private static Predicate<Upload> isBehindMarkers(S3Exchange exchange) {
    String key = exchange.parameter("key-marker");
    String id = exchange.parameter("upload-id-marker");
    return upload -> {
      int order = ObjectKeys.UTF8_ORDER.compare(upload.key(), key);
      return order > 0 || (order == 0 && !id.isEmpty() && upload.id().compareTo(id) > 0);
    };
  }

  private static void format(S3Xml xml, Upload upload, UnaryOperator<String> spelling) {
    xml.group(
        "Upload",
        element ->
            element
                .text("Key", spelling.apply(upload.key()))
                .text("UploadId", upload.id())
                .text("StorageClass", "STANDARD")
                .text("Initiated", S3Times.formatXml(upload.initiatedAt())));
  }

  private void listParts(S3Exchange exchange) throws IOException {
    var uploads = new UploadStore(exchange.store());
    Upload upload = UploadRoutes.load(exchange, uploads);
    int marker = exchange.intParameter("part-number-marker", 0);
    List<UploadPart> parts = newest(uploads.listParts(upload), marker);
    int max = Math.min(MAX_ITEMS, exchange.intParameter("max-parts", MAX_ITEMS));
    List<UploadPart> page = parts.subList(0, Math.min(max, parts.size()));
    exchange
        .response()
        .sendXml(
            200,
            S3Xml.document(
                "ListPartsResult",
                xml -> {
                  xml.text("Bucket", exchange.bucket())
                      .text("Key", upload.key())
                      .text("UploadId", upload.id())
                      .text("StorageClass", "STANDARD")
                      .text("PartNumberMarker", marker)
                      .text("MaxParts", max)
                      .text("IsTruncated", page.size() < parts.size());
                  if (!page.isEmpty()) {
                    xml.text("NextPartNumberMarker", page.get(page.size() - 1).number());
                  }
                  page.forEach(part -> format(xml, part));
                }));
  }

  /** One part of each number behind the marker: what was sent last. */
  private static List<UploadPart> newest(List<UploadPart> parts, int marker) {
    List<UploadPart> newest = new ArrayList<>();
    int last = marker;
    for (UploadPart part : parts) {
      if (part.number() > last) {
        newest.add(part);
        last = part.number();
      }
    }
    return newest;
  }

  private static void format(S3Xml xml, UploadPart part) {
    xml.group(
        "Part",
        element ->
            element
                .text("PartNumber", part.number())
                .text("LastModified", S3Times.formatXml(part.object().modifiedAt()))
                .text("ETag", ETags.of(part.object()))
                .text("Size", part.object().sizeBytes()));
  }
}
