// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.varve.storage.ObjectListing;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StorageUnavailableException;
import org.varve.storage.StoredObject;
import org.varve.storage.TemporaryNames;
import org.varve.storage.UnmappableKeyException;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.client.ObjectLookup;

/**
 * The objects of a bucket that lies in a collection, next to what {@link IrodsFileIO} writes there
 * and by the same rules. The id of an object is its data id; times are whole seconds. Thread-safe;
 * the client is closed by whoever made it.
 */
public final class IrodsObjectStore implements ObjectStore {
  private static final int MAX_ATTEMPTS = 10;

  private final IrodsClient client;
  private final IrodsKeys keys;

  /**
   * A store below a root such as {@code irods://zone/home/lab/proj/.mesa/iceberg}.
   *
   * @throws org.apache.iceberg.exceptions.ValidationException if the root is no such location
   */
  public static IrodsObjectStore at(String root, IrodsClient client) {
    return new IrodsObjectStore(client, new IrodsKeys(IrodsLocation.parsePrefix(root).path()));
  }

  private IrodsObjectStore(IrodsClient client, IrodsKeys keys) {
    this.client = client;
    this.keys = keys;
  }

  @Override
  public Optional<StoredObject> findObject(String key) {
    return findIrodsObject(key, keys.path(key)).map(object -> stored(key, object));
  }

  private Optional<IrodsObject> findIrodsObject(String key, LogicalPath path) {
    try {
      ObjectLookup found = client.lookUp(path);
      if (found instanceof ObjectLookup.Good good) {
        return Optional.of(good.object());
      }
      if (found instanceof ObjectLookup.Broken broken && !broken.beingWritten()) {
        throw new RuntimeIOException(
            new IOException("No replica is good: " + path), "Failed to look up object: %s", key);
      }
      return Optional.empty();
    } catch (IrodsClientException e) {
      throw failed(e, "look up", key);
    }
  }

  @Override
  public ObjectReader openObject(String key) {
    LogicalPath path = keys.path(key);
    for (int attempt = 1; ; attempt++) {
      IrodsObject object = findIrodsObject(key, path).orElseThrow(() -> missing(key));
      try {
        return new IrodsObjectReader(stored(key, object), client.openReader(object));
      } catch (IrodsClientException e) {
        // Another object may have taken the key between the look and the opening.
        if (e.kind() != Kind.NOT_FOUND || attempt == MAX_ATTEMPTS) {
          throw failed(e, "open", key);
        }
      }
    }
  }

  @Override
  public StagedObject stageObject(String key) {
    LogicalPath target = keys.path(key);
    LogicalPath temporary = target.parent().child(TemporaryNames.newName());
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return new IrodsStagedObject(client, key, target, client.openWriter(temporary));
        } catch (IrodsClientException e) {
          if (e.kind() != Kind.NOT_FOUND || attempt == MAX_ATTEMPTS) {
            throw e;
          }
        }
        makeCollection(key, target.parent());
      }
    } catch (IrodsClientException e) {
      throw failed(e, "write", key);
    }
  }

  private void makeCollection(String key, LogicalPath collection) {
    try {
      client.createCollections(collection);
    } catch (IrodsClientException e) {
      if (e.kind() == Kind.EXISTS) {
        throw new UnmappableKeyException("an object exists above it", key);
      }
      throw e;
    }
  }

  /** {@inheritDoc} Collections stay. */
  @Override
  public boolean deleteObject(String key) {
    try {
      client.unlink(keys.path(key));
      return true;
    } catch (IrodsClientException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return false;
      }
      throw failed(e, "delete", key);
    }
  }

  @Override
  public ObjectListing listObjects(String prefix, String after) {
    return new IrodsObjectListing(client, keys, prefix, after);
  }

  static StoredObject stored(String key, IrodsObject object) {
    return new StoredObject(key, Long.toHexString(object.id()), object.size(), object.modified());
  }

  static RuntimeIOException failed(IrodsClientException e, String verb, String key) {
    var cause = new IOException(e.getMessage(), e);
    return e.kind() == Kind.UNAVAILABLE
        ? new StorageUnavailableException(cause, verb, key)
        : new RuntimeIOException(cause, "Failed to %s object: %s", verb, key);
  }

  private static NotFoundException missing(String key) {
    return new NotFoundException("Object does not exist: %s", key);
  }
}
