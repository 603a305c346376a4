// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.rest.responses.OAuthTokenResponse;
import org.jspecify.annotations.Nullable;

/**
 * The deprecated {@code /v1/oauth/tokens}, for clients that ask for a token before anything else.
 *
 * <p>This server answers its own machine only and asks nobody who he is: everybody is its owner,
 * the credentials are not looked at, and the token says no more than that. Nothing checks it
 * either.
 */
final class Tokens {
  static final String PATH = "/v1/oauth/tokens";

  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final int LIFETIME_SECONDS = 3_600;

  private Tokens() {}

  static RestResponse answer(Context context) {
    if (!context.req().getMethod().equals("POST")) {
      throw RestException.noMethod(context.req().getMethod(), Set.of("POST"));
    }
    String type = context.contentType();
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      return error("invalid_request", "The body is not application/x-www-form-urlencoded");
    }
    String grant = context.formParam("grant_type");
    if (grant == null) {
      return error("invalid_request", "The grant_type is missing");
    }
    return switch (grant) {
      case "client_credentials" -> granted(context, "client_secret");
      case EXCHANGE -> granted(context, "subject_token");
      default -> error("unsupported_grant_type", "Not client_credentials or " + EXCHANGE);
    };
  }

  private static RestResponse granted(Context context, String needed) {
    if (isEmpty(context.formParam(needed)) && context.header("Authorization") == null) {
      return error("invalid_request", "The " + needed + " is missing");
    }
    OAuthTokenResponse.Builder token =
        OAuthTokenResponse.builder()
            .withToken("local-owner")
            .withIssuedTokenType(ACCESS_TOKEN)
            .withTokenType("bearer")
            .setExpirationInSeconds(LIFETIME_SECONDS);
    String scope = context.formParam("scope");
    if (scope != null && !scope.isEmpty()) {
      token.addScope(scope);
    }
    return RestResponse.json(RestJson.write(token.build()), Map.of("Cache-Control", "no-store"));
  }

  private static boolean isEmpty(@Nullable String value) {
    return value == null || value.isEmpty();
  }

  /** In the form of RFC 6749, section 5.2, which is not that of the other errors. */
  private static RestResponse error(String code, String description) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("error", code);
    error.put("error_description", description);
    return RestResponse.error(400, RestJson.write(error));
  }
}
