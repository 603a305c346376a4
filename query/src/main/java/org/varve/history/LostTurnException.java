// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/** The commit certainly did not happen: another writer came in between. Begin a new turn. */
public final class LostTurnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LostTurnException(String message) {
    super(message);
  }
}
