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
public record StorageConfig(Kind kind, Optional<Path> root) {
  public static final StorageConfig DEFAULTS = new StorageConfig(Kind.LOCAL, Optional.empty());

  /** What the files are kept in. */
  public enum Kind {
    /** A directory of this machine. */
    LOCAL,
    /** The data collection of each project, in its zone. */
    IRODS
  }

  /** {@code storage} itself is the kind, beside the group of that name. */
  static StorageConfig from(Settings settings) {
    return new StorageConfig(
        settings.oneOf("storage", DEFAULTS.kind(), Kind.class),
        settings.group("storage").optionalText("root").map(Path::of));
  }
}
