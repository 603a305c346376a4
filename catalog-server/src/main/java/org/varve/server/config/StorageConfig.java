// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the files of tables lie.
 *
 * @param root directory that holds one directory a bucket; empty for {@code warehouse} in the data
 *     directory
 */
public record StorageConfig(Optional<Path> root) {
  public static final StorageConfig DEFAULTS = new StorageConfig(Optional.empty());

  static StorageConfig from(Settings storage) {
    return new StorageConfig(storage.optionalText("root").map(Path::of));
  }
}
