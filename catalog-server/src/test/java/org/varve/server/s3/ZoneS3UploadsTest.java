// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.file.Path;

class ZoneS3UploadsTest extends S3UploadsContract {
  @Override
  DoorStorage newStorage(Path directory) {
    return new ZoneDoorStorage(directory);
  }
}
