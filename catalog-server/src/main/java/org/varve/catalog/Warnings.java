// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** The warnings of a change set in one column. */
final class Warnings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Warnings() {}

  static String format(List<String> warnings) {
    try {
      return warnings.isEmpty() ? "[]" : JSON.writeValueAsString(warnings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Strings can be written as JSON", e);
    }
  }

  static List<String> parse(String column) {
    try {
      return column.equals("[]") ? List.of() : List.of(JSON.readValue(column, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid warnings in the database", e);
    }
  }
}
