// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/**
 * Another request with the same idempotency key ended first. This one changed nothing; its answer
 * is the other one's.
 */
public final class RepeatedKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RepeatedKeyException(IdempotencyKey key) {
    super("Idempotency key is already used: " + key.key());
  }
}
