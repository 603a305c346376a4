// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file beside the one that it will become. One thread at a time.
 *
 * <p>After a failed write nothing can be sealed or published.
 */
final class LocalStagedObject implements StagedObject {
  private final String key;
  private final LocalLocation target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean failed;
  private boolean closed;
  private @Nullable StoredObject sealed;

  LocalStagedObject(String key, Path target, Path temporary, FileChannel channel) {
    this.key = key;
    this.target = LocalLocation.of(target);
    this.temporary = temporary;
    this.channel = channel;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    checkState(!failed && !closed && sealed == null, "write");
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    failed = true;
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to write object: %s", key);
    }
    failed = false;
  }

  @Override
  public StoredObject seal() {
    StoredObject known = sealed;
    if (known != null) {
      return known;
    }
    checkState(!failed && !closed, "seal");
    try {
      channel.force(true);
      channel.close();
      sealed =
          LocalObjects.find(key, temporary)
              .orElseThrow(() -> new IOException("Temporary file is gone: " + temporary));
      return sealed;
    } catch (IOException e) {
      failed = true;
      throw new RuntimeIOException(e, "Failed to write object: %s", key);
    }
  }

  @Override
  public ObjectReader openSealed() {
    StoredObject object = sealed;
    if (object == null || closed) {
      throw new IllegalStateException("Cannot open staged object: it is not sealed: " + key);
    }
    try {
      Path path = Files.exists(temporary) ? temporary : target.path();
      return new LocalObjectReader(object, FileChannel.open(path, StandardOpenOption.READ));
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to open object: %s", key);
    }
  }

  @Override
  public StoredObject publish() {
    StoredObject object = seal();
    checkState(!closed, "publish");
    try {
      nameExclusively();
      LocalDirectories.forceParentOf(target.path());
      return object;
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to publish object: %s", key);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to delete temporary file: %s", temporary);
    }
  }

  private void nameExclusively() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        LocalPublication.EXCLUSIVE.publish(temporary, target);
        return;
      } catch (AlreadyExistsException e) {
        if (!LocalObjects.isDirectory(target.path())) {
          throw new AlreadyExistsException(e, "Object already exists: %s", key);
        }
        // Directories stay behind when their files are deleted; empty ones make room.
        if (attempt == 10 || !LocalDirectories.deleteIfEmpty(target.path())) {
          throw new UnmappableKeyException("objects exist below it", key);
        }
      }
    }
  }

  private void checkState(boolean good, String verb) {
    if (!good) {
      throw new IllegalStateException(
          "Cannot " + verb + " staged object: it is closed, sealed or broken: " + key);
    }
  }
}
