// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.zone.AccessLevel;
import org.varve.storage.irods.zone.Api;
import org.varve.storage.irods.zone.Fault;
import org.varve.storage.irods.zone.InProcessZone;

/**
 * The fault table: whatever happens to one request, the call says the truth, no half file counts as
 * a whole one, and what comes after works.
 */
class IrodsFaultTest {
  private static final int NO_PERMISSION = -818000;
  private static final int LOCKED = -406000;
  private static final int DISK_FULL = -512028;
  private static final int NO_DATABASE = -167000;
  private static final String FILE = "irods:/" + ZoneFixture.HOME + "/dir/file";
  private static final byte[] OLD = bytes(50_000);
  private static final byte[] SMALL = bytes(100_000);
  private static final byte[] LARGE = bytes(4_300_000);

  @RegisterExtension
  final ZoneFixture fixture =
      new ZoneFixture(
          new IrodsPoolLimits(3, Duration.ofSeconds(5), Duration.ofSeconds(30)),
          new IrodsTimeouts(Duration.ofSeconds(2), Duration.ofMillis(300)));

  /** Everything that can happen to one request. */
  private static Stream<Fault> faults() {
    return Stream.of(
        new Fault.CutRequest(0),
        new Fault.CutRequest(20),
        new Fault.CutBefore(),
        new Fault.CutAfter(),
        new Fault.CutReply(2),
        new Fault.CutReply(40),
        new Fault.CutReply(170),
        new Fault.Answer(NO_PERMISSION),
        new Fault.Answer(LOCKED),
        new Fault.Answer(DISK_FULL),
        new Fault.Answer(NO_DATABASE),
        new Fault.AnswerAfter(DISK_FULL),
        new Fault.Stall(),
        new Fault.StallAfter(),
        new Fault.Kill());
  }

  private static Stream<Arguments> each(Integer... apis) {
    return Arrays.stream(apis).flatMap(api -> faults().map(fault -> Arguments.of(api, fault)));
  }

  static Stream<Arguments> creating() {
    return each(Api.AUTHENTICATE, Api.REPLICA_OPEN, Api.WRITE, Api.REPLICA_CLOSE, Api.QUERY);
  }

  static Stream<Arguments> creatingCollections() {
    return each(Api.CREATE_COLLECTION);
  }

  static Stream<Arguments> creatingLarge() {
    return each(Api.REPLICA_OPEN, Api.WRITE, Api.REPLICA_CLOSE, Api.QUERY);
  }

  static Stream<Arguments> overwriting() {
    return each(
        Api.REPLICA_OPEN, Api.WRITE, Api.REPLICA_CLOSE, Api.QUERY, Api.RENAME, Api.OBJECT_UNLINK);
  }

  static Stream<Arguments> reading() {
    return each(Api.AUTHENTICATE, Api.QUERY, Api.REPLICA_OPEN, Api.READ);
  }

  static Stream<Arguments> readingRanges() {
    return Stream.concat(reading(), each(Api.SEEK));
  }

  static Stream<Arguments> deleting() {
    return each(Api.OBJECT_UNLINK);
  }

  static Stream<Arguments> deletingPrefixes() {
    return each(Api.QUERY, Api.OBJECT_UNLINK, Api.REMOVE_COLLECTION);
  }

  static Stream<Arguments> listing() {
    return each(Api.QUERY);
  }

  @ParameterizedTest
  @MethodSource("creating")
  void aCreatedFileIsWholeOrNotThere(int api, Fault fault) throws IOException {
    fixture.zone().makeCollections(ZoneFixture.USER, ZoneFixture.HOME + "/dir");
    fixture.zone().faults().next(api, fault);

    Throwable failure = catchThrowable(() -> create(SMALL));

    assertWholeOrNotThere(failure, SMALL);
  }

  @ParameterizedTest
  @MethodSource("creatingCollections")
  void aFileInANewCollectionIsWholeOrNotThere(int api, Fault fault) throws IOException {
    fixture.zone().faults().next(api, fault);

    Throwable failure = catchThrowable(() -> create(SMALL));

    assertWholeOrNotThere(failure, SMALL);
  }

  @ParameterizedTest
  @MethodSource("creatingLarge")
  void aFileOfSeveralPiecesIsWholeOrNotThere(int api, Fault fault) throws IOException {
    fixture.zone().makeCollections(ZoneFixture.USER, ZoneFixture.HOME + "/dir");
    fixture.zone().faults().next(api, fault);

    Throwable failure = catchThrowable(() -> create(LARGE));

    assertWholeOrNotThere(failure, LARGE);
  }

