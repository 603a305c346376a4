// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.file.Path;

class LocalS3RaceTest extends S3RaceContract {
  @Override
  DoorStorage newStorage(Path directory) {
    return new LocalDoorStorage(directory);
  }
}
