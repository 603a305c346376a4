// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/**
 * The connection broke after a commit was sent and before it was confirmed: the transaction either
 * happened whole or not at all, and nobody knows which. Whoever ran it can look in the database.
 */
final class UnknownOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownOutcomeException(String message, Throwable cause) {
    super(message, cause);
  }
}
