// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Counts what passes through to another FileIO: file operations (open, create, look-up of a length,
 * delete) and the bytes of whole files that are opened or written. Thread-safe.
 */
final class CountingFileIO implements FileIO {
  private static final long serialVersionUID = 1L;

  private final FileIO files;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  CountingFileIO(FileIO files) {
    this.files = files;
  }

  void reset() {
    operations.set(0);
    bytes.set(0);
  }

  long operations() {
    return operations.get();
  }

  long bytes() {
    return bytes.get();
  }

  @Override
  public InputFile newInputFile(String location) {
    return new CountingInputFile(files.newInputFile(location));
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    return new CountingInputFile(files.newInputFile(location, length));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new CountingOutputFile(files.newOutputFile(location));
  }

  @Override
  public void deleteFile(String location) {
    operations.incrementAndGet();
    files.deleteFile(location);
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }

  @Override
  public void close() {
    files.close();
  }

  private final class CountingInputFile implements InputFile {
    private final InputFile file;

    CountingInputFile(InputFile file) {
      this.file = file;
    }

    @Override
    public long getLength() {
      operations.incrementAndGet();
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      operations.incrementAndGet();
      bytes.addAndGet(file.getLength());
      return file.newStream();
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      operations.incrementAndGet();
      return file.exists();
    }
  }

  private final class CountingOutputFile implements OutputFile {
    private final OutputFile file;

    CountingOutputFile(OutputFile file) {
      this.file = file;
    }

    @Override
    public PositionOutputStream create() {
      operations.incrementAndGet();
      return new CountingOutputStream(file.create(), bytes);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      operations.incrementAndGet();
      return new CountingOutputStream(file.createOrOverwrite(), bytes);
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public InputFile toInputFile() {
      return new CountingInputFile(file.toInputFile());
    }
  }
}
