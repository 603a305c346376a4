// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** Files that remember which of them were opened, measured or looked for. */
final class CountingFileIO implements FileIO {
  private static final long serialVersionUID = 1L;

  private final transient List<String> touched = new CopyOnWriteArrayList<>();
  private final FileIO files;

  CountingFileIO(FileIO files) {
    this.files = files;
  }

  /** In order, with repetitions. */
  List<String> touched() {
    return touched;
  }

  @Override
  public InputFile newInputFile(String location) {
    return new Counted(files.newInputFile(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return files.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    files.deleteFile(location);
  }

  private final class Counted implements InputFile {
    private final InputFile file;

    private Counted(InputFile file) {
      this.file = file;
    }

    @Override
    public long getLength() {
      touched.add(location());
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      touched.add(location());
      return file.newStream();
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      touched.add(location());
      return file.exists();
    }
  }
}
