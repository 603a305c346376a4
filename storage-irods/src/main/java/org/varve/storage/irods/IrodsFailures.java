// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.varve.storage.irods.client.IrodsClientException;

/**
 * The client's failures as Iceberg expects them. Never one that marks a write as certainly failed:
 * those let Iceberg delete files.
 */
final class IrodsFailures {
  static RuntimeException reading(IrodsClientException e, String verb, IrodsLocation location) {
    return switch (e.kind()) {
      case NOT_FOUND -> notFound(e, location);
      case EXISTS, FORBIDDEN, LOCKED, UNAVAILABLE, OUTCOME_UNKNOWN, OTHER ->
          failed(e, verb, location);
    };
  }

  static RuntimeException creating(IrodsClientException e, IrodsLocation location) {
    return switch (e.kind()) {
      case EXISTS, LOCKED -> new AlreadyExistsException(e, "File already exists: %s", location);
      case NOT_FOUND, FORBIDDEN, UNAVAILABLE, OUTCOME_UNKNOWN, OTHER ->
          failed(e, "create", location);
    };
  }

  static RuntimeIOException failed(IrodsClientException e, String verb, IrodsLocation location) {
    return new RuntimeIOException(
        new IOException(e.getMessage(), e), "Failed to %s file: %s", verb, location);
  }

  /** iRODS does not tell a missing file from one in a collection that the user cannot see. */
  static NotFoundException notFound(IrodsClientException e, IrodsLocation location) {
    return new NotFoundException(
        e, "File does not exist: %s (or its collection is not readable)", location);
  }

  private IrodsFailures() {}
}
