// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails any test that leaves a stream open. Register it as an extension and use only the {@code
 * FileIO} that {@link #tracked} gives.
 */
public final class OpenStreams implements AfterEachCallback {
  /** What is open, by who opened it. */
  private final Set<Opening> open = ConcurrentHashMap.newKeySet();

  /** The same files, watched. */
  public DelegateFileIO tracked(DelegateFileIO files) {
    return new TrackedFileIO(files);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(open).as("streams left open").isEmpty();
  }

  /** One opened stream; not a record, so that two of one file are two. */
  private static final class Opening {
    private final String location;

    Opening(String location) {
      this.location = location;
    }

    @Override
    public String toString() {
      return location;
    }
  }

  private Opening opened(String location) {
    var opening = new Opening(location);
    open.add(opening);
    return opening;
  }

  private final class TrackedFileIO implements DelegateFileIO {
    private final transient DelegateFileIO files;

    TrackedFileIO(DelegateFileIO files) {
      this.files = files;
    }

    @Override
    public InputFile newInputFile(String location) {
      return new TrackedInputFile(files.newInputFile(location));
    }

    @Override
    public InputFile newInputFile(String location, long length) {
      return new TrackedInputFile(files.newInputFile(location, length));
    }

    @Override
    public OutputFile newOutputFile(String location) {
      return new TrackedOutputFile(files.newOutputFile(location));
    }

    @Override
    public void deleteFile(String location) {
      files.deleteFile(location);
    }

    @Override
    public void deleteFiles(Iterable<String> locations) {
      files.deleteFiles(locations);
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
      return files.listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
      files.deletePrefix(prefix);
    }

    @Override
    public Map<String, String> properties() {
      return files.properties();
    }

    @Override
    public void close() {
      files.close();
    }
  }

  private final class TrackedInputFile implements InputFile {
    private final InputFile file;

    TrackedInputFile(InputFile file) {
      this.file = file;
    }

    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      return new TrackedInputStream(file.newStream(), opened(file.location()));
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }

  private final class TrackedOutputFile implements OutputFile {
    private final OutputFile file;

    TrackedOutputFile(OutputFile file) {
      this.file = file;
    }

    @Override
    public PositionOutputStream create() {
      return new TrackedOutputStream(file.create(), opened(file.location()));
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new TrackedOutputStream(file.createOrOverwrite(), opened(file.location()));
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public InputFile toInputFile() {
      return new TrackedInputFile(file.toInputFile());
    }
  }

  private final class TrackedInputStream extends SeekableInputStream implements RangeReadable {
    private final SeekableInputStream stream;
    private final RangeReadable ranges;
    private final Opening opening;

    TrackedInputStream(SeekableInputStream stream, Opening opening) {
      this.stream = stream;
      this.ranges = (RangeReadable) stream;
      this.opening = opening;
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
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return stream.read(buffer, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      return stream.skip(count);
    }

    @Override
    public int available() throws IOException {
      return stream.available();
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      ranges.readFully(position, buffer, offset, length);
    }

    @Override
    public int readTail(byte[] buffer, int offset, int length) throws IOException {
      return ranges.readTail(buffer, offset, length);
    }

    @Override
    public void readVectored(List<FileRange> wanted, IntFunction<ByteBuffer> allocate)
        throws IOException {
      ranges.readVectored(wanted, allocate);
    }

    @Override
    public void close() throws IOException {
      open.remove(opening);
      stream.close();
    }
  }

  private final class TrackedOutputStream extends PositionOutputStream implements Abortable {
    private final PositionOutputStream stream;
    private final Opening opening;

    TrackedOutputStream(PositionOutputStream stream, Opening opening) {
      this.stream = stream;
      this.opening = opening;
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void write(int value) throws IOException {
      stream.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      stream.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      stream.flush();
    }

    @Override
    public void abort() {
      open.remove(opening);
      ((Abortable) stream).abort();
    }

    @Override
    public void close() throws IOException {
      open.remove(opening);
      stream.close();
    }
  }
}
