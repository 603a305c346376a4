// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import org.varve.sql.QueryException;
import org.varve.storage.irods.client.LogicalPath;

/** Logical paths as the history, the catalog and the zone's client write them. */
public final class ZonePaths {
  private ZonePaths() {}

  /** The location of a collection: {@code irods://zone/home/lab} for {@code /zone/home/lab}. */
  public static String location(String irodsPath) {
    return "irods:/" + irodsPath;
  }

  /**
   * A collection for the zone's client.
   *
   * @throws QueryException of kind INVALID if no request to a zone can hold the path
   */
  static LogicalPath collection(String irodsPath) {
    try {
      return new LogicalPath(irodsPath);
    } catch (IllegalArgumentException e) {
      throw new QueryException(QueryException.Kind.INVALID, String.valueOf(e.getMessage()), e);
    }
  }
}
