// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A result as CSV by RFC 4180, in UTF-8, with a header. */
final class CsvRows {
  private CsvRows() {}

  static void write(SqlResult result, OutputStream out) throws IOException {
    // Not closed: that would close the stream of the caller.
    Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    int columns = result.columns().size();
    for (int i = 0; i < columns; i++) {
      csv.append(separator(i)).append(field(result.columns().get(i).name()));
    }
    csv.append("\r\n");
    while (result.next()) {
      for (int i = 0; i < columns; i++) {
        Object value = result.value(i);
        csv.append(separator(i)).append(field(value == null ? null : ValueText.format(value)));
      }
      csv.append("\r\n");
    }
    csv.flush();
  }

  private static String separator(int column) {
    return column == 0 ? "" : ",";
  }

  private static String field(@Nullable String text) {
    if (text == null) {
      return "";
    }
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
