// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.file.Path;

class LocalCompletionCrashTest extends CompletionCrashContract {
  @Override
  DoorStorage newStorage(Path directory) {
    return new LocalDoorStorage(directory);
  }
}
