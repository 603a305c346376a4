// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import org.varve.sql.QueryException;
import org.varve.storage.irods.client.IrodsClientException;

/** What the zone's client reports, as the history's callers are told it. */
final class ZoneErrors {
  private ZoneErrors() {}

  static QueryException failed(String verb, String irodsPath, IrodsClientException e) {
    QueryException.Kind kind =
        switch (e.kind()) {
          case NOT_FOUND -> QueryException.Kind.NOT_FOUND;
          case FORBIDDEN -> QueryException.Kind.FORBIDDEN;
          case EXISTS, LOCKED -> QueryException.Kind.CONFLICT;
          case UNAVAILABLE -> QueryException.Kind.UNAVAILABLE;
          case OUTCOME_UNKNOWN -> QueryException.Kind.OUTCOME_UNKNOWN;
          case OTHER -> QueryException.Kind.FAILED;
        };
    return new QueryException(kind, "Cannot " + verb + ": " + e.getMessage() + ": " + irodsPath, e);
  }
}
