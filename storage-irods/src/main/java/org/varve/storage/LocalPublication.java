// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/** How a finished temporary file gets its name: in one step, whoever else tries. */
enum LocalPublication {
  /** A link fails where the name is taken; a rename would replace. */
  EXCLUSIVE {
    @Override
    void publish(Path temporary, LocalLocation location) throws IOException {
      try {
        Files.createLink(location.path(), temporary);
      } catch (FileAlreadyExistsException e) {
        throw new AlreadyExistsException(e, "File already exists: %s", location);
      }
      Files.deleteIfExists(temporary);
    }
  },

  REPLACING {
    @Override
    void publish(Path temporary, LocalLocation location) throws IOException {
      Files.move(temporary, location.path(), StandardCopyOption.ATOMIC_MOVE);
    }
  };

  abstract void publish(Path temporary, LocalLocation location) throws IOException;
}
