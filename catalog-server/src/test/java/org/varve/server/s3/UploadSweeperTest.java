// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadSweeperTest {
  private static final Instant NOW = Instant.parse("2026-03-08T12:00:00Z");
  @TempDir private Path directory;
  private UploadStore uploads;

  @BeforeEach
  void openStore() {
    uploads = new UploadStore(S3DoorFixture.stores(directory).loadStore("lab"));
  }

  @Test
  void uploadsThatNobodyTouchedForAWeekAreRemoved() throws Exception {
    Upload old = uploads.create("a");
    uploads.putPart(old, 1, new ByteArrayInputStream(new byte[10]));
    Upload recent = uploads.create("b");
    Upload goingOn = uploads.create("c");
    uploads.putPart(goingOn, 1, new ByteArrayInputStream(new byte[10]));
    age(old.id(), NOW.minusSeconds(8 * 86400));
    age(recent.id(), NOW.minusSeconds(6 * 86400));
    Instant newest = NOW.minusSeconds(86400);
    age(goingOn.id() + ".begun", NOW.minusSeconds(8 * 86400));
    age(goingOn.id() + ".part", newest);

    sweep(Clock.fixed(NOW, ZoneOffset.UTC));

    assertThat(uploads.list("")).extracting(Upload::key).containsExactly("b", "c");
    assertThat(uploads.listParts(old)).isEmpty();
    assertThat(uploads.listParts(goingOn)).hasSize(1);
  }

  @Test
  void aBucketThatCannotBeReachedKeepsNoneFromBeingSwept() throws Exception {
    age(uploads.create("a").id(), NOW.minusSeconds(8 * 86400));
    var sweeper =
        new UploadSweeper(
            S3DoorFixture.stores(directory),
            () -> List.of("gone", "lab"),
            Clock.fixed(NOW, ZoneOffset.UTC));

    try (sweeper) {
      sweeper.sweep();
    }

    assertThat(uploads.list("")).isEmpty();
  }

  private void sweep(Clock clock) {
    try (var sweeper =
        new UploadSweeper(S3DoorFixture.stores(directory), () -> List.of("lab", "other"), clock)) {
      sweeper.sweep();
    }
  }

  private void age(String namePrefix, Instant time) throws Exception {
    try (var files = Files.list(directory.resolve("lab/.varve-uploads"))) {
      for (Path file : files.toList()) {
        if (String.valueOf(file.getFileName()).startsWith(namePrefix)) {
          Files.setLastModifiedTime(file, FileTime.from(time));
        }
      }
    }
  }
}
