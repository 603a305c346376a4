// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.server.s3.CrashingStore.ServerDied;
import org.varve.storage.ObjectStore;
import org.varve.storage.StoredObject;

/** A server that dies at every possible step of completing an upload, and one that goes on. */
abstract class CompletionCrashContract {
  private static final String CONTENT = "first second";
  @TempDir private Path directory;

  /** Where the bucket lies; the directory is fresh, and for it alone. */
  abstract DoorStorage newStorage(Path directory);

  @Test
  void theObjectIsWholeOrAbsentAndTheNextServerFinishesTheJob() throws Exception {
    int steps = 0;
    boolean crashed = true;
    int wholeAfterCrash = 0;
    while (crashed) {
      try (DoorStorage storage = newStorage(directory.resolve("steps-" + steps))) {
        ObjectStore store = storage.stores().loadStore("lab");
        var uploads = new UploadStore(store);
        Upload upload = uploads.create("a");
        CompletionRequest request = parts(uploads, upload);
        var dying = new CrashingStore(store, steps);
        crashed = crashes(new UploadStore(dying), upload, request);

        Optional<StoredObject> found = store.findObject("a");
        if (found.isPresent()) {
          assertThat(read(store)).isEqualTo(CONTENT);
          wholeAfterCrash += crashed ? 1 : 0;
        }

        String eTag = completion(uploads, upload, request).complete();

        assertThat(read(store)).as("after %s steps", steps).isEqualTo(CONTENT);
        assertThat(ETags.of(store.findObject("a").orElseThrow())).isEqualTo(eTag);
        // What was published before the crash is what the retry reports, and nothing newer.
        found.ifPresent(object -> assertThat(ETags.of(object)).isEqualTo(eTag));
        assertThat(completion(uploads, upload, request).complete()).isEqualTo(eTag);
      }
      steps++;
    }
    assertThat(steps).isGreaterThan(15);
    assertThat(wholeAfterCrash).isPositive();
  }

  @Test
  void aStrangersObjectIsNotTakenForOnesOwn() throws Exception {
    try (DoorStorage storage = newStorage(directory)) {
      ObjectStore store = storage.stores().loadStore("lab");
      var uploads = new UploadStore(store);
      Upload upload = uploads.create("a");
      CompletionRequest request = parts(uploads, upload);
      try (var staged = store.stageObject("a")) {
        byte[] bytes = CONTENT.getBytes(StandardCharsets.UTF_8);
        staged.write(bytes, 0, bytes.length);
        staged.publish();
      }

      assertThatThrownBy(() -> completion(uploads, upload, request).complete())
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED))
          .hasMessage("At least one of the pre-conditions you specified did not hold");
    }
  }

  private static boolean crashes(UploadStore uploads, Upload upload, CompletionRequest request) {
    try {
      completion(uploads, upload, request).complete();
      return false;
    } catch (ServerDied e) {
      return true;
    }
  }

  private static Completion completion(
      UploadStore uploads, Upload upload, CompletionRequest request) {
    return new Completion(
        uploads,
        upload,
        request,
        new ObjectExpectation(Map.of(), Optional.empty()),
        Publication.ONLY_IF_ABSENT);
  }

  private static CompletionRequest parts(UploadStore uploads, Upload upload) throws Exception {
    return new CompletionRequest(
        List.of(part(uploads, upload, 1, "first "), part(uploads, upload, 2, "second")));
  }

  private static CompletionRequest.Part part(
      UploadStore uploads, Upload upload, int number, String content) throws Exception {
    UploadPart part =
        uploads.putPart(
            upload, number, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    return new CompletionRequest.Part(number, ETags.of(part.object()), Map.of());
  }

  private static String read(ObjectStore store) {
    return Samples.read(store, "a");
  }
}
