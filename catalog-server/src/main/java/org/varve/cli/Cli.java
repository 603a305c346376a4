// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.DataDirectoryException;
import org.varve.server.config.ConfigException;
import org.varve.sql.QueryException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The commands, and how a failure of one becomes one line and an exit code. */
final class Cli {
  private Cli() {}

  /** Runs one command line to its end and returns its exit code. */
  static int run(Console console, String... arguments) {
    return commandLine(console).execute(arguments);
  }

  static CommandLine commandLine(Console console) {
    CommandLine varve = new CommandLine(new VarveCommand());
    varve.addSubcommand(new DemoCommand(console));
    varve.addSubcommand(new ServeCommand(console));
    varve.addSubcommand(
        new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(console)));
    varve.addSubcommand(
        new CommandLine(new ProjectCommand())
            .addSubcommand(new ProjectEnrolCommand(console))
            .addSubcommand(new ProjectListCommand(console))
            .addSubcommand(new ProjectShowCommand(console))
            .addSubcommand(new ProjectMoveCommand(console))
            .addSubcommand(new ProjectSyncCommand(console))
            .addSubcommand(new ProjectArchiveCommand(console)));
    varve.addSubcommand(new RecordCommand(console));
    varve.addSubcommand(new ImportCommand(console));
    varve.addSubcommand(new AvusCommand(console));
    varve.addSubcommand(new HistoryCommand(console));
    varve.addSubcommand(new BlameCommand(console));
    varve.addSubcommand(new DiffCommand(console));
    varve.addSubcommand(new SearchCommand(console));
    varve.addSubcommand(new SnapshotsCommand(console));
    varve.addSubcommand(new SqlCommand(console));
    varve.addSubcommand(new MaintainCommand(console));
    varve.addSubcommand(new UndropCommand(console));
    varve.addSubcommand(new EventsCommand(console));
    varve.addSubcommand(new CompletionCommand(console));
    varve.addSubcommand(new CommandLine.HelpCommand());
    varve.setOut(writer(console.out()));
    varve.setErr(writer(console.err()));
    varve.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    varve.setUsageHelpWidth(Math.max(60, Math.min(console.columns(), 120)));
    varve.setCaseInsensitiveEnumValuesAllowed(true);
    varve.setUsageHelpAutoWidth(false);
    varve.setParameterExceptionHandler((failure, args) -> refuse(console, failure));
    varve.setExecutionExceptionHandler((failure, line, parsed) -> fail(console, failure));
    return varve;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int refuse(Console console, ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    print(console, failure.getMessage() + "; see: " + command + " --help");
    return ExitCode.WRONG_USAGE;
  }

  private static int fail(Console console, Exception failure) {
    if (console.deserted()) {
      return ExitCode.DONE;
    }
    if (failure instanceof ConfigException || failure instanceof DataDirectoryException) {
      print(console, failure.getMessage());
      return ExitCode.WRONG_USAGE;
    }
    if (failure instanceof QueryException && isNoServer(failure)) {
      print(console, failure.getMessage() + "; start one with: varve serve");
      return ExitCode.NO_SERVER;
    }
    print(console, message(failure));
    return ExitCode.FAILED;
  }

  private static boolean isNoServer(Exception failure) {
    return failure.getCause() instanceof ConnectException
        || failure.getCause() instanceof HttpConnectTimeoutException;
  }

  private static String message(Exception failure) {
    if (failure instanceof QueryException || failure instanceof CommandException) {
      return String.valueOf(failure.getMessage());
    }
    Throwable cause =
        failure instanceof UncheckedIOException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return "Unexpected failure: " + cause;
  }

  private static void print(Console console, @Nullable String message) {
    console.out().flush();
    console.err().println("varve: " + Cell.oneLine(String.valueOf(message)));
  }
}
