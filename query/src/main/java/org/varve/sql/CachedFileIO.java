// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Reads every file through the cache: for the planning of scans and for Iceberg's own readers, both
 * of which read immutable files only. Thread-safe. Writes nothing.
 *
 * <p>Serialisable because the interface says so; never serialised.
 */
final class CachedFileIO implements FileIO {
  private static final long serialVersionUID = 1L;

  private final transient FileCache cache;
  private final FileIO source;

  CachedFileIO(FileCache cache, FileIO source) {
    this.cache = cache;
    this.source = source;
  }

  /**
   * The local copy of a file.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is none at that location
   */
  CachedFile pin(String location, long length) {
    try {
      return cache.pin(location, length, target -> fetch(location, target));
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to read file: " + location, e);
    }
  }

  private void fetch(String location, Path target) throws IOException {
    try (InputStream in = source.newInputFile(location).newStream()) {
      Files.copy(in, target);
    }
  }

  @Override
  public InputFile newInputFile(String location) {
    return new CachedInputFile(location, FileCache.UNKNOWN_LENGTH);
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    return new CachedInputFile(location, length);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    throw new UnsupportedOperationException("Cannot write file: reading only: " + location);
  }

  @Override
  public void deleteFile(String location) {
    throw new UnsupportedOperationException("Cannot delete file: reading only: " + location);
  }

  private final class CachedInputFile implements InputFile {
    private final String location;
    private final long length;

    private CachedInputFile(String location, long length) {
      this.location = location;
      this.length = length;
    }

    @Override
    public long getLength() {
      if (length != FileCache.UNKNOWN_LENGTH) {
        return length;
      }
      try (CachedFile file = pin(location, length)) {
        return file.length();
      }
    }

    @Override
    public SeekableInputStream newStream() {
      return new PinnedStream(pin(location, length));
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public boolean exists() {
      return source.newInputFile(location).exists();
    }
  }

  /** Keeps the copy pinned until it is closed. */
  private static final class PinnedStream extends SeekableInputStream {
    private final CachedFile file;
    private final SeekableInputStream stream;

    private PinnedStream(CachedFile file) {
      this.file = file;
      this.stream = org.apache.iceberg.Files.localInput(file.path().toFile()).newStream();
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void seek(long position) throws IOException {
      stream.seek(position);
    }

    @Override
    public int read() throws IOException {
      return stream.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      return stream.read(buffer, offset, count);
    }

    @Override
    public void close() throws IOException {
      try (file) {
        stream.close();
      }
    }
  }
}
