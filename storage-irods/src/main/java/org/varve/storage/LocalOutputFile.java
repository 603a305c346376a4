// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A local file to write. Immutable. */
final class LocalOutputFile implements OutputFile {
  private final LocalLocation location;

  LocalOutputFile(LocalLocation location) {
    this.location = location;
  }

  @Override
  public PositionOutputStream create() {
    // The exact check is made when the file gets its name; this one spares writing for nothing.
    if (Files.exists(location.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw new AlreadyExistsException("File already exists: %s", location);
    }
    return open(LocalPublication.EXCLUSIVE);
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    return open(LocalPublication.REPLACING);
  }

  @Override
  public String location() {
    return location.text();
  }

  @Override
  public InputFile toInputFile() {
    return new LocalInputFile(location);
  }

  private PositionOutputStream open(LocalPublication publication) {
    Path temporary = TemporaryNames.siblingOf(location.path());
    try {
      return new LocalOutputStream(
          location, temporary, LocalDirectories.createFile(temporary), publication);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to create file: %s", location);
    }
  }
}
