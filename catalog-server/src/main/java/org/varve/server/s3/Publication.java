// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;

/** What it takes for an object to get its key. */
enum Publication {
  /** {@code If-None-Match: *}: the key must be free, whoever took it and with whatever. */
  ONLY_IF_ABSENT {
    @Override
    StoredObject settle(ObjectStore store, StagedObject staged, AlreadyExistsException taken) {
      throw Preconditions.failed();
    }
  },

  /** The same bytes under the key are the same upload, sent again. Others are never replaced. */
  OR_IDENTICAL {
    @Override
    StoredObject settle(ObjectStore store, StagedObject staged, AlreadyExistsException taken) {
      try (ObjectReader existing = store.openObject(staged.seal().key());
          ObjectReader sent = staged.openSealed()) {
        if (ObjectBytes.areEqual(existing, sent)) {
          return existing.object();
        }
      } catch (NotFoundException e) {
        // Deleted in between: the key was taken all the same when it counted.
      }
      throw taken;
    }
  };

  /**
   * @throws S3Exception if the request asks for a condition that nothing written here can meet
   */
  static Publication of(S3Request request) {
    if (request.headers().find("if-match").isPresent()) {
      throw new S3Exception(
          S3ErrorCode.NOT_IMPLEMENTED, "Objects are never overwritten: If-Match on a write");
    }
    Optional<String> noneMatch = request.headers().find("if-none-match");
    if (noneMatch.isPresent() && !noneMatch.get().trim().equals("*")) {
      throw new S3Exception(
          S3ErrorCode.NOT_IMPLEMENTED, "If-None-Match on a write takes only the value *");
    }
    return noneMatch.isPresent() ? ONLY_IF_ABSENT : OR_IDENTICAL;
  }

  /** Refuses early what cannot succeed, before a body is read. */
  void checkFree(ObjectStore store, String key) {
    if (this == ONLY_IF_ABSENT && store.findObject(key).isPresent()) {
      throw Preconditions.failed();
    }
  }

  /** The object that has the key now: the staged one, or an identical one that was faster. */
  StoredObject publish(ObjectStore store, StagedObject staged) {
    try {
      return staged.publish();
    } catch (AlreadyExistsException e) {
      return settle(store, staged, e);
    }
  }

  abstract StoredObject settle(
      ObjectStore store, StagedObject staged, AlreadyExistsException taken);
}
