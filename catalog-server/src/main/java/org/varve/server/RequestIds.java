// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import com.github.f4b6a3.uuid.UuidCreator;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives every request an id, that of its {@code X-Request-Id} header if it has a usable one. The id
 * is in the answer's header, in error bodies, and in every log line of the request.
 */
public final class RequestIds implements Routes {
  private static final String HEADER = "X-Request-Id";
  private static final String NAME = "request_id";
  private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @Override
  public void addTo(RoutesConfig routes) {
    routes.before(
        context -> {
          String id = choose(context.header(HEADER));
          context.attribute(NAME, id);
          context.header(HEADER, id);
          MDC.put(NAME, id);
        });
    routes.after(context -> MDC.remove(NAME));
  }

  /** The id of a request that passed here. */
  public static String of(Context context) {
    String id = context.attribute(NAME);
    return id == null ? "" : id;
  }

  private static String choose(@Nullable String sent) {
    return sent != null && USABLE.matcher(sent).matches()
        ? sent
        : UuidCreator.getTimeOrderedEpoch().toString();
  }
}
