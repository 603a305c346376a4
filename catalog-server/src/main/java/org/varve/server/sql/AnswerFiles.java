// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.sql;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.varve.sql.SqlDocument;

/**
 * Answers on their way to a client, as files in a directory that is ours alone. An answer is made
 * whole before any of it is sent: a statement that fails in its last row still gets an error's
 * status, and a slow reader holds no session. Thread-safe.
 */
public final class AnswerFiles {
  private final Path directory;

  private AnswerFiles(Path directory) {
    this.directory = directory;
  }

  /** Uses {@code directory}, without what a process that was killed left there. */
  public static AnswerFiles open(Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> leftovers = Files.list(directory)) {
        List<Path> found = leftovers.toList();
        for (Path leftover : found) {
          Files.delete(leftover);
        }
      }
      return new AnswerFiles(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to open directory: " + directory, e);
    }
  }

  /** The whole document. Closing the stream deletes its file. */
  InputStream write(SqlDocument document) throws IOException {
    Path file = Files.createTempFile(directory, "answer-", ".tmp");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        document.writeTo(out);
      }
      return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
