// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableMap;

/**
 * Files of this machine, for Iceberg.
 *
 * <p>A location is {@code file:/a/b}, {@code file:///a/b} or {@code /a/b}, and is never
 * percent-decoded. A file appears whole or not at all: its bytes go to a hidden temporary file in
 * the same directory, reach the disk, and get their name in one step when the stream is closed.
 * Success is reported after the directory has reached the disk too. Names of the form {@code
 * .varve-….part} are kept for those temporary files: they are never listed or read, and cannot be
 * written. Directories are made on demand.
 *
 * <p>Needs a POSIX file system with hard links. Thread-safe; each stream is for one thread at a
 * time. Nothing is open between calls but the streams, which their callers close.
 */
public final class LocalFileIO implements DelegateFileIO {
  private Map<String, String> properties = SerializableMap.copyOf(Map.of());

  /** For Iceberg, which loads a {@code FileIO} by its name; usable without {@link #initialize}. */
  public LocalFileIO() {}

  /** The location of a path of this machine: absolute, normalized, with the scheme. */
  public static String locationOf(Path path) {
    return LocalLocation.of(path).text();
  }

  @Override
  public void initialize(Map<String, String> newProperties) {
    properties = SerializableMap.copyOf(newProperties);
  }

  @Override
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public InputFile newInputFile(String location) {
    return new LocalInputFile(LocalLocation.parse(location));
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code create()} fails with {@code AlreadyExistsException} if the file is there, and so does
   * {@code close()} if another writer was faster: of any number of writers that create a file, one
   * wins. {@code createOrOverwrite()} replaces in one step; who reads the old file reads on. Both
   * give an {@link Abortable} stream. If a write failed, {@code close()} fails too and leaves
   * nothing. If the directory cannot be brought to the disk after the file got its name, {@code
   * close()} fails and the whole file stays.
   */
  @Override
  public OutputFile newOutputFile(String location) {
    LocalLocation parsed = LocalLocation.parse(location);
    ValidationException.check(
        !parsed.isTemporary(), "Invalid location: reserved for temporary files: %s", location);
    return new LocalOutputFile(parsed);
  }

  /**
   * Deletes a file; its directory stays. Does nothing if there is no such file.
   *
   * @throws RuntimeIOException if it cannot be deleted, or is a directory
   */
  @Override
  public void deleteFile(String location) {
    Path path = LocalLocation.parse(location).path();
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("Cannot delete file: it is a directory: " + location);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      if (isBelowFile(path)) {
        return;
      }
      throw new RuntimeIOException(e, "Failed to delete file: %s", location);
    }
  }

  /**
   * Deletes the files one by one, whatever happens to the others.
   *
   * @throws org.apache.iceberg.io.BulkDeletionFailureException with the count of those that could
   *     not be deleted, each failure attached as suppressed
   */
  @Override
  public void deleteFiles(Iterable<String> locations) {
    var failures = new BulkFailures();
    locations.forEach(location -> failures.attempt(() -> deleteFile(location)));
    failures.throwIfAny();
  }

  /**
   * The files under a directory at any depth, in the order of their locations' UTF-8 bytes.
   *
   * <p>The prefix names a directory, with or without a slash at the end, so {@code /a/b} does not
   * cover {@code /a/bc}; if it names a file, that file is the listing. Missing means empty. A
   * listing is not a point in time: files that come or go while it is read may show or not. Links
   * are not followed. Directories are read one by one as the caller goes on, and nothing stays open
   * between. The creation time is the time of the last modification.
   */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    LocalLocation root = LocalLocation.parse(prefix);
    return () -> new LocalListing(root);
  }

  /**
   * Deletes every file under a directory, with the temporary files of unfinished writers and the
   * directories themselves. See {@link #listPrefix} for what a prefix is. Missing is fine.
   *
   * @throws RuntimeIOException at the first failure; the rest may be deleted or not
   */
  @Override
  public void deletePrefix(String prefix) {
    Path root = LocalLocation.parse(prefix).path();
    try {
      deleteTree(root);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to delete prefix: %s", prefix);
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try {
        for (Path child : LocalDirectories.children(path)) {
          deleteTree(child);
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        return; // another caller was faster
      }
    }
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      return; // a writer came in between; its file is not one of those that were asked for
    } catch (IOException e) {
      if (!isBelowFile(path)) {
        throw e;
      }
    }
  }

  /** Whether some ancestor is a file, which makes the path a missing one and not a failure. */
  private static boolean isBelowFile(Path path) {
    for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
      if (Files.exists(parent)) {
        return !Files.isDirectory(parent);
      }
    }
    return false;
  }
}
