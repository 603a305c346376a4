// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
  @TempDir private Path directory;

  @Override
  protected ObjectStore newStore() {
    return new LocalObjectStore(directory);
  }

  @Test
  void aKeyIsTheNameOfAFileByteForByte() {
    put("a%20b/c", "content");

    assertThat(directory.resolve("a%20b").resolve("c")).hasContent("content");
  }

  @Test
  void filesThatAreBeingWrittenCannotBeNamed() {
    assertThatThrownBy(() -> store().findObject("a/.varve-1.part"))
        .isInstanceOf(UnmappableKeyException.class)
        .hasMessage("Invalid key: reserved for temporary files: a/.varve-1.part");
  }

  @Test
  void discardingLeavesNoFile() throws Exception {
    try (StagedObject staged = store().stageObject("a")) {
      staged.write("content".getBytes(UTF_8), 0, 7);
    }

    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFileThatWasCutShortIsAFailureAndNoShortAnswer() throws Exception {
    put("a", "0123456789");

    try (ObjectReader reader = store().openObject("a")) {
      try (var channel = FileChannel.open(directory.resolve("a"), StandardOpenOption.WRITE)) {
        channel.truncate(4);
      }

      assertThatThrownBy(() -> reader.read(6, ByteBuffer.allocate(4)))
          .isInstanceOf(RuntimeIOException.class)
          .hasMessage("Failed to read object: a")
          .hasRootCauseMessage("File ends at 4 of 10 bytes");
    }
  }

  @Test
  void linksAreNoObjects() throws Exception {
    put("a", "content");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));

    assertThat(store().findObject("link")).isEmpty();
    assertThat(keys("", "")).containsExactly("a");
  }

  @Test
  void aBucketIsOpenedAtItsRoot() {
    put("a", "content");
    var stores =
        new RootedObjectStores(
            bucket -> {
              if (bucket.equals("missing")) {
                throw new NotFoundException("Bucket does not exist: %s", bucket);
              }
              return bucket.equals("odd") ? "ftp://x" : LocalFileIO.locationOf(directory);
            });

    assertThat(stores.loadStore("lab").findObject("a")).isPresent();
    assertThatThrownBy(() -> stores.loadStore("missing"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Bucket does not exist: missing");
    assertThatThrownBy(() -> stores.loadStore("odd"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot open bucket: no store for its root: odd");
  }

  @Test
  void aStoreIsLocalIfItsRootIsKnownToLieOnThisMachine() {
    put("a", "content");
    var stores =
        new RootedObjectStores(
            BucketRoots.of(
                Map.of("lab", LocalFileIO.locationOf(directory), "zone", "irods://zone/home/lab")));
    var asking = new RootedObjectStores(bucket -> LocalFileIO.locationOf(directory));

    assertThat(stores.findLocalStore("lab").orElseThrow().findObject("a")).isPresent();
    assertThat(stores.findLocalStore("zone")).isEmpty();
    assertThat(stores.findLocalStore("missing")).isEmpty();
    assertThat(asking.findLocalStore("lab")).isEmpty();
  }
}
