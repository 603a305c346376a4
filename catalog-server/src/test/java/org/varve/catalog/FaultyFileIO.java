// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Files in memory, of which those that end in a certain way cannot be written. */
final class FaultyFileIO implements FileIO {
  private final InMemoryFileIO files = new InMemoryFileIO();
  private final Set<String> locations = ConcurrentHashMap.newKeySet();
  private final Set<String> reads = ConcurrentHashMap.newKeySet();
  private final AtomicReference<String> broken = new AtomicReference<>("none");

  void breakWritesOf(String suffix) {
    broken.set(suffix);
  }

  /** Every file that was written and not deleted. */
  Set<String> existing() {
    Set<String> existing = new TreeSet<>(locations);
    existing.removeIf(location -> !files.fileExists(location));
    return existing;
  }

  /** The locations that were opened for reading since {@link #forgetReads}. */
  Set<String> reads() {
    return reads;
  }

  void forgetReads() {
    reads.clear();
  }

  @Override
  public InputFile newInputFile(String location) {
    InputFile file = files.newInputFile(location);
    return new InputFile() {
      @Override
      public long getLength() {
        return file.getLength();
      }

      @Override
      public org.apache.iceberg.io.SeekableInputStream newStream() {
        reads.add(location);
        return file.newStream();
      }

      @Override
      public String location() {
        return location;
      }

      @Override
      public boolean exists() {
        return file.exists();
      }
    };
  }

  @Override
  public OutputFile newOutputFile(String location) {
    if (location.endsWith(broken.get())) {
      throw new RuntimeIOException("Failed to write file: %s", location);
    }
    locations.add(location);
    return files.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    files.deleteFile(location);
  }
}
