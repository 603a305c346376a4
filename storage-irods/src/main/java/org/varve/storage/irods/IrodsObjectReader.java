// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.varve.storage.ObjectReader;
import org.varve.storage.StoredObject;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsReader;

/** A data object that is open for reading as an object of a bucket. One thread at a time. */
final class IrodsObjectReader implements ObjectReader {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final StoredObject object;
  private final IrodsReader reader;

  IrodsObjectReader(StoredObject object, IrodsReader reader) {
    this.object = object;
    this.reader = reader;
  }

  @Override
  public StoredObject object() {
    return object;
  }

  @Override
  public int read(long position, ByteBuffer target) {
    long left = object.sizeBytes() - position;
    int length = (int) Math.min(Math.min(target.remaining(), MAX_BYTES), left);
    byte[] bytes = new byte[length];
    try {
      reader.readFully(position, bytes, length);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read object: %s", object.key());
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "read", object.key());
    }
    target.put(bytes);
    return length;
  }

  @Override
  public void close() {
    reader.close();
  }
}