  @ParameterizedTest
  @MethodSource("creatingLarge")
  void theLastRequestOfItsKindCanFailToo(int api, Fault fault) throws IOException {
    fixture.zone().makeCollections(ZoneFixture.USER, ZoneFixture.HOME + "/dir");
    int passing = api == Api.WRITE ? 1 : 0;
    fixture.zone().faults().after(api, passing, fault);

    Throwable failure = catchThrowable(() -> create(LARGE));

    assertWholeOrNotThere(failure, LARGE);
  }

  @ParameterizedTest
  @MethodSource("overwriting")
  void anOverwrittenFileIsTheOldOneOrTheNewOneOrMissing(int api, Fault fault) throws IOException {
    assertOverwritten(api, fault, SMALL);
  }

  @ParameterizedTest
  @MethodSource("overwriting")
  void overwritingWithSeveralPiecesLeavesOneOfThemWholeOrNone(int api, Fault fault)
      throws IOException {
    assertOverwritten(api, fault, LARGE);
  }

  private void assertOverwritten(int api, Fault fault, byte[] content) throws IOException {
    create(OLD);
    fixture.zone().faults().next(api, fault);

    Throwable failure = catchThrowable(() -> overwrite(content));

    assertTruthful(failure);
    try (var after = freshClient()) {
      var file = new IrodsFileIO(after).newInputFile(FILE);
      if (failure == null) {
        assertThat(read(after)).isEqualTo(content);
      } else if (file.exists()) {
        assertThat(read(after)).isIn(OLD, content);
      }
      assertThat(listed(after)).isSubsetOf(FILE);
    }
    assertWorks();
  }

