// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Starts the command line. */
public final class Main {
  private static final int BUFFER_BYTES = 16 * 1024;

  private Main() {}

  public static void main(String[] arguments) {
    Console console =
        new Console(
            System.in,
            print(FileDescriptor.out),
            print(FileDescriptor.err),
            Integer.getInteger("varve.columns", Integer.MAX_VALUE),
            Boolean.getBoolean("varve.interactive"),
            System.getProperty("varve.command", "varve"),
            System.getenv());
    int code = Cli.run(console, arguments);
    console.out().flush();
    console.err().flush();
    // Not a return: pools and clients may have left threads that are not daemons.
    System.exit(code);
  }

  private static PrintStream print(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES),
        descriptor == FileDescriptor.err,
        StandardCharsets.UTF_8);
  }
}
