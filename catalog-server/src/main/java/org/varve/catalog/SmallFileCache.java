// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;

/**
 * The bytes of manifests and manifest lists by their location. A location's bytes never change, so
 * the cache is never wrong. Bounded by bytes. Thread-safe.
 */
final class SmallFileCache {
  /** A larger file is read where it is. */
  static final int MAX_FILE_BYTES = 2 * 1024 * 1024;

  private final Cache<String, byte[]> files;

  SmallFileCache(long maxBytes) {
    this.files =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String location, byte[] bytes) -> bytes.length + location.length())
            .build();
  }

  static boolean isCacheable(String location) {
    return location.endsWith(".avro");
  }

  void put(String location, byte[] bytes) {
    if (isCacheable(location) && bytes.length <= MAX_FILE_BYTES) {
      files.put(location, bytes);
    }
  }

  /** The file from memory, after reading it whole if it is small. */
  InputFile through(InputFile file) {
    byte[] cached = files.getIfPresent(file.location());
    if (cached != null) {
      return new BytesInputFile(file.location(), cached);
    }
    if (file.getLength() > MAX_FILE_BYTES) {
      return file;
    }
    byte[] bytes = read(file);
    files.put(file.location(), bytes);
    return new BytesInputFile(file.location(), bytes);
  }

  private static byte[] read(InputFile file) {
    try (InputStream stream = file.newStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read file: %s", file.location());
    }
  }
}
