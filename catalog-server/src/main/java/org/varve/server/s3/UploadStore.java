// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.storage.ObjectKeys;
import org.varve.storage.ObjectListing;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;

/**
 * The multipart uploads of one bucket, kept in the bucket itself as hidden objects. Immutable; any
 * number of servers may work on one upload.
 */
final class UploadStore {
  private static final int MAX_TEXT_BYTES = 4096;

  private final ObjectStore objects;

  UploadStore(ObjectStore objects) {
    this.objects = objects;
  }

  ObjectStore objects() {
    return objects;
  }

  Upload create(String key) {
    // The key must be possible before parts are sent for it.
    objects.stageObject(key).close();
    String id = UploadNames.newId();
    StoredObject begun = putText(UploadNames.begun(id), key);
    return new Upload(id, key, begun.modifiedAt());
  }

  /**
   * An upload that has neither been completed nor aborted.
   *
   * @throws S3Exception with {@code NoSuchUpload} if there is none, or it is for another key
   */
  Upload load(String id, String key) {
    return find(id)
        .filter(upload -> upload.key().equals(key))
        .filter(upload -> findResult(id).isEmpty())
        .orElseThrow(UploadStore::noSuchUpload);
  }

  /** An upload that was begun, whatever became of it. */
  Optional<Upload> find(String id) {
    return UploadNames.isId(id)
        ? objects.findObject(UploadNames.begun(id)).flatMap(this::read)
        : Optional.empty();
  }

  /** The uploads that are open, by key, then by age. */
  List<Upload> list(String keyPrefix) {
    List<Upload> uploads = new ArrayList<>();
    try (ObjectListing listing = objects.listObjects(UploadNames.DIRECTORY, "")) {
      while (listing.hasNext()) {
        StoredObject object = listing.next();
        if (UploadNames.isBegun(object.key())) {
          read(object)
              .filter(upload -> upload.key().startsWith(keyPrefix))
              .filter(upload -> findResult(upload.id()).isEmpty())
              .ifPresent(uploads::add);
        }
      }
    }
    uploads.sort(
        Comparator.comparing(Upload::key, ObjectKeys.UTF8_ORDER).thenComparing(Upload::id));
    return uploads;
  }

  /** Stores a part; of those sent before under its number, none counts any more. */
  UploadPart putPart(Upload upload, int number, InputStream content) throws IOException {
    try (StagedObject staged = objects.stageObject(UploadNames.newPart(upload.id(), number))) {
      ObjectBytes.append(content, staged);
      return publishPart(number, staged);
    }
  }

  UploadPart copyPart(Upload upload, int number, ObjectReader source, ByteRange range) {
    try (StagedObject staged = objects.stageObject(UploadNames.newPart(upload.id(), number))) {
      ObjectBytes.append(source, range, staged);
      return publishPart(number, staged);
    }
  }

  /** Every stored part, by number, the newest of a number first. */
  List<UploadPart> listParts(Upload upload) {
    List<UploadPart> parts = new ArrayList<>();
    try (ObjectListing listing = objects.listObjects(UploadNames.parts(upload.id()), "")) {
      listing.forEachRemaining(
          object -> parts.add(new UploadPart(UploadNames.partNumber(object.key()), object)));
    }
    // A zone tells times in seconds; within one of them the names decide.
    Comparator<UploadPart> oldestFirst =
        Comparator.comparing((UploadPart part) -> part.object().modifiedAt())
            .thenComparing(part -> part.object().key());
    parts.sort(Comparator.comparingInt(UploadPart::number).thenComparing(oldestFirst.reversed()));
    return parts;
  }

  /** Notes that these bytes are this upload's, before they are published. */
  void recordSealed(Upload upload, StoredObject sealed) {
    putText(UploadNames.sealed(upload.id(), ETags.of(sealed)), "");
  }

  /** Whether an object was made from this upload, by this server or another. */
  boolean isMadeFrom(Upload upload, StoredObject object) {
    return objects.findObject(UploadNames.sealed(upload.id(), ETags.of(object))).isPresent();
  }

  /** Notes what became of the upload, for clients that ask again, and drops its parts. */
  void finish(Upload upload, String eTag) {
    putText(UploadNames.done(upload.id()), eTag);
    delete(UploadNames.parts(upload.id()));
  }

  /** The entity tag of the object that the upload became. */
  Optional<String> findResult(String id) {
    return objects.findObject(UploadNames.done(id)).flatMap(object -> findText(object.key()));
  }

  /**
   * Forgets the upload. What it is known by goes last, so that an interrupted abort can be
   * repeated.
   */
  void abort(Upload upload) {
    delete(UploadNames.parts(upload.id()));
    deleteAll(upload.id());
  }

  void deleteAll(String id) {
    objects.deleteObject(UploadNames.begun(id));
    delete(UploadNames.all(id));
  }

  static S3Exception noSuchUpload() {
    return new S3Exception(
        S3ErrorCode.NO_SUCH_UPLOAD,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have"
            + " been aborted or completed.");
  }

  private static UploadPart publishPart(int number, StagedObject staged) {
    return new UploadPart(number, staged.publish());
  }

  private void delete(String prefix) {
    try (ObjectListing listing = objects.listObjects(prefix, "")) {
      listing.forEachRemaining(object -> objects.deleteObject(object.key()));
    }
  }

  private Optional<Upload> read(StoredObject begun) {
    return findText(begun.key())
        .map(key -> new Upload(UploadNames.id(begun.key()), key, begun.modifiedAt()));
  }

  private StoredObject putText(String name, String text) {
    try (StagedObject staged = objects.stageObject(name)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      staged.write(bytes, 0, bytes.length);
      return staged.publish();
    } catch (AlreadyExistsException e) {
      // Another server does the same work: what it noted says the same.
      return objects.findObject(name).orElseThrow(UploadStore::noSuchUpload);
    }
  }

  private Optional<String> findText(String name) {
    try (ObjectReader reader = objects.openObject(name)) {
      int size = (int) Math.min(MAX_TEXT_BYTES, reader.object().sizeBytes());
      ByteBuffer bytes = ByteBuffer.allocate(size);
      while (bytes.hasRemaining()) {
        reader.read(bytes.position(), bytes);
      }
      return Optional.of(new String(bytes.array(), StandardCharsets.UTF_8));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }
}