  @ParameterizedTest
  @MethodSource("reading")
  void whatIsReadIsRightOrAnError(int api, Fault fault) throws IOException {
    create(LARGE);
    fixture.zone().dropConnections();
    fixture.zone().faults().next(api, fault);

    try (var reader = new IrodsClient(fixture.config(fixture.zone().port()))) {
      byte[][] read = new byte[1][];
      Throwable failure = catchThrowable(() -> read[0] = read(reader));

      if (failure == null) {
        assertThat(read[0]).isEqualTo(LARGE);
      } else {
        assertTruthful(failure);
        assertThat(isOnlyALostConnection(fault)).as("read again after %s", fault).isFalse();
      }
      assertThat(fixture.zone().faults().pending()).as("fault never met").isFalse();
      assertThat(read(reader)).isEqualTo(LARGE);
      assertThat(reader.leasedConnections()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("readingRanges")
  void aRangeIsRightOrAnError(int api, Fault fault) throws IOException {
    create(LARGE);
    fixture.zone().dropConnections();
    fixture.zone().faults().next(api, fault);

    try (var reader = new IrodsClient(fixture.config(fixture.zone().port()))) {
      byte[] range = new byte[70_000];
      Throwable failure = catchThrowable(() -> readRange(reader, 3_000_000, range));

      if (failure == null) {
        assertThat(range).isEqualTo(Arrays.copyOfRange(LARGE, 3_000_000, 3_070_000));
      } else {
        assertTruthful(failure);
      }
      assertThat(fixture.zone().faults().pending()).as("fault never met").isFalse();
      readRange(reader, 1_000_000, range);
      assertThat(range).isEqualTo(Arrays.copyOfRange(LARGE, 1_000_000, 1_070_000));
    }
  }

  @ParameterizedTest
  @MethodSource("deleting")
  void aDeletedFileIsGone(int api, Fault fault) throws IOException {
    create(SMALL);
    fixture.zone().faults().next(api, fault);

    Throwable failure = catchThrowable(() -> files().deleteFile(FILE));

    assertTruthful(failure);
    try (var after = freshClient()) {
      boolean there = new IrodsFileIO(after).newInputFile(FILE).exists();
      assertThat(failure != null || !there).as("deleted").isTrue();
      assertThat(there ? read(after) : SMALL).isEqualTo(SMALL);
    }
  }

  @ParameterizedTest
  @MethodSource("deletingPrefixes")
  void aDeletedPrefixIsGone(int api, Fault fault) throws IOException {
    create(SMALL);
    fixture.zone().faults().next(api, fault);

    Throwable failure =
        catchThrowable(() -> files().deletePrefix("irods:/" + ZoneFixture.HOME + "/dir"));

    assertTruthful(failure);
    if (failure == null) {
      assertThat(fixture.zone().objectsBelow(ZoneFixture.HOME + "/dir")).isEmpty();
    }
    assertWorks();
  }

  @ParameterizedTest
  @MethodSource("listing")
  void aListingIsCompleteOrAnError(int api, Fault fault) throws IOException {
    create(SMALL);
    fixture.zone().faults().next(api, fault);
    List<String> listed = new ArrayList<>();

    Throwable failure = catchThrowable(() -> listed.addAll(listed(fixture.client())));

    if (failure == null) {
      assertThat(listed).containsExactly(FILE);
    } else {
      assertTruthful(failure);
      assertThat(isOnlyALostConnection(fault)).as("asked again after %s", fault).isFalse();
    }
    assertWorks();
  }

  @Test
  void aStaleFileIsNotRead() throws IOException {
    create(SMALL);
    fixture.zone().setReplicaStatus(ZoneFixture.HOME + "/dir/file", 0, 0);

    assertThat(files().newInputFile(FILE).exists()).isFalse();
    assertThatThrownBy(() -> files().newInputFile(FILE).newStream())
        .hasMessage(
            "File does not exist: "
                + FILE
                + " (no replica of it is good: a writer left it unfinished)");
    assertThat(listed(fixture.client())).isEmpty();
  }

  @Test
  void aFileWhoseWriterDiedIsNotRead() throws IOException {
    create(SMALL);
    fixture.zone().setReplicaStatus(ZoneFixture.HOME + "/dir/file", 0, 2);

    assertThatThrownBy(() -> files().newInputFile(FILE).getLength())
        .hasMessage("File does not exist: " + FILE + " (it is being written, or its writer died)");
    assertThatThrownBy(() -> files().deleteFile(FILE))
        .isInstanceOf(RuntimeIOException.class)
        .hasMessage("Failed to delete file: " + FILE);
    assertThatThrownBy(() -> create(SMALL)).isInstanceOf(AlreadyExistsException.class);
    fixture.zone().setReplicaStatus(ZoneFixture.HOME + "/dir/file", 0, 0);
  }

  @Test
  void anyGoodReplicaIsRead() throws IOException {
    create(SMALL);
    String path = ZoneFixture.HOME + "/dir/file";
    fixture.zone().addReplica(path, "other", 0, "stale");
    fixture.zone().addReplica(path, "third", 1, "the good one");
    fixture.zone().setReplicaStatus(path, 0, 0);

    assertThat(read(fixture.client())).isEqualTo("the good one".getBytes(UTF_8));
    assertThat(files().newInputFile(FILE).getLength()).isEqualTo(12);
    assertThat(listed(fixture.client())).containsExactly(FILE);
  }

  @Test
  void aFileThatArrivedDifferentlyIsRemovedAndReported() throws IOException {
    fixture.zone().corruptNextWrite();

    assertThatThrownBy(() -> create(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessage("Failed to create file: " + FILE)
        .rootCause()
        .hasMessageStartingWith("Failed to write data object: 100000 bytes with sha2:");
    assertThat(fixture.zone().objectsBelow(ZoneFixture.HOME)).isEmpty();
  }

  @Test
  void whatStorageLostIsAnErrorAndNeverZeros() throws IOException {
    create(SMALL);
    fixture.zone().truncate(ZoneFixture.HOME + "/dir/file", 0, 60_000);

    assertThatThrownBy(() -> read(fixture.client()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("storage holds only 60000 of them");
  }

  @Test
  void aPermissionThatIsLostEndsTheReading() throws IOException {
    create(SMALL);
    assertThat(read(fixture.client())).isEqualTo(SMALL);

    fixture.zone().revoke(ZoneFixture.USER, ZoneFixture.HOME + "/dir/file");

    assertThatThrownBy(() -> read(fixture.client()))
        .hasMessage(
            "File does not exist: "
                + FILE
                + " (or its collection is not readable by varve#tempZone)");
  }

  @Test
  void whoMayNotWriteIsToldSo() {
    fixture.zone().makeCollections("rods", "/tempZone/home/shared");
    fixture.zone().grant(ZoneFixture.USER, AccessLevel.READ_OBJECT, "/tempZone/home/shared");

    assertThatThrownBy(() -> write("irods://tempZone/home/shared/file", SMALL))
        .isInstanceOf(IOException.class)
        .hasMessage("Failed to create file: irods://tempZone/home/shared/file")
        .rootCause()
        .hasMessage(
            "Failed to create data object: iRODS answered -818000: /tempZone/home/shared/file");
  }

  @Test
  void aRefusedLoginIsAnErrorAndNothingMissing() {
    fixture.zone().setPassword(ZoneFixture.USER, "changed");

    assertThatThrownBy(() -> files().newInputFile(FILE).exists())
        .isInstanceOf(RuntimeIOException.class)
        .hasMessage("Failed to stat file: " + FILE)
        .rootCause()
        .hasMessage(
            "Failed to log in to iRODS: iRODS answered -826000 (wrong password): varve#tempZone");
    fixture.zone().setPassword(ZoneFixture.USER, ZoneFixture.USER_PASSWORD);
    assertWorks();
  }

  @Test
  void aZoneThatIsDownIsAnErrorAndComesBack() throws IOException {
    create(SMALL);
    fixture.zone().goDown();

    assertThatThrownBy(() -> read(fixture.client()))
        .isInstanceOf(RuntimeIOException.class)
        .hasMessage("Failed to open file: " + FILE);
    assertThatThrownBy(() -> fixture.client().checkAvailable())
        .hasMessage("Failed to connect to iRODS: tempZone at 127.0.0.1:" + fixture.zone().port());

    fixture.zone().listen();
    assertThat(read(fixture.client())).isEqualTo(SMALL);
  }

  @Test
  void aReaderSurvivesARestartOfTheZone() throws IOException {
    create(LARGE);

    try (SeekableInputStream stream = files().newInputFile(FILE).newStream()) {
      byte[] first = stream.readNBytes(1_000_000);
      fixture.zone().dropConnections();
      byte[] rest = stream.readAllBytes();

      assertThat(first).isEqualTo(Arrays.copyOfRange(LARGE, 0, 1_000_000));
      assertThat(rest).isEqualTo(Arrays.copyOfRange(LARGE, 1_000_000, LARGE.length));
    }
  }

  /** A single cut connection is made good by asking again. */
  private static boolean isOnlyALostConnection(Fault fault) {
    return fault instanceof Fault.CutRequest
        || fault instanceof Fault.CutBefore
        || fault instanceof Fault.CutAfter
        || fault instanceof Fault.CutReply
        || fault instanceof Fault.Kill;
  }

  private void assertWholeOrNotThere(Throwable failure, byte[] content) throws IOException {
    assertTruthful(failure);
    try (var after = freshClient()) {
      boolean there = new IrodsFileIO(after).newInputFile(FILE).exists();
      assertThat(failure != null || there).as("created").isTrue();
      if (there) {
        assertThat(read(after)).isEqualTo(content);
      }
      assertThat(listed(after)).isEqualTo(there ? List.of(FILE) : List.of());
    }
    assertWorks();
  }

  /** Nothing that tells Iceberg that the file is certainly not there and may be cleaned up. */
  private static void assertTruthful(Throwable failure) {
    if (failure != null) {
      assertThat(failure)
          .isInstanceOfAny(
              IOException.class, RuntimeIOException.class, AlreadyExistsException.class)
          .isNotInstanceOf(CleanableFailure.class);
      assertThat(failure.getMessage()).contains(FILE.substring(0, FILE.length() - 5));
    }
  }

  private void assertWorks() {
    assertThat(fixture.zone().faults().pending()).as("fault never met").isFalse();
    String other = "irods:/" + ZoneFixture.HOME + "/another";
    assertThat(catchThrowable(() -> write(other, SMALL))).isNull();
    assertThat(fixture.client().leasedConnections()).isZero();
  }

  /** One that looks at what is left, with time to wait. */
  private IrodsClient freshClient() {
    assertThat(fixture.zone().faults().pending()).as("fault never met").isFalse();
    return new IrodsClient(
        IrodsConfig.of(
            new IrodsEndpoint(fixture.zone().host(), fixture.zone().port(), InProcessZone.ZONE),
            ZoneFixture.USER,
            ZoneFixture.USER_PASSWORD));
  }

  private IrodsFileIO files() {
    return new IrodsFileIO(fixture.client());
  }

  private void create(byte[] bytes) throws IOException {
    write(FILE, bytes);
  }

  private void write(String location, byte[] bytes) throws IOException {
    try (PositionOutputStream stream = files().newOutputFile(location).create()) {
      stream.write(bytes);
    }
  }

  private void overwrite(byte[] bytes) throws IOException {
    try (PositionOutputStream stream = files().newOutputFile(FILE).createOrOverwrite()) {
      stream.write(bytes);
    }
  }

  private static byte[] read(IrodsClient client) throws IOException {
    try (SeekableInputStream stream = new IrodsFileIO(client).newInputFile(FILE).newStream()) {
      return stream.readAllBytes();
    }
  }

  private static void readRange(IrodsClient client, long position, byte[] range)
      throws IOException {
    try (SeekableInputStream stream = new IrodsFileIO(client).newInputFile(FILE).newStream()) {
      ((RangeReadable) stream).readFully(position, range);
    }
  }

  private static List<String> listed(IrodsClient client) {
    Iterable<FileInfo> files =
        new IrodsFileIO(client).listPrefix("irods:/" + ZoneFixture.HOME + "/dir");
    return StreamSupport.stream(files.spliterator(), false).map(FileInfo::location).toList();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
