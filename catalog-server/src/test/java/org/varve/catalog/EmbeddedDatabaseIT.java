// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes and one data directory. */
class EmbeddedDatabaseIT {
  @TempDir Path directory;

  @Test
  void refusesTheSecondProcessAndServesItAfterTheFirstWasKilled() throws Exception {
    Process first =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      awaitReady(first);

      assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessage(
              "Cannot use data directory: process %d is using it: %s", first.pid(), directory);
    } finally {
      first.destroyForcibly().waitFor();
    }

    try (EmbeddedDatabase second = EmbeddedDatabase.start(directory);
        Database database = Database.open(second.settings())) {
      int rows =
          database.transact(
              connection ->
                  Sql.query(connection, "SELECT n FROM public.kept")
                      .list(row -> row.integer(1))
                      .size());
      assertThat(rows).isOne();
    }
  }

  private static void awaitReady(Process process) throws IOException {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("ready")) {
          return;
        }
      }
    }
    throw new IllegalStateException("The other process ended before it was ready");
  }

  /** Starts the database, commits a row, and waits to be killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedDatabase embedded = EmbeddedDatabase.start(Path.of(arguments[0]));
      Database database = Database.open(embedded.settings());
      database.transact(
          connection -> {
            Sql.update(connection, "CREATE TABLE public.kept (n int)");
            return Sql.update(connection, "INSERT INTO public.kept VALUES (1)");
          });
      System.out.println("ready");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
