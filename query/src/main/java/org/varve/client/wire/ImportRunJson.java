// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.history.ImportRun;
import org.varve.sql.QueryException;

/** An import that holds a project as JSON. */
public final class ImportRunJson {
  private ImportRunJson() {}

  public static ObjectNode format(ImportRun run) {
    return Json.object().put("input_id", run.inputId()).put("times", formatTimes(run.times()));
  }

  public static ImportRun parse(JsonNode node) {
    JsonFields fields = JsonFields.of(node);
    return new ImportRun(fields.text("input_id"), parseTimes(fields.text("times")).orElseThrow());
  }

  public static String formatTimes(ImportRun.Times times) {
    return times.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The choice of that name; empty for none.
   *
   * @throws QueryException of kind INVALID for another name
   */
  public static Optional<ImportRun.Times> parseTimes(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    for (ImportRun.Times times : ImportRun.Times.values()) {
      if (formatTimes(times).equals(text)) {
        return Optional.of(times);
      }
    }
    throw new QueryException(
        QueryException.Kind.INVALID, "Invalid times: not one of recorded, effective: " + text);
  }
}
