// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.varve.storage.ObjectKeys;
import org.varve.storage.ObjectListing;
import org.varve.storage.StoredObject;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Walks a collection depth first, one collection in memory per level, read by two queries when its
 * turn comes. One thread at a time.
 */
final class IrodsObjectListing implements ObjectListing {
  private static final Comparator<Child> KEY_ORDER =
      Comparator.comparing(Child::key, ObjectKeys.UTF8_ORDER);

  private final IrodsClient client;
  private final String after;
  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable String skipped;
  private @Nullable StoredObject next;

  private record Level(String base, Deque<Child> children) {}

  /** A data object, or a collection whose key ends with a slash. */
  private record Child(String key, LogicalPath path, @Nullable IrodsObject object) {}

  IrodsObjectListing(IrodsClient client, IrodsKeys keys, String prefix, String after) {
    this.client = client;
    this.after = after;
    int slash = prefix.lastIndexOf('/');
    String base = prefix.substring(0, slash + 1);
    keys.findCollection(base)
        .ifPresent(collection -> descend(collection, base, prefix.substring(slash + 1)));
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
        IrodsObject object = child.object;
        if (object == null) {
          enter(child);
        } else if (ObjectKeys.UTF8_ORDER.compare(child.key, after) > 0) {
          return IrodsObjectStore.stored(child.key, object);
        }
      }
    }
    return null;
  }

  /** Unless all that lies below comes before the beginning: '0' follows '/'. */
  private void enter(Child collection) {
    String behind = collection.key.substring(0, collection.key.length() - 1) + "0";
    if (ObjectKeys.UTF8_ORDER.compare(behind, after) > 0) {
      descend(collection.path, collection.key, "");
    }
  }

  private void descend(LogicalPath collection, String base, String namePrefix) {
    List<Child> children = new ArrayList<>();
    try {
      for (IrodsObject object : client.listObjects(collection)) {
        String name = object.path().name();
        if (name.equals(IrodsKeys.MARKER_NAME)) {
          if (namePrefix.isEmpty() && !base.isEmpty()) {
            children.add(new Child(base, object.path(), object));
          }
        } else if (isListed(name, namePrefix)) {
          children.add(new Child(base + name, object.path(), object));
        }
      }
      for (LogicalPath below : client.listCollections(collection)) {
        if (isListed(below.name(), namePrefix)) {
          children.add(new Child(base + below.name() + "/", below, null));
        }
      }
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "list", base);
    }
    children.sort(KEY_ORDER);
    levels.push(new Level(base, new ArrayDeque<>(children)));
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
