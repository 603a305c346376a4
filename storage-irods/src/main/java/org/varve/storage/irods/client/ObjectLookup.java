// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/** What is behind a logical path. */
public sealed interface ObjectLookup {
  /** A whole data object. */
  record Good(IrodsObject object) implements ObjectLookup {}

  /**
   * A data object without a good replica: it is being written, or its writer died.
   *
   * @param beingWritten whether some replica is marked so
   */
  record Broken(long id, boolean beingWritten) implements ObjectLookup {}

  /** No data object, or none that the user can see. */
  record Missing() implements ObjectLookup {}
}
