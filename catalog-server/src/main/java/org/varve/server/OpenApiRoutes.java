// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code /api/v1/openapi.json}. The document is written by hand, in YAML, because it is the
 * contract and not a picture of the code; tests hold the two together.
 */
final class OpenApiRoutes implements Routes {
  private static final String RESOURCE = "openapi.yaml";

  @Override
  public void addTo(RoutesConfig routes) {
    JsonNode document = document();
    routes.get("/api/v1/openapi.json", context -> Answers.json(context, document));
  }

  static JsonNode document() {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + RESOURCE, e);
    }
  }
}
