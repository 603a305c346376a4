// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.IrodsWriter;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.client.ObjectLookup;

/**
 * How the bytes of one file become a data object. One thread at a time.
 *
 * <p>A new file is created under its own name: opened exclusively, written and closed. Until it is
 * closed every reader refuses it. One that replaces another gets a temporary name in the same
 * collection first, and its own by a rename.
 */
final class IrodsUpload {
  private static final Logger LOG = LoggerFactory.getLogger(IrodsUpload.class);
  private static final int MAX_ATTEMPTS = 10;

  private final IrodsClient client;
  private final LogicalPath target;
  private final boolean replaces;

  IrodsUpload(IrodsClient client, LogicalPath target, boolean replaces) {
    this.client = client;
    this.target = target;
    this.replaces = replaces;
  }

  /** Creates the file with these bytes. */
  void createWhole(byte[] bytes, int length) throws IOException {
    IrodsWriter writer = open();
    writeOrAbort(writer, bytes, length);
    publish(writer);
  }

  /** Begins the file. The caller publishes or aborts the writer. */
  IrodsWriter open() throws IOException {
    return open(replaces ? target.parent().child(TemporaryNames.newName()) : target);
  }

  /** Completes what was begun. */
  void publish(IrodsWriter writer) {
    IrodsObject written = writer.finish();
    if (!replaces) {
      return;
    }
    boolean published = false;
    try {
      replace(written);
      published = true;
    } finally {
      if (!published) {
        removeQuietly(written.path());
      }
    }
  }

  private static void writeOrAbort(IrodsWriter writer, byte[] bytes, int length) {
    boolean written = false;
    try {
      writer.write(bytes, length);
      written = true;
    } finally {
      if (!written) {
        writer.abort();
      }
    }
  }

  private IrodsWriter open(LogicalPath path) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return client.openWriter(path);
      } catch (IrodsClientException e) {
        // Once because the collection is new; again if somebody removes it at this moment.
        if (e.kind() != Kind.NOT_FOUND || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
      makeCollection(path.parent());
    }
  }

  private void makeCollection(LogicalPath collection) throws IOException {
    try {
      client.createCollections(collection);
    } catch (IrodsClientException e) {
      // Not as it is: that some collection's name is taken does not mean that the file exists.
      throw new IOException("Failed to create collection: " + collection, e);
    }
  }

  /** Old aside, new in. Renaming with force would lose the old one before the new one is there. */
  private void replace(IrodsObject staged) {
    List<IrodsObject> replaced = new ArrayList<>();
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          client.rename(staged, target);
          break;
        } catch (IrodsClientException e) {
          if (e.kind() != Kind.EXISTS || attempt == MAX_ATTEMPTS) {
            throw e;
          }
          moveAside().ifPresent(replaced::add);
        }
      }
    } catch (IrodsClientException e) {
      putBack(replaced, e);
      throw e;
    }
    replaced.forEach(old -> removeQuietly(old.path()));
  }

  private Optional<IrodsObject> moveAside() {
    ObjectLookup found = client.lookUp(target);
    if (found instanceof ObjectLookup.Broken broken && !broken.beingWritten()) {
      client.unlinkIfThere(target);
      return Optional.empty();
    }
    if (!(found instanceof ObjectLookup.Good good)) {
      return Optional.empty();
    }
    IrodsObject old = good.object();
    LogicalPath aside = target.parent().child(TemporaryNames.newNameAside());
    try {
      client.rename(old, aside);
    } catch (IrodsClientException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty(); // another writer moved it
      }
      throw e;
    }
    return Optional.of(old.at(aside));
  }

  private void putBack(List<IrodsObject> replaced, IrodsClientException failure) {
    if (!replaced.isEmpty()) {
      try {
        client.rename(replaced.get(replaced.size() - 1), target);
      } catch (IrodsClientException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** What is left has a reserved name, so it is never read, and maintenance finds it. */
  private void removeQuietly(LogicalPath path) {
    try {
      client.unlinkIfThere(path);
    } catch (IrodsClientException e) {
      LOG.warn("Failed to remove temporary data object: {}: {}", path, e.getMessage());
    }
  }
}
