// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * A FileIO that reads manifests and manifest lists through a cache. Thread-safe; closing it does
 * nothing, since it owns nothing. Not for other processes: it cannot be serialized.
 */
final class CachingFileIO implements FileIO {
  private static final long serialVersionUID = 1L;

  private final transient FileIO files;
  private final transient SmallFileCache cache;

  CachingFileIO(FileIO files, SmallFileCache cache) {
    this.files = files;
    this.cache = cache;
  }

  @Override
  public InputFile newInputFile(String location) {
    InputFile file = files.newInputFile(location);
    return SmallFileCache.isCacheable(location) ? cache.through(file) : file;
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    InputFile file = files.newInputFile(location, length);
    return SmallFileCache.isCacheable(location) ? cache.through(file) : file;
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
  public Map<String, String> properties() {
    return files.properties();
  }
}
