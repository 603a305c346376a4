// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.List;
import java.util.Locale;

/** Rows as people read them. */
final class Table {
  private static final String FORMAT = "%-52s %12s %-12s %12s %8s %-16s %-4s %9s %9s %10s%n";

  private Table() {}

  static String format(List<Row> rows) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                FORMAT,
                "name",
                "value",
                "unit",
                "baseline",
                "ratio",
                "target",
                "met",
                "cpu ms",
                "file ops",
                "bytes"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              FORMAT,
              row.name(),
              number(row.value()),
              row.unit(),
              row.baseline().isPresent() ? number(row.baseline().getAsDouble()) : "",
              row.ratio().isPresent() ? number(row.ratio().getAsDouble()) + "x" : "",
              row.target().orElse(""),
              row.met().map(met -> met ? "yes" : "NO").orElse(""),
              row.cpuMs().isPresent() ? number(row.cpuMs().getAsDouble()) : "",
              row.fileOps().isPresent() ? number(row.fileOps().getAsDouble()) : "",
              row.bytes().isPresent() ? Long.toString(row.bytes().getAsLong()) : ""));
    }
    return text.toString();
  }

  static String number(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
