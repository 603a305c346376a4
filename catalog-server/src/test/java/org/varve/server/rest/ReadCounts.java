// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** Counts how often each file is opened for reading. Thread-safe. */
final class ReadCounts implements DelegateFileIO {
  private static final long serialVersionUID = 1L;

  private final transient DelegateFileIO files;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  ReadCounts(DelegateFileIO files) {
    this.files = files;
  }

  /** How often each metadata file was opened. */
  Map<String, Integer> ofMetadata() {
    Map<String, Integer> metadata = new TreeMap<>(counts);
    metadata.keySet().removeIf(location -> !location.endsWith(".metadata.json"));
    return metadata;
  }

  @Override
  public InputFile newInputFile(String location) {
    return counted(files.newInputFile(location));
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    return counted(files.newInputFile(location, length));
  }

  private InputFile counted(InputFile file) {
    return new InputFile() {
      @Override
      public long getLength() {
        return file.getLength();
      }

      @Override
      public SeekableInputStream newStream() {
        counts.merge(file.location(), 1, Integer::sum);
        return file.newStream();
      }

      @Override
      public String location() {
        return file.location();
      }

      @Override
      public boolean exists() {
        return file.exists();
      }
    };
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return files.newOutputFile(location);
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
}
