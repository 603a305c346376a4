// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A local file to read. Immutable. */
final class LocalInputFile implements InputFile {
  private final LocalLocation location;

  LocalInputFile(LocalLocation location) {
    this.location = location;
  }

  @Override
  public long getLength() {
    checkExists();
    try {
      return Files.size(location.path());
    } catch (NoSuchFileException e) {
      throw notFound(e);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to stat file: %s", location);
    }
  }

  @Override
  public SeekableInputStream newStream() {
    checkExists();
    try {
      return new LocalInputStream(
          location, FileChannel.open(location.path(), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      throw notFound(e);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to open file: %s", location);
    }
  }

  @Override
  public String location() {
    return location.text();
  }

  @Override
  public boolean exists() {
    return !location.isTemporary() && Files.isRegularFile(location.path());
  }

  /** Opening alone would accept a directory. */
  private void checkExists() {
    if (!exists()) {
      throw new NotFoundException("File does not exist: %s", location);
    }
  }

  private NotFoundException notFound(IOException cause) {
    return new NotFoundException(cause, "File does not exist: %s", location);
  }
}
