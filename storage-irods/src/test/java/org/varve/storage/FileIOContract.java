// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.PositionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@code FileIO} of ours promises, wherever its bytes lie; here, how files are written.
 */
public abstract class FileIOContract extends FileNamingContract {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_300_001})
  void whatIsWrittenIsRead(int size) throws IOException {
    byte[] bytes = randomBytes(size);

    create(at("a/b/file"), bytes);

    assertThat(read(at("a/b/file"))).isEqualTo(bytes);
    assertThat(files().newInputFile(at("a/b/file")).getLength()).isEqualTo(size);
    assertThat(files().newInputFile(at("a/b/file"), size).getLength()).isEqualTo(size);
  }

  @Test
  void createFailsWhereAFileIs() throws IOException {
    create(at("file"), OLD);

    assertThatThrownBy(() -> create(at("file"), NEW))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("File already exists: ");
    assertThat(read(at("file"))).isEqualTo(OLD);
  }

  @Test
  void createOrOverwriteReplaces() throws IOException {
    create(at("file"), randomBytes(100_000));

    overwrite(at("file"), NEW);

    assertThat(read(at("file"))).isEqualTo(NEW);
    assertThat(listed("")).containsExactly(at("file"));
  }

  @Test
  void createOrOverwriteCreates() throws IOException {
    overwrite(at("a/file"), NEW);

    assertThat(read(at("a/file"))).isEqualTo(NEW);
  }

  @Test
  void ofManyCreatorsOneWins() throws Exception {
    int writers = 6;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < raceRounds(); round++) {
        String location = at("race-" + round + "/file");
        var barrier = new CyclicBarrier(writers);
        List<Future<Boolean>> results =
            IntStream.range(0, writers)
                .mapToObj(
                    writer ->
                        pool.submit(
                            () -> {
                              barrier.await();
                              return wins(location, writer);
                            }))
                .toList();

        int winner = -1;
        for (int writer = 0; writer < writers; writer++) {
          if (results.get(writer).get()) {
            assertThat(winner).as("second winner").isEqualTo(-1);
            winner = writer;
          }
        }
        assertThat(read(location)).isEqualTo(contentOf(winner));
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(listed("")).hasSize(raceRounds());
  }

  /** How often writers race; more where a round is cheap. */
  protected int raceRounds() {
    return 20;
  }

  @Test
  void anUnfinishedFileIsNeitherListedNorRead() throws IOException {
    try (PositionOutputStream crashing = files().newOutputFile(at("dir/file")).create()) {
      crashing.write(randomBytes(200_000));
      crashing.flush();

      assertThat(listed("")).isEmpty();
      assertThat(files().newInputFile(at("dir/file")).exists()).isFalse();
      assertThatThrownBy(() -> files().newInputFile(at("dir/file")).newStream())
          .isInstanceOf(NotFoundException.class);

      ((Abortable) crashing).abort();
    }
    assertThat(listed("")).isEmpty();
  }

  @Test
  void anAbortedFileNeverAppears() throws IOException {
    PositionOutputStream stream = files().newOutputFile(at("dir/file")).create();
    stream.write(randomBytes(200_000));

    ((Abortable) stream).abort();
    stream.close();

    assertThat(files().newInputFile(at("dir/file")).exists()).isFalse();
    create(at("dir/file"), NEW);
    assertThat(read(at("dir/file"))).isEqualTo(NEW);
  }

  @Test
  void anAbortedOverwriteKeepsTheOldFile() throws IOException {
    create(at("file"), OLD);
    PositionOutputStream stream = files().newOutputFile(at("file")).createOrOverwrite();
    stream.write(NEW);

    ((Abortable) stream).abort();

    assertThat(read(at("file"))).isEqualTo(OLD);
  }

  @Test
  void afterAFailedWriteCloseFailsAndLeavesNothing() throws IOException {
    PositionOutputStream stream = files().newOutputFile(at("dir/file")).create();
    stream.write(OLD);

    whileWritesFail(
        () ->
            assertThatThrownBy(() -> stream.write(new byte[10_000_000]))
                .isInstanceOf(IOException.class));

    assertThatThrownBy(stream::close)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write file: an earlier write failed: ");
    stream.close();
    assertThat(files().newInputFile(at("dir/file")).exists()).isFalse();
    assertThat(listed("")).isEmpty();
  }

  @Test
  void aClosedWriterRefusesToWrite() throws IOException {
    PositionOutputStream stream = files().newOutputFile(at("file")).create();
    stream.write(OLD);
    stream.close();
    stream.close();

    assertThatThrownBy(() -> stream.write(1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write file: the stream is closed: ");
    assertThat(read(at("file"))).isEqualTo(OLD);
  }

  @Test
  void theWriterKnowsItsPosition() throws IOException {
    try (PositionOutputStream stream = files().newOutputFile(at("file")).create()) {
      assertThat(stream.getPos()).isZero();
      stream.write(7);
      stream.write(randomBytes(100_000), 10, 90_000);
      assertThat(stream.getPos()).isEqualTo(90_001);
    }
    assertThat(read(at("file"))).hasSize(90_001);
  }

  private boolean wins(String location, int writer) throws IOException {
    try {
      create(location, contentOf(writer));
      return true;
    } catch (AlreadyExistsException e) {
      return false;
    }
  }

  private static byte[] contentOf(int writer) {
    return ("content of writer " + writer).repeat(1_000 + writer).getBytes(UTF_8);
  }
}
