// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.nio.file.Path;

/** Makes the content of a file that the cache does not have. */
@FunctionalInterface
interface FileSource {
  /** Writes the whole content to {@code target}, which does not exist, or throws. */
  void writeTo(Path target) throws IOException;
}
