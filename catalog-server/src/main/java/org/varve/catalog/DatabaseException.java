// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/** A statement failed. What its transaction did is undone. */
public class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
