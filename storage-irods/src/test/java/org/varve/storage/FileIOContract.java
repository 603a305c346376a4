// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@code FileIO} of ours promises, wherever its bytes lie. */
public abstract class FileIOContract {
  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "newer".getBytes(UTF_8);

  @RegisterExtension final OpenStreams streams = new OpenStreams();

  private DelegateFileIO files;

  /** The files under test, and below {@link #root} none yet. Closed by the subclass. */
  protected abstract DelegateFileIO newFileIO() throws Exception;

  /** Where the test's files lie, without a slash at the end; fresh for each test. */
  protected abstract String root();

  /** A file of zeros but for the given bytes at the given position, made without this FileIO. */
  protected abstract void plantSparseFile(String location, long position, byte[] bytes)
      throws IOException;

  /** Runs the action while writes to storage fail. */
  protected abstract void whileWritesFail(WriteAction action) throws IOException;

  /** Something that writes. */
  @FunctionalInterface
  protected interface WriteAction {
    void run() throws IOException;
  }

  @BeforeEach
  void openFiles() throws Exception {
    files = streams.tracked(newFileIO());
  }

  /** The files under test, watched for leaks. */
  protected final DelegateFileIO files() {
    return files;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_300_001})
  void whatIsWrittenIsRead(int size) throws IOException {
    byte[] bytes = randomBytes(size);

    create(at("a/b/file"), bytes);

    assertThat(read(at("a/b/file"))).isEqualTo(bytes);
    assertThat(files.newInputFile(at("a/b/file")).getLength()).isEqualTo(size);
    assertThat(files.newInputFile(at("a/b/file"), size).getLength()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space", " leading", "100%", "%2e%2e", "a%20b", "quote'", "double\"quote", "a&b;c=d",
        "back\\slash", "plus+hash#", "what?", "çığ-日本-𝔘", "..hidden", "~", "a || b", "<tag>&amp;"
      })
  void namesAreTakenAsTheyAre(String name) throws IOException {
    create(at("dir of " + name + "/" + name), NEW);

    assertThat(read(at("dir of " + name + "/" + name))).isEqualTo(NEW);
    assertThat(listed("")).containsExactly(at("dir of " + name + "/" + name));
    assertThat(listed("dir of " + name)).containsExactly(at("dir of " + name + "/" + name));

    files.deleteFile(at("dir of " + name + "/" + name));

    assertThat(listed("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tab\there", "new\nline", "return\r", "escape\u001b[0m"})
  void controlCharactersRoundTripOrAreRefused(String name) throws IOException {
    if (acceptsControlCharacters()) {
      create(at(name), NEW);

      assertThat(read(at(name))).isEqualTo(NEW);
      assertThat(listed("")).containsExactly(at(name));
    } else {
      assertThatThrownBy(() -> create(at(name), NEW))
          .isInstanceOf(ValidationException.class)
          .hasMessageStartingWith("Invalid location: holds a control character: ");
    }
  }

  /** Whether a name may hold them. */
  protected boolean acceptsControlCharacters() {
    return true;
  }

  @Test
  void aNameOf255BytesRoundTrips() throws IOException {
    String name = "n".repeat(255);

    create(at(name), NEW);

    assertThat(read(at(name))).isEqualTo(NEW);
  }

  @Test
  void aNameOf256BytesIsRefused() {
    String location = at("n".repeat(256));

    assertThatThrownBy(() -> create(location, NEW)).hasMessageContaining("n".repeat(256));
    assertThat(listed("")).isEmpty();
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
  void aMissingFileIsNotFound() {
    var missing = files.newInputFile(at("no/such/file"));

    assertThat(missing.exists()).isFalse();
    assertThatThrownBy(missing::getLength)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("File does not exist: ");
    assertThatThrownBy(missing::newStream)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("File does not exist: ");
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    create(at("dir/file"), NEW);
    var directory = files.newInputFile(at("dir"));

    assertThat(directory.exists()).isFalse();
    assertThatThrownBy(directory::newStream)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("File does not exist: ");
    assertThatThrownBy(() -> files.deleteFile(at("dir")))
        .hasMessageStartingWith("Failed to delete file: ");
    assertThat(read(at("dir/file"))).isEqualTo(NEW);
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    create(at("file"), NEW);

    assertThat(files.newInputFile(at("file/below")).exists()).isFalse();
    assertThatThrownBy(() -> create(at("file/below"), NEW))
        .isNotInstanceOf(AlreadyExistsException.class)
        .hasMessageStartingWith("Failed to create file: ");
    files.deleteFile(at("file/below"));
    assertThat(read(at("file"))).isEqualTo(NEW);
  }

  @Test
  void anUnfinishedFileIsNeitherListedNorRead() throws IOException {
    try (PositionOutputStream crashing = files.newOutputFile(at("dir/file")).create()) {
      crashing.write(randomBytes(200_000));
      crashing.flush();

      assertThat(listed("")).isEmpty();
      assertThat(files.newInputFile(at("dir/file")).exists()).isFalse();
      assertThatThrownBy(() -> files.newInputFile(at("dir/file")).newStream())
          .isInstanceOf(NotFoundException.class);

      ((Abortable) crashing).abort();
    }
    assertThat(listed("")).isEmpty();
  }

  @Test
  void anAbortedFileNeverAppears() throws IOException {
    PositionOutputStream stream = files.newOutputFile(at("dir/file")).create();
    stream.write(randomBytes(200_000));

    ((Abortable) stream).abort();
    stream.close();

    assertThat(files.newInputFile(at("dir/file")).exists()).isFalse();
    create(at("dir/file"), NEW);
    assertThat(read(at("dir/file"))).isEqualTo(NEW);
  }

  @Test
  void anAbortedOverwriteKeepsTheOldFile() throws IOException {
    create(at("file"), OLD);
    PositionOutputStream stream = files.newOutputFile(at("file")).createOrOverwrite();
    stream.write(NEW);

    ((Abortable) stream).abort();

    assertThat(read(at("file"))).isEqualTo(OLD);
  }

  @Test
  void afterAFailedWriteCloseFailsAndLeavesNothing() throws IOException {
    PositionOutputStream stream = files.newOutputFile(at("dir/file")).create();
    stream.write(OLD);

    whileWritesFail(
        () ->
            assertThatThrownBy(() -> stream.write(new byte[10_000_000]))
                .isInstanceOf(IOException.class));

    assertThatThrownBy(stream::close)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write file: an earlier write failed: ");
    stream.close();
    assertThat(files.newInputFile(at("dir/file")).exists()).isFalse();
    assertThat(listed("")).isEmpty();
  }

  @Test
  void aClosedWriterRefusesToWrite() throws IOException {
    PositionOutputStream stream = files.newOutputFile(at("file")).create();
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
    try (PositionOutputStream stream = files.newOutputFile(at("file")).create()) {
      assertThat(stream.getPos()).isZero();
      stream.write(7);
      stream.write(randomBytes(100_000), 10, 90_000);
      assertThat(stream.getPos()).isEqualTo(90_001);
    }
    assertThat(read(at("file"))).hasSize(90_001);
  }

  @Test
  void listsEverythingBelowADirectoryInTheOrderOfBytes() throws IOException {
    for (String name : List.of("dir/b", "dir/a/z", "dir/a.b", "dir/a", "dirt", "dir/ı", "dir/𝔘")) {
      if (!name.equals("dir/a")) {
        create(at(name), NEW);
      }
    }

    assertThat(listed("dir"))
        .containsExactly(at("dir/a.b"), at("dir/a/z"), at("dir/b"), at("dir/ı"), at("dir/𝔘"));
    assertThat(StreamSupport.stream(files.listPrefix(at("dir/")).spliterator(), false))
        .extracting(FileInfo::location)
        .first()
        .isEqualTo(at("dir/a.b"));
    assertThat(listed("dir/nothing")).isEmpty();
    assertThat(listed("di")).isEmpty();
  }

  @Test
  void listsSizeAndTime() throws IOException {
    create(at("file"), NEW);

    FileInfo info = files.listPrefix(root()).iterator().next();

    assertThat(info.size()).isEqualTo(5);
    assertThat(info.createdAtMillis()).isBetween(1_600_000_000_000L, 4_000_000_000_000L);
  }

  @Test
  void deletingWhatIsMissingIsFine() throws IOException {
    create(at("file"), NEW);

    files.deleteFile(at("file"));
    files.deleteFile(at("file"));
    files.deletePrefix(at("nothing"));

    assertThat(listed("")).isEmpty();
  }

  @Test
  void bulkDeletionDeletesAllItCanAndReportsTheRest() throws IOException {
    create(at("one"), NEW);
    create(at("two"), NEW);
    create(at("dir/three"), NEW);

    assertThatThrownBy(
            () ->
                files.deleteFiles(
                    List.of(at("one"), at("dir"), at("missing"), "ftp://elsewhere", at("two"))))
        .isInstanceOfSatisfying(
            BulkDeletionFailureException.class,
            e -> {
              assertThat(e.numberFailedObjects()).isEqualTo(2);
              assertThat(e.getSuppressed()).hasSize(2);
            })
        .hasMessage("Failed to delete 2 files");
    assertThat(listed("")).containsExactly(at("dir/three"));
  }

  @Test
  void deletePrefixDeletesADirectoryAndNotItsNeighbor() throws IOException {
    create(at("dir/one"), NEW);
    create(at("dir/deep/er/two"), NEW);
    create(at("dirt/three"), NEW);

    files.deletePrefix(at("dir"));

    assertThat(listed("")).containsExactly(at("dirt/three"));
    create(at("dir/one"), NEW);
    assertThat(read(at("dir/one"))).isEqualTo(NEW);
  }

  @Test
  void readsFromAnyPosition() throws IOException {
    byte[] bytes = randomBytes(300_000);
    create(at("file"), bytes);
    Random random = new Random(7);

    try (SeekableInputStream stream = files.newInputFile(at("file")).newStream()) {
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
  void readsTheTail() throws IOException {
    create(at("file"), "0123456789".getBytes(UTF_8));

    try (SeekableInputStream stream = files.newInputFile(at("file")).newStream()) {
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

    try (SeekableInputStream stream = files.newInputFile(at("file")).newStream()) {
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

    try (SeekableInputStream stream = files.newInputFile(at("file")).newStream()) {
      assertThat(stream.skip(7)).isEqualTo(7);
      assertThat(stream.read()).isEqualTo('7');
      assertThat(stream.skip(7)).isEqualTo(2);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void aClosedReaderRefusesToRead() throws IOException {
    create(at("file"), NEW);
    SeekableInputStream stream = files.newInputFile(at("file")).newStream();
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

    try (SeekableInputStream stream = files.newInputFile(at("big")).newStream()) {
      byte[] tail = new byte[5];

      stream.seek(position);
      assertThat(stream.readNBytes(10)).isEqualTo(NEW);
      ((RangeReadable) stream).readTail(tail);
      assertThat(tail).isEqualTo(NEW);
      assertThat(stream.getPos()).isEqualTo(position + 5);
    }
    assertThat(files.newInputFile(at("big")).getLength()).isEqualTo(position + 5);
  }

  @Test
  void twoReadersOfOneFileDoNotDisturbEachOther() throws IOException {
    create(at("file"), "0123456789".getBytes(UTF_8));

    try (SeekableInputStream one = files.newInputFile(at("file")).newStream();
        SeekableInputStream two = files.newInputFile(at("file")).newStream()) {
      one.seek(8);

      assertThat(two.read()).isEqualTo('0');
      assertThat(one.read()).isEqualTo('8');
      assertThat(two.read()).isEqualTo('1');
    }
  }

  @Test
  void theOutputFileLeadsToItsInputFile() throws IOException {
    var output = files.newOutputFile(at("file"));
    assertThat(output.toInputFile().exists()).isFalse();

    create(at("file"), NEW);

    assertThat(output.location()).isEqualTo(at("file"));
    assertThat(output.toInputFile().location()).isEqualTo(at("file"));
    assertThat(output.toInputFile().getLength()).isEqualTo(5);
  }

  protected final String at(String key) {
    return root() + "/" + key;
  }

  protected final void create(String location, byte[] bytes) throws IOException {
    try (PositionOutputStream stream = files.newOutputFile(location).create()) {
      stream.write(bytes);
    }
  }

  protected final void overwrite(String location, byte[] bytes) throws IOException {
    try (PositionOutputStream stream = files.newOutputFile(location).createOrOverwrite()) {
      stream.write(bytes);
    }
  }

  protected final byte[] read(String location) throws IOException {
    try (SeekableInputStream stream = files.newInputFile(location).newStream()) {
      return stream.readAllBytes();
    }
  }

  /** The locations below a directory of the test's root. */
  protected final List<String> listed(String directory) {
    String prefix = directory.isEmpty() ? root() : at(directory);
    return StreamSupport.stream(files.listPrefix(prefix).spliterator(), false)
        .map(FileInfo::location)
        .toList();
  }

  protected static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** A copy, as Spark makes one for its executors. */
  protected static DelegateFileIO serializedAndBack(DelegateFileIO original) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (DelegateFileIO) in.readObject();
    }
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
