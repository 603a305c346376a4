// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A file to write under its location in a bucket. Immutable. */
final class BucketOutputFile implements OutputFile {
  private final String location;
  private final OutputFile file;

  BucketOutputFile(String location, OutputFile file) {
    this.location = location;
    this.file = file;
  }

  @Override
  public PositionOutputStream create() {
    return file.create();
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    return file.createOrOverwrite();
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public InputFile toInputFile() {
    return new BucketInputFile(location, file.toInputFile());
  }
}
