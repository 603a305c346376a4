// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.ObjectLookup;

/** A data object to read; the catalog is asked at each call. Immutable. */
final class IrodsInputFile implements InputFile {
  private final IrodsClient client;
  private final IrodsLocation location;

  IrodsInputFile(IrodsClient client, IrodsLocation location) {
    this.client = client;
    this.location = location;
  }

  @Override
  public long getLength() {
    return loadObject("stat").size();
  }

  @Override
  public SeekableInputStream newStream() {
    IrodsObject object = loadObject("open");
    try {
      return new IrodsInputStream(location, client.openReader(object));
    } catch (IrodsClientException e) {
      throw IrodsFailures.reading(e, "open", location);
    }
  }

  @Override
  public String location() {
    return location.text();
  }

  @Override
  public boolean exists() {
    return lookUp("stat") instanceof ObjectLookup.Good;
  }

  private ObjectLookup lookUp(String verb) {
    if (TemporaryNames.isTemporary(location.path().name())) {
      return new ObjectLookup.Missing();
    }
    try {
      return client.lookUp(location.path());
    } catch (IrodsClientException e) {
      throw IrodsFailures.failed(e, verb, location);
    }
  }

  private IrodsObject loadObject(String verb) {
    ObjectLookup found = lookUp(verb);
    if (found instanceof ObjectLookup.Good good) {
      return good.object();
    }
    if (found instanceof ObjectLookup.Broken broken) {
      throw new NotFoundException(
          "File does not exist: %s (%s)",
          location,
          broken.beingWritten()
              ? "it is being written, or its writer died"
              : "no replica of it is good: a writer left it unfinished");
    }
    throw new NotFoundException(
        "File does not exist: %s (or its collection is not readable by %s)",
        location, client.user());
  }
}
