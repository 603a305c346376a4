// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Rows for people: a line of titles and one line a row, as wide as the terminal at most. Long
 * values are shortened in a terminal only; what is piped is whole.
 *
 * <p>The widths come from the first rows, so that a long answer can be printed while it arrives.
 */
final class Table<T> {
  private static final int GAP = 2;
  private static final int NARROWEST = 8;
  private static final int ROWS_FOR_WIDTHS = 1_000;

  private final List<Column<T>> columns;

  Table(List<Column<T>> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Prints all rows and returns how many there were. */
  long print(Console console, Iterable<T> rows) {
    Iterator<T> left = rows.iterator();
    List<List<String>> first = new ArrayList<>();
    while (left.hasNext() && first.size() < ROWS_FOR_WIDTHS) {
      first.add(cells(left.next()));
    }
    if (first.isEmpty()) {
      return 0;
    }
    int[] widths = widths(first, console.columns());
    printLine(console, columns.stream().map(Column::title).toList(), widths);
    first.forEach(cells -> printLine(console, cells, widths));
    long count = first.size();
    while (left.hasNext() && !console.deserted()) {
      printLine(console, cells(left.next()), widths);
      count++;
    }
    return count;
  }

  private List<String> cells(T row) {
    return columns.stream().map(column -> Cell.oneLine(column.text().apply(row))).toList();
  }

  private int[] widths(List<List<String>> rows, int available) {
    int[] widths = columns.stream().mapToInt(column -> Cell.width(column.title())).toArray();
    for (List<String> cells : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Cell.width(cells.get(i)));
      }
    }
    long gaps = (long) GAP * (widths.length - 1);
    while (Arrays.stream(widths).asLongStream().sum() + gaps > available && narrow(widths)) {
      // One step narrower each time: the widest columns give way first and end up equal.
    }
    return widths;
  }

  /** Takes one from the widest column that may lose some; false if none may. */
  private boolean narrow(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean shrinks =
          columns.get(i).shortening() != Column.Shortening.NEVER && widths[i] > NARROWEST;
      if (shrinks && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest < 0) {
      return false;
    }
    widths[widest]--;
    return true;
  }

  private void printLine(Console console, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      if (console.columns() != Integer.MAX_VALUE) {
        cell = columns.get(i).fitted(cell, widths[i]);
      }
      line.append(Cell.padded(cell, widths[i])).append(" ".repeat(GAP));
    }
    console.println(line.toString().stripTrailing());
  }
}
