// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command line that ran to its end in this process. */
record Run(int code, String out, String err) {

  /** Without a server. */
  static Run of(String... arguments) {
    return of(Map.of(), Integer.MAX_VALUE, "", arguments);
  }

  /** Against a server, as {@code VARVE_SERVER} names it. */
  static Run on(URI server, String... arguments) {
    return of(Map.of("VARVE_SERVER", server.toString()), Integer.MAX_VALUE, "", arguments);
  }

  static Run of(Map<String, String> environment, int columns, String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            columns,
            false,
            "varve",
            environment);
    int code = Cli.run(console, arguments);
    console.out().flush();
    console.err().flush();
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
