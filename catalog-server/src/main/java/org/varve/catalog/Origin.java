// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/**
 * Who changes something, and in which request.
 *
 * @param principal {@code user#zone}, or {@link #SERVER} for what the server does by itself
 * @param requestId as the server's log and the answer have it; empty if there is no request
 */
public record Origin(String principal, String requestId) {
  /** The server itself. */
  public static final Origin SERVER = new Origin("varve", "");
}
