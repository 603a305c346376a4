// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one turn: what is written is there at once for this turn's own reads, and on its way
 * to the store in the background until {@link #awaitUploads}.
 *
 * <p>A file that outgrows memory's share goes to the store while it is written. Every upload
 * belongs to this object and to no thread, so that the barrier waits for all of them. Thread-safe;
 * closing it does nothing.
 */
final class TurnFileIO implements FileIO {
  private static final Logger LOG = LoggerFactory.getLogger(TurnFileIO.class);
  private static final long serialVersionUID = 1L;

  private final transient FileIO files;
  private final transient SmallFileCache cache;
  private final transient Executor uploader;
  private final transient Map<String, CompletableFuture<Void>> uploads = new ConcurrentHashMap<>();
  private final transient Map<String, byte[]> inMemory = new ConcurrentHashMap<>();

  TurnFileIO(FileIO files, SmallFileCache cache, Executor uploader) {
    this.files = files;
    this.cache = cache;
    this.uploader = uploader;
  }

  @Override
  public InputFile newInputFile(String location) {
    byte[] bytes = inMemory.get(location);
    return bytes == null ? files.newInputFile(location) : new BytesInputFile(location, bytes);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new TurnOutputFile(this, location);
  }

  /** Starts a file that is written to the store directly. */
  PositionOutputStream openDirect(String location) {
    uploads.put(location, CompletableFuture.completedFuture(null));
    return files.newOutputFile(location).create();
  }

  /** Takes a complete file and brings it to the store in the background. */
  void upload(String location, byte[] bytes) {
    inMemory.put(location, bytes);
    uploads.put(location, CompletableFuture.runAsync(() -> write(location, bytes), uploader));
  }

  private void write(String location, byte[] bytes) {
    try (PositionOutputStream stream = files.newOutputFile(location).create()) {
      stream.write(bytes);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to write file: %s", location);
    }
  }

  /**
   * Returns when every file written so far is in the store.
   *
   * @throws RuntimeException the failure of the first upload that failed
   */
  void awaitUploads() {
    try {
      CompletableFuture.allOf(uploads.values().toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Keeps the manifests in memory for those who read the table next. */
  void rememberCommitted() {
    inMemory.forEach(cache::put);
  }

  @Override
  public void deleteFile(String location) {
    CompletableFuture<Void> upload = uploads.remove(location);
    inMemory.remove(location);
    if (upload != null) {
      upload.handle((done, failure) -> true).join();
    }
    files.deleteFile(location);
  }

  /** Deletes every file of this turn, as far as that works. */
  void deleteAll() {
    deleteAllBut(Set.of());
  }

  /** Deletes the files of this turn that are not among those, as far as that works. */
  void deleteAllBut(Collection<String> kept) {
    for (String location : uploads.keySet()) {
      if (!kept.contains(location)) {
        try {
          deleteFile(location);
        } catch (NotFoundException e) {
          LOG.debug("A file that nothing refers to was never there: {}", location, e);
        } catch (RuntimeException e) {
          LOG.warn("Failed to delete a file that nothing refers to: {}", location, e);
        }
      }
    }
  }

  @Override
  public Map<String, String> properties() {
    return files.properties();
  }
}
