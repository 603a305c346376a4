// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileIOTest extends FileIOContract {
  @TempDir private Path directory;

  @Override
  protected DelegateFileIO newFileIO() {
    return new LocalFileIO();
  }

  @Override
  protected String root() {
    return LocalFileIO.locationOf(directory);
  }

  @Override
  protected void plantSparseFile(String location, long position, byte[] bytes) throws IOException {
    LocalFixture.plantSparseFile(LocalLocation.parse(location).path(), position, bytes);
  }

  @Override
  protected void whileWritesFail(WriteAction action) throws IOException {
    LocalFixture.whileWritesFail(action);
  }

  @Override
  protected int raceRounds() {
    return 100;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:", "file://"})
  void aLocationMayNameItsSchemeOrNot(String scheme) throws IOException {
    create(scheme + directory + "/file", "x".getBytes(UTF_8));

    assertThat(directory.resolve("file")).hasContent("x");
    assertThat(files().listPrefix(scheme + directory))
        .extracting(file -> file.location())
        .containsExactly(scheme + directory + "/file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "file:relative", "s3://bucket/key", "irods://zone/home"})
  void refusesWhatIsNoAbsolutePath(String location) {
    assertThatThrownBy(() -> files().newInputFile(location))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid location: not an absolute local path: " + location);
  }

  @Test
  void refusesALocationOnAnotherHost() {
    assertThatThrownBy(() -> files().newInputFile("file://host/a"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid location: names a host: file://host/a");
  }

  @Test
  void refusesNul() {
    assertThatThrownBy(() -> files().newInputFile("/a\0b"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid location: holds a NUL character: /a?b");
  }

  @Test
  void whatACrashLeavesIsHiddenUntilThePrefixIsDeleted() throws IOException {
    Path left = Files.createDirectories(directory.resolve("table")).resolve(".varve-7.part");
    Files.writeString(left, "half");

    assertThat(listed("")).isEmpty();
    assertThat(files().newInputFile(at("table/.varve-7.part")).exists()).isFalse();
    assertThatThrownBy(() -> files().newInputFile(at("table/.varve-7.part")).newStream())
        .isInstanceOf(NotFoundException.class)
        .hasMessage("File does not exist: " + at("table/.varve-7.part"));
    assertThatThrownBy(() -> files().newOutputFile(at("table/.varve-7.part")))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid location: reserved for temporary files: " + at("table/.varve-7.part"));

    files().deletePrefix(at("table"));

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void noTemporaryFileStays() throws IOException {
    create(at("one"), "1".getBytes(UTF_8));
    overwrite(at("one"), "2".getBytes(UTF_8));
    PositionOutputStream aborted = files().newOutputFile(at("two")).create();
    aborted.write(1);
    ((Abortable) aborted).abort();
    PositionOutputStream late = files().newOutputFile(at("three")).create();
    create(at("three"), "3".getBytes(UTF_8));
    assertThatThrownBy(late::close).hasMessage("File already exists: " + at("three"));

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("one", "three");
    }
  }

  @Test
  void linksAreNotFollowedWhenDeleting() throws IOException {
    Files.createDirectory(directory.resolve("kept"));
    Files.writeString(directory.resolve("kept/file"), "x");
    Files.createDirectory(directory.resolve("table"));
    Files.createSymbolicLink(directory.resolve("table/link"), directory.resolve("kept"));

    files().deletePrefix(at("table"));

    assertThat(listed("")).containsExactly(at("kept/file"));
  }

  @Test
  void aCopyWorksAsTheOriginal() throws Exception {
    var original = new LocalFileIO();
    original.initialize(Map.of("a", "b"));
    create(at("file"), "x".getBytes(UTF_8));

    DelegateFileIO copy = serializedAndBack(original);

    assertThat(copy.properties()).containsExactly(Map.entry("a", "b"));
    assertThat(copy.newInputFile(at("file")).getLength()).isEqualTo(1);
  }
}
