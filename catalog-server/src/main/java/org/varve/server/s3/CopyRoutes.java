// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.util.function.Consumer;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;

/** Objects that are made from others on the server. Thread-safe. */
final class CopyRoutes {
  private final SlowAnswers slow;

  CopyRoutes(SlowAnswers slow) {
    this.slow = slow;
  }

  void addTo(S3Router router) {
    router.add(S3Operation.COPY_OBJECT, this::copy);
  }

  private void copy(S3Exchange exchange) throws IOException {
    UnsupportedFeatures.refuse(exchange.request());
    CopySource source = CopySource.parse(exchange);
    ObjectStore store = exchange.store();
    String key = exchange.key();
    Publication publication = Publication.of(exchange.request());
    publication.checkFree(store, key);
    Preconditions preconditions = Preconditions.ofCopySource(exchange.request());
    slow.answer(
        exchange,
        "CopyObjectResult",
        () -> result(copy(store, source, preconditions, key, publication)));
  }

  private static StoredObject copy(
      ObjectStore store,
      CopySource source,
      Preconditions preconditions,
      String key,
      Publication publication) {
    try (ObjectReader reader = store.openObject(source.key());
        StagedObject staged = store.stageObject(key)) {
      preconditions.check(reader.object());
      ObjectBytes.append(reader, ObjectBytes.all(reader), staged);
      return publication.publish(store, staged);
    }
  }

  /** What the answer to a copy says of the object that it made. */
  static Consumer<S3Xml> result(StoredObject object) {
    return xml ->
        xml.text("LastModified", S3Times.formatXml(object.modifiedAt()))
            .text("ETag", ETags.of(object));
  }
}
