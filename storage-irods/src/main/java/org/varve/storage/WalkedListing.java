// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Walks directories depth first in the order of keys, one directory in memory per level. One thread
 * at a time.
 *
 * <p>A directory counts as its name with a slash. Something of which it shows only when its turn
 * comes that it is a directory goes back into the queue as {@code name/}, which is never before its
 * old place.
 *
 * @param <T> where something lies
 */
public abstract class WalkedListing<T> implements ObjectListing {
  /** The name of what stands for the key {@code dir/} in the directory {@code dir}. */
  public static final String MARKER_NAME = ObjectKeys.HIDDEN_PREFIX + "marker";

  private final String after;
  private final Deque<Level<T>> levels = new ArrayDeque<>();
  private @Nullable String skipped;
  private @Nullable StoredObject next;

  /** What a directory holds under a name. */
  public record Entry<T>(String name, T place, boolean isDirectory) {}

  private record Level<T>(String base, Queue<Child<T>> children) {}

  /** The key of a directory ends with a slash. */
  private record Child<T>(String key, T place, boolean isDirectory) {
    /** No key that comes from here is greater: '0' follows '/'. */
    String end() {
      return isDirectory ? key.substring(0, key.length() - 1) + "0" : key + "0";
    }
  }

  protected WalkedListing(String after) {
    this.after = after;
  }

  /** What a directory holds, in no order; nothing if it is missing. */
  protected abstract List<Entry<T>> entries(T directory, String base);

  /** The object there; nothing if it is gone or is none. */
  protected abstract Optional<StoredObject> find(String key, T place);

  /** Whether something that was not listed as a directory, and is no object, is one. */
  protected abstract boolean isDirectory(T place);

  /** Begins with the keys that start with a prefix, in the directory of its last slash. */
  protected final void start(T directory, String prefix) {
    int slash = prefix.lastIndexOf('/');
    descend(directory, prefix.substring(0, slash + 1), prefix.substring(slash + 1));
  }

  @Override
  public final boolean hasNext() {
    StoredObject candidate = next;
    if (candidate == null || isSkipped(candidate.key())) {
      next = advance();
    }
    return next != null;
  }

  @Override
  public final StoredObject next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    StoredObject current = next;
    next = null;
    return Objects.requireNonNull(current);
  }

  @Override
  public final void skipPast(String prefix) {
    skipped = prefix;
  }

  @Override
  public final void close() {
    levels.clear();
    next = null;
  }

  private @Nullable StoredObject advance() {
    while (!levels.isEmpty()) {
      Level<T> level = levels.peek();
      Child<T> child = isSkipped(level.base) ? null : level.children.poll();
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

  private Optional<StoredObject> visit(Level<T> level, Child<T> child) {
    if (ObjectKeys.UTF8_ORDER.compare(child.end(), after) <= 0) {
      return Optional.empty();
    }
    if (child.isDirectory) {
      descend(child.place, child.key, "");
      return Optional.empty();
    }
    Optional<StoredObject> object = find(child.key, child.place);
    boolean marker = child.key.endsWith("/");
    if (object.isEmpty() && !marker && isDirectory(child.place)) {
      level.children.add(new Child<>(child.key + "/", child.place, true));
    }
    return object.filter(found -> ObjectKeys.UTF8_ORDER.compare(found.key(), after) > 0);
  }

  private void descend(T directory, String base, String namePrefix) {
    Queue<Child<T>> children =
        new PriorityQueue<>(Comparator.comparing(Child<T>::key, ObjectKeys.UTF8_ORDER));
    for (Entry<T> entry : entries(directory, base)) {
      if (entry.name.equals(MARKER_NAME)) {
        if (namePrefix.isEmpty() && !base.isEmpty()) {
          children.add(new Child<>(base, entry.place, false));
        }
      } else if (isListed(entry.name, namePrefix)) {
        String key = base + entry.name + (entry.isDirectory ? "/" : "");
        children.add(new Child<>(key, entry.place, entry.isDirectory));
      }
    }
    levels.push(new Level<>(base, children));
  }

  private static boolean isListed(String name, String namePrefix) {
    boolean hidden = name.startsWith(ObjectKeys.HIDDEN_PREFIX);
    boolean asked = namePrefix.startsWith(ObjectKeys.HIDDEN_PREFIX);
    return name.startsWith(namePrefix)
        && (!hidden || asked)
        && !TemporaryNames.isTemporary(name)
        && ObjectKeys.isSegment(name);
  }

  private boolean isSkipped(String key) {
    String prefix = skipped;
    return prefix != null && key.startsWith(prefix);
  }
}
