// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.varve.sql.QueryException;

/** Enum constants by the names that rows and JSON use. */
final class WireNames {
  private WireNames() {}

  static <E> E parse(String field, E[] values, Function<E, String> wireName, String text) {
    for (E value : values) {
      if (wireName.apply(value).equals(text)) {
        return value;
      }
    }
    String allowed = Arrays.stream(values).map(wireName).collect(Collectors.joining(", "));
    throw new QueryException(
        QueryException.Kind.INVALID, "Invalid " + field + ": not one of " + allowed + ": " + text);
  }
}
