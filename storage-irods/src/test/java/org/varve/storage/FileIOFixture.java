// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the parts of {@link FileIOContract} need from an implementation, and their helpers. */
abstract class FileIOFixture {
  static final byte[] OLD = "old".getBytes(UTF_8);
  static final byte[] NEW = "newer".getBytes(UTF_8);

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
}
