// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;

/**
 * Makes an object of an upload's parts. May be repeated, by this server or another, at the same
 * time or after a crash: one object comes out, and everyone is told of the same.
 *
 * <p>Before an object is published its entity tag is noted with the upload. Whoever finds the key
 * taken can therefore tell an earlier try of the same upload from a stranger, and {@code
 * If-None-Match} stays exact across retries.
 */
final class Completion {
  private final UploadStore uploads;
  private final Upload upload;
  private final CompletionRequest request;
  private final ObjectExpectation expectation;
  private final Publication publication;

  Completion(
      UploadStore uploads,
      Upload upload,
      CompletionRequest request,
      ObjectExpectation expectation,
      Publication publication) {
    this.uploads = uploads;
    this.upload = upload;
    this.request = request;
    this.expectation = expectation;
    this.publication = publication;
  }

  /** The entity tag of the object that the upload became. */
  String complete() {
    Optional<String> known = uploads.findResult(upload.id());
    if (known.isPresent()) {
      return known.get();
    }
    try {
      String eTag = ETags.of(findOwn().orElseGet(this::assemble));
      uploads.finish(upload, eTag);
      return eTag;
    } catch (NotFoundException | S3Exception e) {
      // A part that is gone, or a key that is taken, may be the work of a server that was faster
      // with this upload: it notes the result only after it has published the object.
      return uploads
          .findResult(upload.id())
          .or(() -> findOwn().map(ETags::of))
          .orElseThrow(() -> e instanceof S3Exception ? e : UploadStore.noSuchUpload());
    }
  }

  private StoredObject assemble() {
    ObjectStore objects = uploads.objects();
    publication.checkFree(objects, upload.key());
    List<StoredObject> parts = match();
    var checks = new ObjectChecks(expectation);
    try (StagedObject staged = objects.stageObject(upload.key())) {
      for (int i = 0; i < parts.size(); i++) {
        append(parts.get(i), request.parts().get(i), checks, staged);
      }
      StoredObject sealed = staged.seal();
      checks.finish(sealed.sizeBytes());
      uploads.recordSealed(upload, sealed);
      return publish(staged);
    }
  }

  private StoredObject publish(StagedObject staged) {
    try {
      return staged.publish();
    } catch (AlreadyExistsException e) {
      return findOwn().orElseGet(() -> publication.settle(uploads.objects(), staged, e));
    }
  }

  /** The object under the key, if it was made from this upload. */
  private Optional<StoredObject> findOwn() {
    return uploads
        .objects()
        .findObject(upload.key())
        .filter(object -> uploads.isMadeFrom(upload, object));
  }

  private void append(
      StoredObject part, CompletionRequest.Part named, ObjectChecks checks, StagedObject staged) {
    try (ObjectReader reader = uploads.objects().openObject(part.key())) {
      Map<ChecksumAlgorithm, BodyDigest> digests = new EnumMap<>(ChecksumAlgorithm.class);
      named
          .checksums()
          .keySet()
          .forEach(algorithm -> digests.put(algorithm, algorithm.newDigest()));
      List<BodyDigest> all = new ArrayList<>(digests.values());
      all.addAll(checks.startPart());
      ObjectBytes.append(reader, ObjectBytes.all(reader), BodyDigest.all(all), staged);
      checks.endPart();
      digests.forEach(
          (algorithm, digest) -> {
            String actual = Base64.getEncoder().encodeToString(digest.finish());
            if (!actual.equals(named.checksums().get(algorithm))) {
              throw invalidPart();
            }
          });
    }
  }

  private List<StoredObject> match() {
    Map<Integer, List<UploadPart>> stored =
        uploads.listParts(upload).stream().collect(Collectors.groupingBy(UploadPart::number));
    return request.parts().stream()
        .map(
            named ->
                stored.getOrDefault(named.number(), List.of()).stream()
                    .map(UploadPart::object)
                    .filter(object -> ETags.matches(named.eTag(), object))
                    .findFirst()
                    .orElseThrow(Completion::invalidPart))
        .toList();
  }

  private static S3Exception invalidPart() {
    return new S3Exception(
        S3ErrorCode.INVALID_PART,
        "One or more of the specified parts could not be found. The part may not have been"
            + " uploaded, or the specified entity tag may not match the part's entity tag.");
  }
}
