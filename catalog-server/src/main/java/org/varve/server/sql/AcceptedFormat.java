// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.sql;

import io.javalin.http.HttpResponseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.varve.sql.SqlFormat;

/** Which format an {@code Accept} header asks for. */
final class AcceptedFormat {
  private static final int NOT_ACCEPTABLE = 406;

  private AcceptedFormat() {}

  /**
   * The first format that the header names and we have; JSON if it takes anything. Weights do not
   * count: whoever names a format means it.
   *
   * @throws HttpResponseException with 406 if it names others only
   */
  static SqlFormat of(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return SqlFormat.JSON;
    }
    return Arrays.stream(accept.split(",", -1))
        .map(each -> each.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .map(AcceptedFormat::find)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> notAcceptable(accept));
  }

  private static Optional<SqlFormat> find(String mediaType) {
    if (mediaType.equals("*/*") || mediaType.equals("application/*")) {
      return Optional.of(SqlFormat.JSON);
    }
    return Arrays.stream(SqlFormat.values())
        .filter(format -> format.mediaType().equals(mediaType))
        .findFirst();
  }

  private static HttpResponseException notAcceptable(String accept) {
    String offered =
        Arrays.stream(SqlFormat.values())
            .map(SqlFormat::mediaType)
            .collect(Collectors.joining(", "));
    return new HttpResponseException(
        NOT_ACCEPTABLE, "Invalid Accept: not one of " + offered + ": " + accept);
  }
}
