// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLeftoversTest {
  private static final Instant LIMIT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;

  @Test
  void whatAWriterLeftLongAgoIsDeletedAndNothingElse() throws Exception {
    Path old = plant("a/.varve-1.part", LIMIT.minusSeconds(1));
    Path young = plant("a/.varve-2.part", LIMIT);
    Path object = plant("a/object", LIMIT.minusSeconds(1));
    Path hidden = plant(".varve-uploads/a", LIMIT.minusSeconds(1));

    Leftovers.Swept swept = leftovers().sweep(LIMIT, key -> true);

    assertThat(swept.deleted())
        .containsExactly(
            new Leftover(
                "a/.varve-1.part", old.toString(), Leftover.Kind.TEMPORARY, LIMIT.minusSeconds(1)));
    assertThat(swept.kept()).isEmpty();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(object).exists();
    assertThat(hidden).exists();
  }

  @Test
  void aBucketWithoutADirectoryHasNone() {
    directory = directory.resolve("missing");

    assertThat(leftovers().list(Instant.MAX)).isEmpty();
  }

  @Test
  void whatIsGoneMeanwhileIsGone() throws Exception {
    plant(".varve-1.part", LIMIT.minusSeconds(1));
    Leftover leftover = leftovers().list(LIMIT).get(0);

    assertThat(leftovers().delete(leftover)).isTrue();
    assertThat(leftovers().delete(leftover)).isTrue();
  }

  private Path plant(String key, Instant modified) throws Exception {
    Path path = directory.resolve(key);
    Files.createDirectories(path.getParent());
    Files.write(path, "content".getBytes(UTF_8));
    return Files.setLastModifiedTime(path, FileTime.from(modified));
  }

  private Leftovers leftovers() {
    return new RootedObjectStores(bucket -> LocalFileIO.locationOf(directory)).loadLeftovers("lab");
  }
}
