// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.varve.catalog.ConnectionSettings;
import org.varve.catalog.TestDatabase;
import org.varve.cli.ServerProcess;

/**
 * One of several server processes on one database and one storage, which can be killed and started
 * again. Thread-safe; whoever started it closes it.
 */
final class Replica implements AutoCloseable {
  private final Path directory;
  private final Map<String, String> settings;

  /** Written by whoever starts it again, read by everybody. */
  private volatile ServerProcess process;

  /** The same. */
  private volatile RestClient client;

  private Replica(Path directory, Map<String, String> settings) {
    this.directory = directory;
    this.settings = Map.copyOf(settings);
    this.process = start();
    this.client = new RestClient(process.address() + "/iceberg");
  }

  /** Starts one that keeps what is its own in a directory. */
  static Replica start(Path directory, Map<String, String> settings) {
    return new Replica(directory, settings);
  }

  /** What all replicas of a test have in common: a database of their own, and their storage. */
  static Map<String, String> shared(Path storage) {
    ConnectionSettings database = TestDatabase.create();
    Map<String, String> settings = new HashMap<>();
    settings.put("postgres.url", database.jdbcUrl());
    settings.put("postgres.user", database.user());
    settings.put("postgres.password", database.password());
    settings.put("storage.root", storage.toString());
    settings.put("s3.port", "0");
    return settings;
  }

  private ServerProcess start() {
    try {
      Files.createDirectories(directory);
      return ServerProcess.start(directory, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it answers, until it is killed. */
  URI address() {
    return process.address();
  }

  /** A client of the process that runs, or ran last. */
  RestClient client() {
    return client;
  }

  void kill() {
    process.close();
  }

  void startAgain() {
    process = start();
    client = new RestClient(process.address() + "/iceberg");
  }

  @Override
  public void close() {
    kill();
  }
}
