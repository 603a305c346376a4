// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket whose root is a local directory. */
class BucketFileIOTest extends FileIOContract {
  @TempDir private Path directory;

  @Override
  protected DelegateFileIO newFileIO() {
    var files = new BucketFileIO();
    files.initialize(
        Map.of("varve.bucket.lab-1.root", LocalFileIO.locationOf(directory.resolve("a root"))));
    return files;
  }

  @Override
  protected String root() {
    return "s3://lab-1";
  }

  @Override
  protected void plantSparseFile(String location, long position, byte[] bytes) throws IOException {
    Path path = directory.resolve("a root").resolve(location.substring("s3://lab-1/".length()));
    LocalFixture.plantSparseFile(path, position, bytes);
  }

  @Override
  protected void whileWritesFail(WriteAction action) throws IOException {
    LocalFixture.whileWritesFail(action);
  }

  @Test
  void theKeyIsThePathBelowTheRoot() throws IOException {
    create("s3://lab-1/table/%2e%2e/file", "x".getBytes(UTF_8));

    assertThat(directory.resolve("a root/table/%2e%2e/file")).hasContent("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3://lab-1 | names no key",
        "s3://lab-1/ | names no key",
        "s3:///key | names no bucket",
        "s3a://lab-1/key | not an s3:// location",
        "file:///etc/passwd | not an s3:// location",
        "s3://lab-1//etc/passwd | holds an empty segment",
        "s3://lab-1/a//b | holds an empty segment",
        "s3://lab-1/a/ | holds an empty segment",
        "s3://lab-1/../other | holds a relative segment",
        "s3://lab-1/a/../../other | holds a relative segment",
        "s3://lab-1/a/.. | holds a relative segment",
        "s3://lab-1/./a | holds a relative segment"
      })
  void noKeyLeavesItsRoot(String location, String why) {
    String message = "Invalid location: " + why + ": " + location;

    assertThatThrownBy(() -> files().newInputFile(location))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> files().newOutputFile(location)).hasMessage(message);
    assertThatThrownBy(() -> files().deleteFile(location)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://lab-1/..", "s3://lab-1/a/../..", "s3://lab-1/../other/"})
  void noPrefixLeavesItsRoot(String prefix) {
    String message = "Invalid location: holds a relative segment: " + prefix;

    assertThatThrownBy(() -> files().listPrefix(prefix)).hasMessage(message);
    assertThatThrownBy(() -> files().deletePrefix(prefix)).hasMessage(message);
  }

  @Test
  void anUnknownBucketIsNotFound() {
    assertThatThrownBy(() -> files().newInputFile("s3://lab-2/key"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Bucket does not exist: lab-2");
    assertThatThrownBy(() -> files().listPrefix("s3://lab-2"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Bucket does not exist: lab-2");
  }

  @Test
  void filesBelowAnExtraLocationAreLetThroughAndNoOthers() throws IOException {
    String extra = LocalFileIO.locationOf(directory.resolve("extra"));
    var files = new BucketFileIO(bucket -> "file:///nowhere");
    files.initialize(Map.of(BucketFileIO.EXTRA_LOCATIONS, "file:/elsewhere," + extra));

    try (var out = files.newOutputFile(extra + "/file").create()) {
      out.write('x');
    }

    assertThat(directory.resolve("extra/file")).hasContent("x");
    assertThatThrownBy(() -> files.newInputFile(extra + "/../file"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid location: not an s3:// location: " + extra + "/../file");
    assertThatThrownBy(() -> files.newInputFile(extra + "-other/file"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid location: not an s3:// location: " + extra + "-other/file");
  }

  @Test
  void aRootOfAnUnknownSchemeIsRefused() {
    var files = new BucketFileIO(bucket -> "gs://elsewhere");

    assertThatThrownBy(() -> files.newInputFile("s3://lab-1/key"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid bucket root: unknown scheme: gs://elsewhere/key");
  }

  @Test
  void aMovedRootIsFollowedAtTheNextCall() throws IOException {
    var root = new String[] {LocalFileIO.locationOf(directory.resolve("before"))};
    var files = new BucketFileIO(bucket -> root[0]);
    Files.createDirectory(directory.resolve("before"));
    Files.writeString(directory.resolve("before/file"), "x");

    Files.move(directory.resolve("before"), directory.resolve("after"));
    root[0] = LocalFileIO.locationOf(directory.resolve("after")) + "/";

    assertThat(files.newInputFile("s3://lab-1/file").getLength()).isEqualTo(1);
    assertThat(files.listPrefix("s3://lab-1/"))
        .extracting(FileInfo::location)
        .containsExactly("s3://lab-1/file");
  }

  @Test
  void aCopyKnowsTheRootsOfItsProperties() throws Exception {
    create(at("file"), "x".getBytes(UTF_8));

    DelegateFileIO copy = serializedAndBack(newFileIO());

    assertThat(copy.newInputFile("s3://lab-1/file").getLength()).isEqualTo(1);
  }

  @Test
  void aFileIOWithRootsOfItsOwnIsNotSerializable() {
    assertThatThrownBy(() -> serializedAndBack(new BucketFileIO(bucket -> "file:///")))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("Cannot serialize BucketFileIO: its roots are not in its properties");
  }
}
