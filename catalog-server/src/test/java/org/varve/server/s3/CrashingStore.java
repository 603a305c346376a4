// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.varve.storage.ObjectListing;
import org.varve.storage.ObjectReader;
import org.varve.storage.ObjectStore;
import org.varve.storage.StagedObject;
import org.varve.storage.StoredObject;

/**
 * A store whose server dies after a number of steps: from then on every call fails, and what was
 * staged stays where it is.
 */
final class CrashingStore implements ObjectStore {
  private final ObjectStore store;
  private final AtomicInteger stepsLeft;

  CrashingStore(ObjectStore store, int steps) {
    this.store = store;
    this.stepsLeft = new AtomicInteger(steps);
  }

  boolean hasCrashed() {
    return stepsLeft.get() < 0;
  }

  @Override
  public Optional<StoredObject> findObject(String key) {
    step();
    return store.findObject(key);
  }

  @Override
  public ObjectReader openObject(String key) {
    step();
    return store.openObject(key);
  }

  @Override
  public boolean deleteObject(String key) {
    step();
    return store.deleteObject(key);
  }

  @Override
  public ObjectListing listObjects(String prefix, String after) {
    step();
    return store.listObjects(prefix, after);
  }

  @Override
  public StagedObject stageObject(String key) {
    step();
    StagedObject staged = store.stageObject(key);
    return new StagedObject() {
      @Override
      public void write(byte[] bytes, int offset, int length) {
        step();
        staged.write(bytes, offset, length);
      }

      @Override
      public StoredObject seal() {
        step();
        return staged.seal();
      }

      @Override
      public ObjectReader openSealed() {
        step();
        return staged.openSealed();
      }

      @Override
      public StoredObject publish() {
        step();
        StoredObject published = staged.publish();
        // The server may die after the fact and before it knows.
        step();
        return published;
      }

      @Override
      public void close() {
        if (!hasCrashed()) {
          staged.close();
        }
      }
    };
  }

  private void step() {
    if (stepsLeft.getAndDecrement() <= 0) {
      stepsLeft.set(-1);
      throw new ServerDied();
    }
  }

  /** What nobody catches. */
  static final class ServerDied extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
