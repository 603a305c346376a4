// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.Arrays;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.jspecify.annotations.Nullable;
import org.varve.storage.ObjectReader;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;
import org.varve.storage.UnmappableKeyException;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.IrodsWriter;
import org.varve.storage.irods.client.LogicalPath;

/**
 * A temporary data object beside the one that it will become. One thread at a time.
 *
 * <p>After a failed write nothing can be sealed or published.
 */
final class IrodsStagedObject implements StagedObject {
  private static final int MAX_ATTEMPTS = 10;

  private final IrodsClient client;
  private final String key;
  private final LogicalPath target;
  private final IrodsWriter writer;
  private @Nullable IrodsObject sealed;
  private boolean failed;
  private boolean published;
  private boolean closed;

  IrodsStagedObject(IrodsClient client, String key, LogicalPath target, IrodsWriter writer) {
    this.client = client;
    this.key = key;
    this.target = target;
    this.writer = writer;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    checkState(!failed && !closed && sealed == null, "write");
    failed = true;
    try {
      byte[] piece = offset == 0 ? bytes : Arrays.copyOfRange(bytes, offset, offset + length);
      writer.write(piece, length);
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "write", key);
    }
    failed = false;
  }

  @Override
  public StoredObject seal() {
    return IrodsObjectStore.stored(key, sealedObject());
  }

  private IrodsObject sealedObject() {
    IrodsObject known = sealed;
    if (known != null) {
      return known;
    }
    checkState(!failed && !closed, "seal");
    failed = true;
    try {
      IrodsObject object = writer.finish();
      sealed = object;
      failed = false;
      return object;
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "write", key);
    }
  }

  @Override
  public ObjectReader openSealed() {
    IrodsObject object = sealed;
    if (object == null || closed) {
      throw new IllegalStateException("Cannot open staged object: it is not sealed: " + key);
    }
    try {
      return new IrodsObjectReader(seal(), client.openReader(object));
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "open", key);
    }
  }

  @Override
  public StoredObject publish() {
    IrodsObject object = sealedObject();
    checkState(!closed && !published, "publish");
    for (int attempt = 1; ; attempt++) {
      try {
        client.rename(object, target);
        published = true;
        sealed = object.at(target);
        return IrodsObjectStore.stored(key, object);
      } catch (IrodsClientException e) {
        if (e.kind() != Kind.EXISTS) {
          throw IrodsObjectStore.failed(e, "publish", key);
        }
        makeRoomAfter(e, attempt);
      }
    }
  }

  /** Collections stay behind when their objects are deleted; empty ones make room. */
  private void makeRoomAfter(IrodsClientException taken, int attempt) {
    try {
      if (!client.isCollection(target)) {
        throw new AlreadyExistsException(taken, "Object already exists: %s", key);
      }
      removeIfEmpty(target);
    } catch (IrodsClientException e) {
      if (e.code() == IrodsClientException.COLLECTION_NOT_EMPTY) {
        throw new UnmappableKeyException("objects exist below it", key);
      }
      throw IrodsObjectStore.failed(e, "publish", key);
    }
    if (attempt == MAX_ATTEMPTS) {
      throw new UnmappableKeyException("objects exist below it", key);
    }
  }

  /** With the collections in it, if there are no objects; iRODS refuses the others. */
  private void removeIfEmpty(LogicalPath collection) {
    client.listCollections(collection).forEach(this::removeIfEmpty);
    client.removeCollection(collection);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      IrodsObject object = sealed;
      if (object == null) {
        writer.abort();
      } else if (!published) {
        client.unlinkIfThere(object.path());
      }
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "discard", key);
    }
  }

  private void checkState(boolean good, String verb) {
    if (!good) {
      throw new IllegalStateException(
          "Cannot " + verb + " staged object: it is closed, sealed or broken: " + key);
    }
  }
}
