// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.time.Instant;

/**
 * A data object with a good replica, as the catalog knew it when asked.
 *
 * @param id of the object; stays when it is renamed
 * @param replica the number of a good replica
 * @param checksum as iRODS writes it, such as {@code sha2:…}; empty if none was computed
 */
public record IrodsObject(
    long id, LogicalPath path, int replica, long size, Instant modified, String checksum) {
  /** The same object under another name. */
  public IrodsObject at(LogicalPath newPath) {
    return new IrodsObject(id, newPath, replica, size, modified, checksum);
  }
}
