// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.ObjectStore;

/** Buckets as such, and deletions of many objects. Thread-safe. */
final class BucketRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(BucketRoutes.class);
  private static final int MAX_DELETIONS = 1000;
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  private final String region;

  /**
   * @param region told to clients that ask
   */
  BucketRoutes(String region) {
    this.region = region;
  }

  void addTo(S3Router router) {
    router.add(S3Operation.LIST_BUCKETS, this::list);
    router.add(S3Operation.HEAD_BUCKET, this::head);
    router.add(S3Operation.GET_BUCKET_LOCATION, this::location);
    router.add(S3Operation.DELETE_OBJECTS, this::deleteObjects);
  }

  /** A credential opens one bucket, so that is all there is to list. Buckets know no birthday. */
  private void list(S3Exchange exchange) throws IOException {
    S3Grant grant = exchange.grant();
    exchange
        .response()
        .sendXml(
            200,
            S3Xml.document(
                "ListAllMyBucketsResult",
                xml ->
                    xml.group("Owner", owner -> owner.text("ID", grant.principal()))
                        .group(
                            "Buckets",
                            buckets ->
                                buckets.group(
                                    "Bucket",
                                    bucket ->
                                        bucket
                                            .text("Name", grant.bucket())
                                            .text(
                                                "CreationDate",
                                                S3Times.formatXml(Instant.EPOCH))))));
  }

  private void head(S3Exchange exchange) throws IOException {
    exchange.store();
    exchange.response().header("x-amz-bucket-region", region).sendEmpty(200);
  }

  /** The region {@code us-east-1} is spelled as nothing. */
  private void location(S3Exchange exchange) throws IOException {
    exchange.store();
    String text = region.equals("us-east-1") ? "" : region;
    exchange
        .response()
        .sendXml(200, S3Xml.document("LocationConstraint", xml -> xml.characters(text)));
  }

  private void deleteObjects(S3Exchange exchange) throws IOException {
    XmlElement request = XmlElement.parse("Delete", exchange.body().readAll(MAX_BODY_BYTES));
    List<XmlElement> objects = request.children("Object");
    if (objects.isEmpty() || objects.size() > MAX_DELETIONS) {
      throw XmlElement.malformed();
    }
    boolean quiet = request.findText("Quiet").filter("true"::equalsIgnoreCase).isPresent();
    List<Deletion> deletions = new ArrayList<>();
    ObjectStore store = exchange.store();
    for (XmlElement object : objects) {
      deletions.add(delete(exchange.grant(), store, object));
    }
    exchange
        .response()
        .sendXml(
            200,
            S3Xml.document(
                "DeleteResult",
                xml ->
                    deletions.stream()
                        .filter(deletion -> !quiet || deletion.error.isPresent())
                        .forEach(deletion -> deletion.format(xml))));
  }

  private static Deletion delete(S3Grant grant, ObjectStore store, XmlElement object) {
    String key = object.requireText("Key");
    try {
      if (!grant.covers(grant.bucket(), key)) {
        throw S3Exchange.accessDenied();
      }
      if (object.findText("VersionId").isPresent() || object.findText("ETag").isPresent()) {
        throw new S3Exception(
            S3ErrorCode.NOT_IMPLEMENTED, "Deletions take no versions and no conditions.");
      }
      store.deleteObject(S3Exchange.checkKey(key));
      return new Deletion(key, Optional.empty());
    } catch (RuntimeException e) {
      S3Exception error = S3Errors.translate(e);
      if (error.code() == S3ErrorCode.INTERNAL_ERROR) {
        LOG.error("Failed to delete object: {}", key, e);
      } else if (error.code().isRefusal()) {
        LOG.info(
            "Refused to {} the deletion of a key: {}",
            grant.principal(),
            UriEncoding.encodePath(key));
      }
      return new Deletion(key, Optional.of(error));
    }
  }

  private record Deletion(String key, Optional<S3Exception> error) {
    void format(S3Xml xml) {
      if (error.isEmpty()) {
        xml.group("Deleted", deleted -> deleted.text("Key", key));
        return;
      }
      S3Exception failure = error.get();
      xml.group(
          "Error",
          element ->
              element
                  .text("Key", key)
                  .text("Code", failure.code().text())
                  .text("Message", String.valueOf(failure.getMessage())));
    }
  }
}
