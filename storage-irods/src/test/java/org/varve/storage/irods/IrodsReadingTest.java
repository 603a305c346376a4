// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.varve.storage.irods.zone.Api;

/** Whatever way a file is read, and however many read, the bytes are the file's. */
class IrodsReadingTest {
  private static final int MIB = 1024 * 1024;
  private static final String FILE = "irods:/" + ZoneFixture.HOME + "/file";

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 64 * MIB})
  void randomReadsEqualTheSource(int size) throws IOException {
    byte[] source = new byte[size];
    new Random(size).nextBytes(source);
    create(source);

    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      readAtRandom(stream, 0, source);
      stream.seek(0);
      assertThat(Arrays.equals(stream.readAllBytes(), source)).isTrue();
    }
  }

  @Test
  void randomReadsPast2GiBEqualTheSource() throws IOException {
    byte[] source = new byte[4 * MIB];
    new Random(3).nextBytes(source);
    long position = Integer.MAX_VALUE - 2L * MIB;
    fixture.zone().plantObject(ZoneFixture.USER, ZoneFixture.HOME + "/file", position, source);

    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      readAtRandom(stream, position, source);
      stream.seek(position / 2);
      assertThat(stream.readNBytes(1_000)).containsOnly(0);
    }
  }

  /** A thousand reads and seeks in the part of the file that holds the source. */
  private static void readAtRandom(SeekableInputStream stream, long position, byte[] source)
      throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      int from = random.nextInt(source.length + 1);
      int mostBytes = i % 10 == 0 ? 300_000 : 10_000;
      int length = random.nextInt(Math.min(source.length - from, mostBytes) + 1);
      byte[] expected = Arrays.copyOfRange(source, from, from + length);
      byte[] read = new byte[length];
      if (random.nextBoolean()) {
        ((RangeReadable) stream).readFully(position + from, read);
      } else {
        stream.seek(position + from);
        assertThat(stream.readNBytes(read, 0, length)).isEqualTo(length);
        assertThat(stream.getPos()).isEqualTo(position + from + length);
      }
      assertThat(Arrays.equals(read, expected)).isTrue();
    }
  }

  @Test
  void columnsSideBySideAreFetchedInOneGo() throws IOException {
    create(new byte[10 * MIB]);
    List<FileRange> columns = new ArrayList<>();
    for (int column = 0; column < 10; column++) {
      columns.add(new FileRange(new CompletableFuture<>(), MIB + column * 100_000L, 80_000));
    }
    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      long before = fixture.zone().requests(Api.READ);

      ((RangeReadable) stream).readVectored(columns, ByteBuffer::allocate);

      assertThat(fixture.zone().requests(Api.READ) - before).isEqualTo(1);
    }
  }

  @Test
  void aLongRangeIsFetchedInPieces() throws IOException {
    create(new byte[10 * MIB]);
    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      long before = fixture.zone().requests(Api.READ);

      ((RangeReadable) stream).readFully(1, new byte[9 * MIB]);

      assertThat(fixture.zone().requests(Api.READ) - before).isEqualTo(3);
    }
  }

  @Test
  void readingOnSeeksNowhere() throws IOException {
    create(new byte[10 * MIB]);
    long before = fixture.zone().requests(Api.SEEK);

    readAll();

    assertThat(fixture.zone().requests(Api.SEEK) - before).isZero();
  }

  @Test
  void smallReadsOneAfterAnotherAskSeldom() throws IOException {
    create(new byte[10 * MIB]);
    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      long before = fixture.zone().requests(Api.READ);

      byte[] piece = new byte[1_000];
      for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        assertThat(count).isPositive();
      }

      assertThat(fixture.zone().requests(Api.READ) - before).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void theEndOfAFileIsFetchedOnce() throws IOException {
    create(new byte[MIB]);
    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      long before = fixture.zone().requests(Api.READ);

      stream.seek(MIB - 8);
      stream.readNBytes(8);
      stream.seek(MIB - 5_000);
      stream.readNBytes(4_992);
      ((RangeReadable) stream).readTail(new byte[60_000]);

      assertThat(fixture.zone().requests(Api.READ) - before).isEqualTo(1);
    }
  }

  @Test
  void aFileReadAgainIsNotOpenedAgain() throws IOException {
    create(new byte[100]);
    readAll();
    long before = fixture.zone().requests(Api.REPLICA_OPEN);

    readAll();
    readAll();

    assertThat(fixture.zone().requests(Api.REPLICA_OPEN) - before).isZero();
  }

  @Test
  void creatingASmallFileTakesFourRequests() throws IOException {
    fixture.zone().makeCollections(ZoneFixture.USER, ZoneFixture.HOME);
    fixture.client().checkAvailable();
    long before = fixture.zone().requests();

    create(new byte[100]);

    // Open, write, close, and one look at what the server then has.
    assertThat(fixture.zone().requests() - before).isEqualTo(4);
  }

  @Test
  void moreReadersThanConnectionsReadSideBySide() throws Exception {
    byte[] source = new byte[2 * MIB];
    new Random(2).nextBytes(source);
    create(source);
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int reader = 0; reader < 32; reader++) {
        results.add(threads.submit(() -> Arrays.equals(readAll(), source)));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fixture.client().connections()).isLessThanOrEqualTo(8);
  }

  @Test
  void oneThreadCanHoldMoreFilesThanThereAreConnections() throws IOException {
    List<SeekableInputStream> readers = new ArrayList<>();
    List<PositionOutputStream> writers = new ArrayList<>();
    create(new byte[100_000]);
    for (int i = 0; i < 20; i++) {
      readers.add(files().newInputFile(FILE).newStream());
      PositionOutputStream writer = files().newOutputFile(FILE + i).create();
      writer.write(new byte[5 * MIB]);
      writers.add(writer);
    }

    for (int i = 0; i < 20; i++) {
      assertThat(readers.get(i).readAllBytes()).hasSize(100_000);
      readers.get(i).close();
      writers.get(i).close();
      assertThat(files().newInputFile(FILE + i).getLength()).isEqualTo(5 * MIB);
    }
  }

  private void create(byte[] bytes) throws IOException {
    try (PositionOutputStream stream = files().newOutputFile(FILE).create()) {
      stream.write(bytes);
    }
  }

  private byte[] readAll() throws IOException {
    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      return stream.readAllBytes();
    }
  }

  private IrodsFileIO files() {
    return new IrodsFileIO(fixture.client());
  }
}
