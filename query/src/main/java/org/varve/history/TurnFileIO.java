// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what was written through it, so that a turn that is given up leaves nothing behind.
 * Thread-safe, as Iceberg writes manifests on several threads. Closing it closes nothing.
 */
final class TurnFileIO implements FileIO {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TurnFileIO.class);

  private final FileIO files;
  private final Set<String> written = ConcurrentHashMap.newKeySet();

  TurnFileIO(FileIO files) {
    this.files = files;
  }

  @Override
  public InputFile newInputFile(String location) {
    return files.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    written.add(location);
    return files.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    files.deleteFile(location);
    written.remove(location);
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }

  /** Deletes what was written. What cannot be deleted is garbage that nothing points to. */
  void deleteWritten() {
    for (String location : Set.copyOf(written)) {
      try {
        deleteFile(location);
      } catch (RuntimeException e) {
        LOG.debug("Cannot delete {} of a turn that was given up", location, e);
      }
    }
  }

  @Override
  public void close() {
    // The catalog owns the FileIO underneath.
  }
}
