// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.List;
import org.varve.storage.ObjectStores;

/**
 * Where the buckets {@code lab} and {@code other} of a door lie. The test that made it closes it.
 */
interface DoorStorage extends AutoCloseable {
  ObjectStores stores();

  /** Keys of all that lies in the bucket {@code lab}, hidden and temporary files too. */
  List<String> files() throws Exception;

  /** Temporary files of writers. */
  default List<String> leftovers() throws Exception {
    return files().stream().filter(file -> file.endsWith(".part")).toList();
  }

  /** What uploads keep. */
  default List<String> hidden() throws Exception {
    return files().stream().filter(file -> file.startsWith(UploadNames.DIRECTORY)).toList();
  }

  @Override
  void close() throws Exception;
}
