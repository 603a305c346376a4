// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;
import org.varve.storage.ListingOrder;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.client.ObjectLookup;

/**
 * Walks a collection depth first, one collection in memory per level. One thread at a time.
 *
 * <p>Sorted here and not by the catalog, whose order follows its database's collation.
 */
final class IrodsListing implements Iterator<FileInfo> {
  private final IrodsClient client;
  private final IrodsLocation root;

  /** The next ones on top. */
  private final Deque<Entry> pending = new ArrayDeque<>();

  private @Nullable FileInfo next;

  /** A collection, or an object. */
  private record Entry(LogicalPath path, @Nullable IrodsObject object) {
    String sortKey() {
      return ListingOrder.sortKey(path.name(), object == null);
    }
  }

  IrodsListing(IrodsClient client, IrodsLocation root) {
    this.client = client;
    this.root = root;
    start();
    next = advance();
  }

  private void start() {
    pending.push(new Entry(root.path(), null));
    ObjectLookup found = ask(() -> client.lookUp(root.path()));
    if (found instanceof ObjectLookup.Good good) {
      pending.push(new Entry(root.path(), good.object()));
    }
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
      IrodsObject object = entry.object;
      if (object == null) {
        descend(entry.path);
      } else if (!TemporaryNames.isTemporary(entry.path.name())) {
        return new FileInfo(
            IrodsLocation.of(entry.path), object.size(), object.modified().toEpochMilli());
      }
    }
    return null;
  }

  private void descend(LogicalPath collection) {
    List<Entry> children = new ArrayList<>();
    for (LogicalPath child : ask(() -> client.listCollections(collection))) {
      children.add(new Entry(child, null));
    }
    for (IrodsObject object : ask(() -> client.listObjects(collection))) {
      children.add(new Entry(object.path(), object));
    }
    children.sort(Comparator.comparing(Entry::sortKey).reversed());
    children.forEach(pending::push);
  }

  private <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (IrodsClientException e) {
      throw IrodsFailures.failed(e, "list", root);
    }
  }
}
