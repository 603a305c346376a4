// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/** Bodies of answers. */
public final class Answers {
  private Answers() {}

  /** Answers with a JSON document. */
  public static void json(Context context, JsonNode document) {
    context.contentType("application/json");
    context.result(document.toString().getBytes(StandardCharsets.UTF_8));
  }
}
