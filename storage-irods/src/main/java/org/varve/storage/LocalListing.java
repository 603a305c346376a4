// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

/**
 * Walks a directory depth first, one directory in memory per level. One thread at a time.
 *
 * <p>A directory is sorted as its name with a slash, which makes the order of the walk the order of
 * whole locations.
 */
final class LocalListing implements Iterator<FileInfo> {
  /** The next ones on top. */
  private final Deque<Entry> pending = new ArrayDeque<>();

  private @Nullable FileInfo next;

  LocalListing(LocalLocation root) {
    String text = root.text();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    pending.push(new Entry(root.path(), text));
    next = advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public FileInfo next() {
    FileInfo current = next;
    if (current == null) {
      throw new NoSuchElementException();
    }
    next = advance();
    return current;
  }

  private @Nullable FileInfo advance() {
    while (!pending.isEmpty()) {
      Entry entry = pending.pop();
      try {
        var attributes =
            Files.readAttributes(entry.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile() && !TemporaryNames.isTemporary(entry.path)) {
          return new FileInfo(
              entry.location, attributes.size(), attributes.lastModifiedTime().toMillis());
        }
        if (attributes.isDirectory()) {
          descend(entry);
        }
      } catch (IOException e) {
        if (!isGone(e, entry.path)) {
          throw new RuntimeIOException(e, "Failed to list prefix: %s", entry.location);
        }
      }
    }
    return null;
  }

  private void descend(Entry directory) throws IOException {
    List<Child> children = new ArrayList<>();
    for (Path path : LocalDirectories.children(directory.path)) {
      children.add(Child.of(path));
    }
    children.sort(Comparator.comparing(Child::sortKey).reversed());
    for (Child child : children) {
      pending.push(new Entry(child.path, directory.location + "/" + child.path.getFileName()));
    }
  }

  /** Removed since its directory was read, or never there, or below a file. */
  private static boolean isGone(IOException e, Path path) {
    return e instanceof NoSuchFileException
        || e instanceof NotDirectoryException
        || Files.notExists(path);
  }

  private record Entry(Path path, String location) {}

  private record Child(Path path, String sortKey) {
    static Child of(Path path) {
      boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      return new Child(path, ListingOrder.sortKey(path.getFileName().toString(), directory));
    }
  }
}
