// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * What a user or a group was given on a collection.
 *
 * @param level iRODS' number; it knows more levels than {@link IrodsAccess}
 */
public record IrodsGrant(String user, String zone, int level) {

  /** The highest access that the level reaches. */
  public IrodsAccess access() {
    return IrodsAccess.atMost(level);
  }

  /** Whether it is this access and not a bit more. */
  public boolean isExactly(IrodsAccess access) {
    return level == access.number();
  }
}
