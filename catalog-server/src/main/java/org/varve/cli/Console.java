// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command talks to. Text is UTF-8 in every locale.
 *
 * @param columns width of the terminal that {@code out} is; {@link Integer#MAX_VALUE} if it is none
 * @param interactive whether a person watches {@code err}
 * @param command how the person calls varve, such as {@code ./varve}
 * @param environment the environment variables of the process
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    int columns,
    boolean interactive,
    String command,
    Map<String, String> environment) {

  /** The same with another input. */
  Console reading(InputStream input) {
    return new Console(input, out, err, columns, interactive, command, environment);
  }

  /** The same with another output, which is no terminal. */
  Console printingTo(PrintStream output) {
    return new Console(in, output, err, Integer.MAX_VALUE, interactive, command, environment);
  }

  /** Prints a line to {@link #out}. */
  void println(String line) {
    out.println(line);
  }

  /**
   * Whether whoever read {@link #out} has gone, as {@code head} does: then there is no use in going
   * on.
   */
  boolean deserted() {
    return out.checkError();
  }
}
