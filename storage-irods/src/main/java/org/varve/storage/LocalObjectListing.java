// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a directory depth first, one directory's names in memory per level. One thread at a time.
 *
 * <p>Looks at a file only when its turn comes, so that a page of a large directory costs its names
 * and the page. That a name is a directory shows only then: it goes back into the queue as {@code
 * name/}, which is never before its old place.
 */
final class LocalObjectListing implements ObjectListing {
  private static final Comparator<Child> KEY_ORDER =
      Comparator.comparing(Child::key, ObjectKeys.UTF8_ORDER);

  private final String after;
  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable String skipped;
  private @Nullable StoredObject next;

  LocalObjectListing(LocalKeys keys, String prefix, String after) {
    this.after = after;
    int slash = prefix.lastIndexOf('/');
    String base = prefix.substring(0, slash + 1);
    keys.findDirectory(base)
        .ifPresent(directory -> descend(directory, base, prefix.substring(slash + 1)));
  }

  @Override
  public boolean hasNext() {
    StoredObject candidate = next;
    if (candidate == null || isSkipped(candidate.key())) {
      next = advance();
    }
    return next != null;
  }

  @Override
  public StoredObject next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    StoredObject current = next;
    next = null;
    return Objects.requireNonNull(current);
  }

  @Override
  public void skipPast(String prefix) {
    skipped = prefix;
  }

  @Override
  public void close() {
    levels.clear();
    next = null;
  }

  private @Nullable StoredObject advance() {
    while (!levels.isEmpty()) {
      Level level = levels.peek();
      Child child = isSkipped(level.base) ? null : level.children.poll();
      if (child == null) {
        levels.pop();
      } else if (!isSkipped(child.key)) {
        Optional<StoredObject> found = visit(level, child);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return null;
  }

  private Optional<StoredObject> visit(Level level, Child child) {
    if (child.isDirectory) {
      descend(child.path, child.key, "");
      return Optional.empty();
    }
    // '0' follows '/': beyond it lies nothing that starts with this name.
    if (ObjectKeys.UTF8_ORDER.compare(child.key + "0", after) <= 0) {
      return Optional.empty();
    }
    try {
      Optional<StoredObject> object = LocalObjects.find(child.key, child.path);
      if (object.isEmpty() && LocalObjects.isDirectory(child.path)) {
        level.children.add(new Child(child.key + "/", child.path, true));
      }
      return object.filter(o -> ObjectKeys.UTF8_ORDER.compare(o.key(), after) > 0);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to list objects: %s", child.key);
    }
  }

  private void descend(Path directory, String base, String namePrefix) {
    Queue<Child> children = new PriorityQueue<>(KEY_ORDER);
    try {
      for (Path path : LocalDirectories.children(directory)) {
        String name = String.valueOf(path.getFileName());
        if (name.equals(LocalKeys.MARKER_NAME)) {
          if (namePrefix.isEmpty() && !base.isEmpty()) {
            children.add(new Child(base, path, false));
          }
        } else if (name.startsWith(namePrefix) && isListed(path, name, namePrefix)) {
          children.add(new Child(base + name, path, false));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return; // nothing there, or gone since
    } catch (IOException e) {
      if (LocalObjects.isBelowFile(directory)) {
        return;
      }
      throw new RuntimeIOException(e, "Failed to list objects: %s", base);
    }
    levels.push(new Level(base, children));
  }

  private static boolean isListed(Path path, String name, String namePrefix) {
    boolean hidden = name.startsWith(ObjectKeys.HIDDEN_PREFIX);
    boolean asked = namePrefix.startsWith(ObjectKeys.HIDDEN_PREFIX);
    return (!hidden || asked) && !TemporaryNames.isTemporary(path) && ObjectKeys.isSegment(name);
  }

  private boolean isSkipped(String key) {
    String prefix = skipped;
    return prefix != null && key.startsWith(prefix);
  }

  private record Level(String base, Queue<Child> children) {}

  private record Child(String key, Path path, boolean isDirectory) {}
}
