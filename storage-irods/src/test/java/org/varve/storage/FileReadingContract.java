// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

/** How files are read. */
abstract class FileReadingContract extends FileIOFixture {
  @Test
  void aMissingFileIsNotFound() {
    var missing = files().newInputFile(at("no/such/file"));

    assertThat(missing.exists()).isFalse();
    assertThatThrownBy(missing::getLength)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("File does not exist: ");
    assertThatThrownBy(missing::newStream)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("File does not exist: ");
  }

  @Test
  void readsFromAnyPosition() throws IOException {
    byte[] bytes = randomBytes(300_000);
    create(at("file"), bytes);
    Random random = new Random(7);

    try (SeekableInputStream stream = files().newInputFile(at("file")).newStream()) {
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(bytes.length);
        int length = random.nextInt(bytes.length - from);
        byte[] expected = Arrays.copyOfRange(bytes, from, from + length);

        stream.seek(from);
        assertThat(stream.readNBytes(length)).isEqualTo(expected);
        assertThat(stream.getPos()).isEqualTo(from + length);

        byte[] range = new byte[length + 2];
        ((RangeReadable) stream).readFully(from, range, 1, length);
        assertThat(Arrays.copyOfRange(range, 1, length + 1)).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsSeveralRangesAtOnce() throws Exception {
    byte[] bytes = randomBytes(6_000_000);
    create(at("file"), bytes);
    List<FileRange> ranges =
        List.of(range(5_999_990, 10), range(0, 100), range(100, 50_000), range(60_000, 1));
    List<FileRange> more = List.of(range(500_000, 5_000_000), range(5_550_000, 1_000));

    try (SeekableInputStream stream = files().newInputFile(at("file")).newStream()) {
      ((RangeReadable) stream).readVectored(ranges, ByteBuffer::allocate);
      ((RangeReadable) stream).readVectored(more, ByteBuffer::allocateDirect);
      ((RangeReadable) stream).readVectored(List.of(), ByteBuffer::allocate);
    }

    for (FileRange range : Stream.concat(ranges.stream(), more.stream()).toList()) {
      int from = (int) range.offset();
      assertThat(range.byteBuffer().get(0, TimeUnit.SECONDS))
          .isEqualTo(ByteBuffer.wrap(bytes, from, range.length()));
    }
  }

  @Test
  void ofRangesThatCannotAllBeReadNoneIsLeftWaiting() throws IOException {
    create(at("file"), NEW);
    List<FileRange> ranges = List.of(range(200_000, 3), range(0, 3));

    try (SeekableInputStream stream = files().newInputFile(at("file")).newStream()) {
      assertThatThrownBy(() -> ((RangeReadable) stream).readVectored(ranges, ByteBuffer::allocate))
          .isInstanceOf(EOFException.class)
          .hasMessageStartingWith("Failed to read 3 bytes at 200000: end of file at ");
    }

    assertThat(ranges.get(0).byteBuffer()).isCompletedExceptionally();
    assertThat(ranges.get(1).byteBuffer()).isCompletedWithValue(ByteBuffer.wrap(NEW, 0, 3));
  }

  private static FileRange range(long offset, int length) throws EOFException {
    return new FileRange(new CompletableFuture<>(), offset, length);
  }

  @Test
  void readsTheTail() throws IOException {
    create(at("file"), "0123456789".getBytes(UTF_8));

    try (SeekableInputStream stream = files().newInputFile(at("file")).newStream()) {
      byte[] tail = new byte[4];
      byte[] more = new byte[20];

      assertThat(((RangeReadable) stream).readTail(tail)).isEqualTo(4);
      assertThat(((RangeReadable) stream).readTail(more)).isEqualTo(10);

      assertThat(new String(tail, UTF_8)).isEqualTo("6789");
      assertThat(new String(more, 0, 10, UTF_8)).isEqualTo("0123456789");
    }
  }

  @Test
  void readingPastTheEndIsAnErrorAndNeverZeros() throws IOException {
    create(at("file"), NEW);

    try (SeekableInputStream stream = files().newInputFile(at("file")).newStream()) {
      assertThatThrownBy(() -> ((RangeReadable) stream).readFully(3, new byte[3]))
          .isInstanceOf(EOFException.class)
          .hasMessageStartingWith("Failed to read 3 bytes at 3: end of file at 5: ");
      stream.seek(5);
      assertThat(stream.read()).isEqualTo(-1);
      stream.seek(100);
      assertThat(stream.read(new byte[10])).isEqualTo(-1);
      stream.seek(0);
      assertThat(stream.readAllBytes()).isEqualTo(NEW);
      assertThatThrownBy(() -> stream.seek(-1))
          .isInstanceOf(ValidationException.class)
          .hasMessage("Invalid position: negative: -1");
    }
  }

  @Test
  void skipsAndTellsWhatIsLeft() throws IOException {
    create(at("file"), "0123456789".getBytes(UTF_8));

    try (SeekableInputStream stream = files().newInputFile(at("file")).newStream()) {
      assertThat(stream.skip(7)).isEqualTo(7);
      assertThat(stream.read()).isEqualTo('7');
      assertThat(stream.skip(7)).isEqualTo(2);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void aClosedReaderRefusesToRead() throws IOException {
    create(at("file"), NEW);
    SeekableInputStream stream = files().newInputFile(at("file")).newStream();
    stream.close();
    stream.close();

    assertThatThrownBy(stream::read)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read file: the stream is closed: ");
  }

  @Test
  void readsPositionsPast2GiB() throws IOException {
    long position = (1L << 31) + 12_345;
    plantSparseFile(at("big"), position, NEW);

    try (SeekableInputStream stream = files().newInputFile(at("big")).newStream()) {
      byte[] tail = new byte[5];

      stream.seek(position);
      assertThat(stream.readNBytes(10)).isEqualTo(NEW);
      ((RangeReadable) stream).readTail(tail);
      assertThat(tail).isEqualTo(NEW);
      assertThat(stream.getPos()).isEqualTo(position + 5);
    }
    assertThat(files().newInputFile(at("big")).getLength()).isEqualTo(position + 5);
  }

  @Test
  void twoReadersOfOneFileDoNotDisturbEachOther() throws IOException {
    create(at("file"), "0123456789".getBytes(UTF_8));

    try (SeekableInputStream one = files().newInputFile(at("file")).newStream();
        SeekableInputStream two = files().newInputFile(at("file")).newStream()) {
      one.seek(8);

      assertThat(two.read()).isEqualTo('0');
      assertThat(one.read()).isEqualTo('8');
      assertThat(two.read()).isEqualTo('1');
    }
  }

  @Test
  void theOutputFileLeadsToItsInputFile() throws IOException {
    var output = files().newOutputFile(at("file"));
    assertThat(output.toInputFile().exists()).isFalse();

    create(at("file"), NEW);

    assertThat(output.location()).isEqualTo(at("file"));
    assertThat(output.toInputFile().location()).isEqualTo(at("file"));
    assertThat(output.toInputFile().getLength()).isEqualTo(5);
  }
}
