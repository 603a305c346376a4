// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectListingTest extends ObjectListingContract {
  @TempDir private Path directory;

  @Override
  protected ObjectStore newStore() {
    return new LocalObjectStore(directory);
  }
}
