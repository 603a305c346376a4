// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.admin;

import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.varve.sql.QueryException;
import org.varve.sql.QueryException.Kind;

/** The catalog's failures, which are Iceberg's exceptions, as those of this interface. */
final class CatalogFailures {
  private static final List<Row> TABLE =
      List.of(
          new Row(NotFoundException.class, Kind.NOT_FOUND),
          new Row(NoSuchNamespaceException.class, Kind.NOT_FOUND),
          new Row(NoSuchTableException.class, Kind.NOT_FOUND),
          new Row(AlreadyExistsException.class, Kind.CONFLICT),
          new Row(CommitFailedException.class, Kind.CONFLICT),
          new Row(ForbiddenException.class, Kind.FORBIDDEN),
          new Row(IllegalArgumentException.class, Kind.INVALID),
          new Row(ServiceUnavailableException.class, Kind.UNAVAILABLE),
          new Row(CommitStateUnknownException.class, Kind.OUTCOME_UNKNOWN));

  private CatalogFailures() {}

  /** Does the work, and translates its failure. */
  static <T> T translated(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw translate(e);
    }
  }

  private static RuntimeException translate(RuntimeException failure) {
    return TABLE.stream()
        .filter(row -> row.type().isInstance(failure))
        .findFirst()
        .<RuntimeException>map(
            row -> new QueryException(row.kind(), String.valueOf(failure.getMessage()), failure))
        .orElse(failure);
  }

  private record Row(Class<? extends RuntimeException> type, Kind kind) {}
}
