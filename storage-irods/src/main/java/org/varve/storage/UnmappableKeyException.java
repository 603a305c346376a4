// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

/** A key that no object of this store can have, or not beside the objects that are there. */
public final class UnmappableKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnmappableKeyException(String why, String key) {
    super("Invalid key: " + why + ": " + key);
  }
}
