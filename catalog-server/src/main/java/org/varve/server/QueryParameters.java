// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.TimeText;
import org.varve.sql.QueryException;

/**
 * The query string of a request, read as strictly as a body: a wrong value is refused by its name,
 * and {@link #refuseOthers} refuses what nobody asked for. An empty value counts as missing.
 */
public final class QueryParameters {
  /** Most items a page. */
  public static final int MAX_LIMIT = 10_000;

  private static final int DEFAULT_LIMIT = 1_000;

  private final Map<String, List<String>> values;
  private final Set<String> asked = new HashSet<>();

  private QueryParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  public static QueryParameters of(Context context) {
    return new QueryParameters(context.queryParamMap());
  }

  public @Nullable String text(String name) {
    asked.add(name);
    List<String> found = values.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw invalid(name, "given more than once", found.get(1));
    }
    return found.isEmpty() || found.get(0).isEmpty() ? null : found.get(0);
  }

  /** A text that must be there. */
  public String required(String name) {
    String text = text(name);
    if (text == null) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid " + name + ": missing");
    }
    return text;
  }

  /** Whether it is {@code true}; not there is false. */
  public boolean flag(String name) {
    String text = text(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw invalid(name, "not true or false", text);
  }

  public @Nullable Instant time(String name) {
    String text = text(name);
    return text == null ? null : TimeText.parse(name, text);
  }

  /** Items a page: {@code limit}. */
  public int limit() {
    String text = text("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit < 1 || limit > MAX_LIMIT) {
        throw invalid("limit", "not between 1 and " + MAX_LIMIT, text);
      }
      return limit;
    } catch (NumberFormatException e) {
      throw invalid("limit", "not a whole number", text);
    }
  }

  /**
   * Where the page begins: {@code page_token}; none means the first page. Unlike elsewhere, an
   * empty one is not none: a program that lost its token must not start over without noticing.
   */
  public @Nullable String pageToken() {
    String token = text("page_token");
    return token == null && values.containsKey("page_token") ? "" : token;
  }

  /**
   * Refuses a parameter that was not asked for.
   *
   * @throws QueryException of kind INVALID that names it
   */
  public void refuseOthers() {
    for (String name : values.keySet()) {
      if (!name.isEmpty() && !asked.contains(name)) {
        throw new QueryException(
            QueryException.Kind.INVALID, "Invalid " + name + ": unknown parameter");
      }
    }
  }

  private static QueryException invalid(String name, String reason, String value) {
    return new QueryException(
        QueryException.Kind.INVALID, "Invalid " + name + ": " + reason + ": " + value);
  }
}
