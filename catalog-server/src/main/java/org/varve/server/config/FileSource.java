// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import io.smallrye.config.MapBackedConfigValueConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Path;

/** A properties file whose values know their line. */
final class FileSource extends MapBackedConfigValueConfigSource {
  private static final long serialVersionUID = 1L;

  FileSource(Path file, int ordinal) throws IOException {
    super(
        file.toString(),
        PropertiesConfigSource.urlToConfigValueMap(file.toUri().toURL(), file.toString(), ordinal),
        ordinal);
  }
}
