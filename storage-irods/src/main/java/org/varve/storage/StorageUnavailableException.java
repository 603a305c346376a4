// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import org.apache.iceberg.exceptions.RuntimeIOException;

/**
 * The place underneath cannot be reached. Nothing was changed; the same call may work later.
 *
 * <p>It is not Iceberg's {@code ServiceUnavailableException}, which would let callers delete files.
 */
public final class StorageUnavailableException extends RuntimeIOException {
  private static final long serialVersionUID = 1L;

  public StorageUnavailableException(IOException cause, String verb, String key) {
    super(cause, "Failed to %s object: %s", verb, key);
  }
}
