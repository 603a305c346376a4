// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/**
 * Refuses requests that a web page of another site makes in a browser of this machine. Listening on
 * loopback keeps other machines out, not those: they come with a foreign {@code Origin}, or with a
 * foreign {@code Host} whose name was pointed at 127.0.0.1.
 */
final class LocalOnly implements Routes {
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public void addTo(RoutesConfig routes) {
    routes.before(LocalOnly::check);
  }

  private static void check(Context context) {
    checkLocal("Host", context.header("Host"));
    String origin = context.header("Origin");
    if (origin != null) {
      checkLocal("Origin", authority(origin));
    }
  }

  private static void checkLocal(String header, @Nullable String authority) {
    if (authority == null) {
      return;
    }
    String name = authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    if (!NAMES.contains(name)) {
      throw new QueryException(
          QueryException.Kind.FORBIDDEN,
          "Invalid " + header + ": the server answers its own machine only: " + authority);
    }
  }

  private static String authority(String origin) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority == null ? origin : authority;
    } catch (IllegalArgumentException e) {
      return origin;
    }
  }
}
