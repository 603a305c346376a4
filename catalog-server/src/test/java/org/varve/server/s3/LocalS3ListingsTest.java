// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.file.Path;

class LocalS3ListingsTest extends S3ListingsContract {
  @Override
  DoorStorage newStorage(Path directory) {
    return new LocalDoorStorage(directory);
  }
}
