// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.client.IrodsClientException.Kind;

/**
 * Writes one new data object, which counts only after {@link #finish}. Whoever opened it finishes
 * or aborts it. One thread at a time.
 */
public final class IrodsWriter {
  private static final String SHA_256 = "sha2:";
  private static final int LARGE_BYTES = 1024 * 1024;

  private final IrodsClient client;
  private final LogicalPath path;
  private final IrodsDescriptor descriptor;
  private final MessageDigest digest = sha256();
  private long size;
  private boolean done;

  /** What {@link #writeBehind} began. */
  private @Nullable CompletableFuture<Void> pending;

  IrodsWriter(IrodsClient client, LogicalPath path, IrodsDescriptor descriptor) {
    this.client = client;
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Appends the start of the buffer.
   *
   * @throws IrodsClientException if it cannot be written; then the writer can only be aborted
   */
  public void write(byte[] buffer, int length) {
    awaitPending();
    append(buffer, length);
  }

  /**
   * Begins to append the start of the buffer, which nobody may change until the next call of this
   * writer returns. That call fails if this one did.
   */
  public void writeBehind(byte[] buffer, int length) {
    awaitPending();
    pending = client.runBeside(() -> append(buffer, length));
  }

  private void awaitPending() {
    CompletableFuture<Void> last = pending;
    pending = null;
    if (last == null) {
      return;
    }
    try {
      last.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IrodsClientException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void append(byte[] buffer, int length) {
    if (length == 0) {
      return;
    }
    if (length < LARGE_BYTES) {
      descriptor.write(buffer, length);
      digest.update(buffer, 0, length);
    } else {
      writeWhileDigesting(buffer, length);
    }
    size += length;
  }

  /** A large piece takes the network about as long as the digest, so both go on at once. */
  private void writeWhileDigesting(byte[] buffer, int length) {
    var digested = client.runBeside(() -> digest.update(buffer, 0, length));
    try {
      descriptor.write(buffer, length);
    } finally {
      digested.join(); // the caller may change the buffer next
    }
  }

  /**
   * Completes the object, and compares what the server then has with what was written.
   *
   * @return the object
   * @throws IrodsClientException if it is not whole, and then it was removed; with kind {@code
   *     OUTCOME_UNKNOWN} if that could not be found out or it could not be removed, and then it is
   *     whole or is refused by every reader
   */
  public IrodsObject finish() {
    try {
      awaitPending();
    } catch (IrodsClientException e) {
      abortAfter(e);
      throw e;
    }
    done = true;
    IrodsClientException lost = null;
    try {
      descriptor.closeWritten();
    } catch (IrodsClientException e) {
      lost = e;
    }
    ObjectLookup settled = settledAfter(lost);
    if (settled instanceof ObjectLookup.Good good && isWhole(good.object())) {
      return good.object();
    }
    var failure = failure(settled);
    if (lost != null) {
      failure.addSuppressed(lost);
    }
    removeAfter(failure);
    throw failure;
  }

  private ObjectLookup settledAfter(@Nullable IrodsClientException lost) {
    try {
      return client.settled(descriptor.objectId(), path);
    } catch (IrodsClientException e) {
      if (lost != null) {
        e.addSuppressed(lost);
      }
      throw IrodsClientException.of(
          Kind.OUTCOME_UNKNOWN,
          "Failed to write data object: nobody can say whether it is complete: " + path,
          e);
    }
  }

  /** A lost connection can hide that the server had not yet computed a checksum. */
  private boolean isWhole(IrodsObject object) {
    String checksum = object.checksum().isEmpty() ? client.checksum(path) : object.checksum();
    return object.size() == size && (!checksum.startsWith(SHA_256) || checksum.equals(checksum()));
  }

  private IrodsClientException failure(ObjectLookup settled) {
    if (settled instanceof ObjectLookup.Good good) {
      return IrodsClientException.of(
          Kind.OTHER,
          "Failed to write data object: %d bytes with %s arrived as %d bytes with %s: %s"
              .formatted(size, checksum(), good.object().size(), good.object().checksum(), path));
    }
    boolean beingWritten = settled instanceof ObjectLookup.Broken broken && broken.beingWritten();
    return IrodsClientException.of(
        beingWritten ? Kind.OUTCOME_UNKNOWN : Kind.UNAVAILABLE,
        "Failed to write data object: it was not completed: " + path);
  }

  /** Drops what was written. Does nothing after {@link #finish}. */
  public void abort() {
    if (done) {
      return;
    }
    done = true;
    try {
      awaitPending();
    } catch (IrodsClientException e) {
      // It was not to be kept.
    }
    descriptor.spoil();
    client.settled(descriptor.objectId(), path);
    client.unlinkIfThere(path);
  }

  private void abortAfter(IrodsClientException failure) {
    try {
      abort();
    } catch (IrodsClientException e) {
      failure.addSuppressed(e);
    }
  }

  private void removeAfter(IrodsClientException failure) {
    try {
      client.unlinkIfThere(path);
    } catch (IrodsClientException e) {
      failure.addSuppressed(e);
    }
  }

  private String checksum() {
    try {
      byte[] sum = ((MessageDigest) digest.clone()).digest();
      return SHA_256 + Base64.getEncoder().encodeToString(sum);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
