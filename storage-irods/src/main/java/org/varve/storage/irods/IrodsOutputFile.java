// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.varve.storage.irods.client.IrodsClient;

/** A data object to write. Immutable. */
final class IrodsOutputFile implements OutputFile {
  private final IrodsClient client;
  private final IrodsLocation location;

  IrodsOutputFile(IrodsClient client, IrodsLocation location) {
    this.client = client;
    this.location = location;
  }

  /** Asks nothing beforehand: the name is taken, or refused, when the bytes are sent. */
  @Override
  public PositionOutputStream create() {
    return new IrodsOutputStream(location, new IrodsUpload(client, location.path(), false));
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    return new IrodsOutputStream(location, new IrodsUpload(client, location.path(), true));
  }

  @Override
  public String location() {
    return location.text();
  }

  @Override
  public InputFile toInputFile() {
    return new IrodsInputFile(client, location);
  }
}
