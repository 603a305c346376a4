// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that outlived the process that started it, as it does after kill -9.
 *
 * <p>Only for a database directory whose data directory this process has locked: nobody else can be
 * using that server.
 */
final class StalePostmaster {
  private static final Logger LOG = LoggerFactory.getLogger(StalePostmaster.class);
  private static final Duration STOP_WAIT = Duration.ofSeconds(20);
  private static final String PID_FILE = "postmaster.pid";

  private StalePostmaster() {}

  /** Stops it, if there is one, and removes what would keep the next server from starting. */
  static void stop(Path databaseDirectory) {
    Path pidFile = databaseDirectory.resolve(PID_FILE);
    try {
      if (!Files.exists(pidFile)) {
        return;
      }
      Optional<ProcessHandle> postmaster = find(databaseDirectory, Files.readAllLines(pidFile));
      if (postmaster.isPresent()) {
        LOG.warn("Stopping a PostgreSQL that nobody uses any more: {}", postmaster.get().pid());
        stop(postmaster.get());
      }
      // Of an unrelated process that got the same pid, PostgreSQL would refuse to start beside it.
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new DataDirectoryException("Failed to read database directory: " + pidFile, e);
    }
  }

  private static Optional<ProcessHandle> find(Path databaseDirectory, List<String> pidFile) {
    if (pidFile.isEmpty() || !pidFile.get(0).strip().matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pidFile.get(0).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> serves(process, databaseDirectory));
  }

  private static boolean serves(ProcessHandle process, Path databaseDirectory) {
    String commandLine =
        process.info().command().orElse("")
            + " "
            + String.join(" ", process.info().arguments().orElse(new String[0]));
    return commandLine.contains("postgres") && commandLine.contains(databaseDirectory.toString());
  }

  private static void stop(ProcessHandle postmaster) {
    // SIGINT ends sessions and stops cleanly; SIGTERM, all that Java can send, waits for sessions.
    signal(postmaster, "INT");
    if (!exits(postmaster)) {
      signal(postmaster, "QUIT");
      if (!exits(postmaster)) {
        throw new DataDirectoryException(
            "Cannot start PostgreSQL: the one before does not stop: " + postmaster.pid());
      }
    }
  }

  private static void signal(ProcessHandle process, String signal) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new DataDirectoryException("Failed to stop PostgreSQL: " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataDirectoryException("Failed to stop PostgreSQL: " + process.pid(), e);
    }
  }

  private static boolean exits(ProcessHandle process) {
    try {
      process.onExit().get(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
