// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import org.varve.storage.ObjectReader;

/** The life of a multipart upload, from its beginning to its end. Thread-safe. */
final class UploadRoutes {
  private static final int MAX_PART_NUMBER = 10_000;
  private static final int MAX_COMPLETION_BYTES = 8 * 1024 * 1024;

  private final SlowAnswers slow;

  UploadRoutes(SlowAnswers slow) {
    this.slow = slow;
  }

  void addTo(S3Router router) {
    router.add(S3Operation.CREATE_UPLOAD, this::create);
    router.add(S3Operation.UPLOAD_PART, this::putPart);
    router.add(S3Operation.UPLOAD_PART_COPY, this::copyPart);
    router.add(S3Operation.COMPLETE_UPLOAD, this::complete);
    router.add(S3Operation.ABORT_UPLOAD, this::abort);
  }

  private void create(S3Exchange exchange) throws IOException {
    UnsupportedFeatures.refuse(exchange.request());
    var uploads = new UploadStore(exchange.store());
    Upload upload = uploads.create(exchange.key());
    exchange
        .response()
        .sendXml(
            200,
            S3Xml.document(
                "InitiateMultipartUploadResult",
                xml ->
                    xml.text("Bucket", exchange.bucket())
                        .text("Key", upload.key())
                        .text("UploadId", upload.id())));
  }

  private void putPart(S3Exchange exchange) throws IOException {
    UnsupportedFeatures.refuse(exchange.request());
    exchange.body().requireLength();
    int number = partNumber(exchange);
    var uploads = new UploadStore(exchange.store());
    Upload upload = load(exchange, uploads);
    try (InputStream content = exchange.body().open()) {
      UploadPart part = uploads.putPart(upload, number, content);
      ObjectRoutes.sendETag(exchange, part.object());
    }
  }

  private void copyPart(S3Exchange exchange) throws IOException {
    UnsupportedFeatures.refuse(exchange.request());
    CopySource source = CopySource.parse(exchange);
    int number = partNumber(exchange);
    var uploads = new UploadStore(exchange.store());
    Upload upload = load(exchange, uploads);
    slow.answer(
        exchange,
        "CopyPartResult",
        () -> {
          try (ObjectReader reader = uploads.objects().openObject(source.key())) {
            Preconditions.ofCopySource(exchange.request()).check(reader.object());
            ByteRange range = copyRange(exchange, reader);
            return CopyRoutes.result(uploads.copyPart(upload, number, reader, range).object());
          }
        });
  }

  private void complete(S3Exchange exchange) throws IOException {
    UnsupportedFeatures.refuse(exchange.request());
    String key = exchange.key();
    CompletionRequest request =
        CompletionRequest.parse(exchange.body().readAll(MAX_COMPLETION_BYTES));
    var uploads = new UploadStore(exchange.store());
    // Not load(): a client whose answer was lost asks again for an upload that is complete.
    Upload upload =
        uploads
            .find(exchange.parameter("uploadId"))
            .filter(found -> found.key().equals(key))
            .orElseThrow(UploadStore::noSuchUpload);
    var completion =
        new Completion(
            uploads,
            upload,
            request,
            ObjectExpectation.parse(exchange.request().headers()),
            Publication.of(exchange.request()));
    String location = exchange.request().rawPath();
    slow.answer(
        exchange,
        "CompleteMultipartUploadResult",
        () -> {
          String eTag = completion.complete();
          return xml ->
              xml.text("Location", location)
                  .text("Bucket", exchange.bucket())
                  .text("Key", key)
                  .text("ETag", eTag);
        });
  }

  private void abort(S3Exchange exchange) throws IOException {
    var uploads = new UploadStore(exchange.store());
    uploads.abort(load(exchange, uploads));
    exchange.response().sendEmpty(204);
  }

  static Upload load(S3Exchange exchange, UploadStore uploads) {
    return uploads.load(exchange.parameter("uploadId"), exchange.key());
  }

  private static int partNumber(S3Exchange exchange) {
    int number = exchange.intParameter("partNumber", 0);
    if (number < 1 || number > MAX_PART_NUMBER) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT,
          "Part number must be an integer between 1 and 10000, inclusive");
    }
    return number;
  }

  private static ByteRange copyRange(S3Exchange exchange, ObjectReader reader) {
    long size = reader.object().sizeBytes();
    return exchange
        .request()
        .headers()
        .find("x-amz-copy-source-range")
        .map(
            header ->
                ByteRange.parse(header.trim(), size)
                    .orElseThrow(
                        () ->
                            new S3Exception(
                                S3ErrorCode.INVALID_ARGUMENT,
                                "The x-amz-copy-source-range value must be of the form"
                                    + " bytes=first-last")))
        .orElseGet(() -> ObjectBytes.all(reader));
  }
}
