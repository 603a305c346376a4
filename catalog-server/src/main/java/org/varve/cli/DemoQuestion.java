// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * A question of the demonstration, and the command that answers it.
 *
 * @param command the command's arguments
 * @param input what the command reads from standard input; {@code ""} for nothing
 * @param summary the essence of the command's JSON answer
 * @param expected the summary of the right answer
 */
record DemoQuestion(
    String title,
    List<String> command,
    String input,
    Function<JsonNode, String> summary,
    String expected) {

  static DemoQuestion of(
      String title, Function<JsonNode, String> summary, String expected, String... command) {
    return new DemoQuestion(title, List.of(command), "", summary, expected);
  }

  /** The command as one types it into a shell. */
  String typed(String varve) {
    StringBuilder line = new StringBuilder();
    if (!input.isEmpty()) {
      line.append("echo ").append(quoted(input.strip())).append(" | ");
    }
    line.append(varve);
    command.forEach(argument -> line.append(' ').append(quoted(argument)));
    return line.toString();
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_./:@%+=,-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
