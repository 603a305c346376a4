// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileCacheTest {
  @TempDir private Path directory;
  private FileCache cache;
  private final AtomicInteger made = new AtomicInteger();

  @BeforeEach
  void open() throws IOException {
    cache = FileCache.open(directory, 10);
  }

  @Test
  void aFileIsMadeOnce() throws IOException {
    try (CachedFile first = pin("a", 4);
        CachedFile second = pin("a", 4)) {
      assertThat(first.path()).isEqualTo(second.path()).hasContent("aaaa");
    }

    assertThat(made).hasValue(1);
    assertThat(cache.stats()).isEqualTo(new CacheStats(1, 4, 1, 1, 0));
  }

  @Test
  void theLeastRecentlyUsedFileGoesFirst() throws IOException {
    pin("a", 4).close();
    pin("b", 4).close();
    pin("a", 4).close();
    pin("c", 4).close();

    assertThat(cache.stats()).isEqualTo(new CacheStats(2, 8, 1, 3, 1));
    pin("a", 4).close();
    assertThat(made).hasValue(3);
    assertThat(Files.list(directory)).hasSize(2);
  }

  @Test
  void aPinnedFileStays() throws IOException {
    try (CachedFile old = pin("a", 4)) {
      pin("b", 4).close();
      pin("c", 4).close();

      assertThat(old.path()).hasContent("aaaa");
    }
  }

  @Test
  void whatIsHeldByOthersIsToBeTriedAgain() throws IOException {
    try (CachedFile a = pin("a", 4);
        CachedFile b = pin("b", 4)) {
      assertThat(a.length()).isEqualTo(b.length());
      assertThatThrownBy(() -> pin("c", 4))
          .isInstanceOf(QueryException.class)
          .hasMessage("Cannot read file: the files that queries hold fill sql.cache-bytes: c")
          .extracting("kind")
          .isEqualTo(QueryException.Kind.UNAVAILABLE);
    }

    pin("c", 4).close();
    assertThat(cache.stats().bytes()).isEqualTo(8);
  }

  @Test
  void aFileThatCanNeverFitIsTooLarge() {
    assertThatThrownBy(() -> pin("a", 11))
        .isInstanceOf(QueryException.class)
        .hasMessage("Cannot read file: 11 bytes do not fit into sql.cache-bytes: a")
        .extracting("kind")
        .isEqualTo(QueryException.Kind.TOO_LARGE);
    assertThat(cache.stats()).isEqualTo(new CacheStats(0, 0, 0, 0, 0));
  }

  @Test
  void aFileOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> cache.pin("a", 5, target -> Files.writeString(target, "aaaa")))
        .isInstanceOf(QueryException.class)
        .hasMessage("Failed to read file: 4 bytes instead of 5: a");
    assertThat(directory).isEmptyDirectory();
    assertThat(cache.stats().bytes()).isZero();
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    assertThatThrownBy(
            () ->
                cache.pin(
                    "a",
                    4,
                    target -> {
                      Files.writeString(target, "aa");
                      throw new IOException("gone");
                    }))
        .hasMessage("gone");

    assertThat(directory).isEmptyDirectory();
    pin("a", 4).close();
    assertThat(cache.stats().bytes()).isEqualTo(4);
  }

  @Test
  void aNewProcessKeepsCompleteFilesAndNothingElse() throws IOException {
    pin("a", 4).close();
    pin("b", 4).close();
    Path truncated = pin("b", 4).path();
    Files.writeString(truncated, "bb");
    Files.writeString(directory.resolve("x.part"), "x");

    FileCache reopened = FileCache.open(directory, 10);

    assertThat(reopened.stats()).isEqualTo(new CacheStats(1, 4, 0, 0, 0));
    assertThat(Files.list(directory)).hasSize(1);
  }

  @Test
  void aSmallerLimitShrinksWhatIsThere() throws IOException {
    pin("a", 4).close();
    pin("b", 4).close();

    assertThat(FileCache.open(directory, 5).stats().bytes()).isEqualTo(4);
  }

  @Test
  void threadsThatWantOneFileFetchItOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<CachedFile>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(CompletableFuture.supplyAsync(() -> pinAfter(go), threads));
      }
      go.countDown();
      for (CompletableFuture<CachedFile> one : all) {
        one.get().close();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(made).hasValue(1);
  }

  private CachedFile pinAfter(CountDownLatch go) {
    try {
      go.await();
      return pin("a", 4);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CachedFile pin(String key, int length) throws IOException {
    return cache.pin(
        key,
        length,
        target -> {
          made.incrementAndGet();
          Files.writeString(target, key.repeat(length));
        });
  }
}
