// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipException;
import org.varve.client.wire.ChangeSetJson;
import org.varve.history.ChangeSet;
import org.varve.history.ImportedChangeSet;
import org.varve.sql.QueryException;

/**
 * A file that is imported: its change sets, oldest first. One thread at a time; closed by who
 * opened it.
 */
final class ImportInput implements AutoCloseable {
  private final String name;
  private final Lines lines;
  private final AtomicLong position;
  private final String id;
  private Optional<byte[]> ahead;

  private ImportInput(String name, Lines lines, AtomicLong position) throws IOException {
    this.name = name;
    this.lines = lines;
    this.position = position;
    this.ahead = lines.next();
    this.id = ahead.map(ImportInput::sha256).orElse("");
  }

  /**
   * A change set of the file.
   *
   * @param line its number in the file
   * @param sizeBytes the length of the line
   */
  record Item(long line, int sizeBytes, ImportedChangeSet changeSet) {
    int changes() {
      return changeSet.changeSet().changes().size();
    }
  }

  /** The file cannot be read on from some line. */
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(long line, String reason) {
      super("line " + line + ": " + reason);
    }
  }

  static ImportInput open(Path file) {
    try {
      return of(file.toString(), Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new CommandException("File does not exist: " + file);
    } catch (IOException e) {
      throw new CommandException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The input that {@code raw} is, which is closed with it. */
  static ImportInput of(String name, InputStream raw) throws IOException {
    AtomicLong position = new AtomicLong();
    return new ImportInput(name, Lines.open(new CountedInput(raw, position)), position);
  }

  /**
   * Names the input: the SHA-256 of its first line, so that a truncated file and the whole one are
   * the same input. Empty for an empty file.
   */
  String id() {
    return id;
  }

  /** Bytes of the file that were read so far. */
  long position() {
    return position.get();
  }

  /**
   * The next change set; empty at the end of the file.
   *
   * @throws BrokenException if the line is no change set or the file ends in the middle of it
   */
  Optional<Item> next() throws BrokenException {
    try {
      Optional<byte[]> line = ahead.isPresent() ? ahead : lines.next();
      ahead = Optional.empty();
      return line.map(text -> new Item(lines.number(), text.length, parse(text)));
    } catch (EOFException | ZipException e) {
      throw new BrokenException(lines.number(), "the file ends in the middle: " + e.getMessage());
    } catch (IOException e) {
      throw new BrokenException(lines.number(), "cannot be read: " + e.getMessage());
    } catch (QueryException e) {
      throw new BrokenException(lines.number(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new CommandException("Cannot close " + name + ": " + e.getMessage(), e);
    }
  }

  /** Without a request id of its own a line gets one that a rerun gives it again. */
  private ImportedChangeSet parse(byte[] line) {
    ImportedChangeSet read = ChangeSetJson.parseImported(line);
    ChangeSet given = read.changeSet();
    if (given.requestId() != null) {
      return read;
    }
    String requestId = "import-" + id.substring(0, 16) + "-" + lines.number();
    return new ImportedChangeSet(
        read.actor(),
        read.eventTime(),
        new ChangeSet(
            requestId,
            given.note(),
            given.source(),
            given.onBehalfOf(),
            given.effectiveAt(),
            given.changes()));
  }

  private static String sha256(byte[] line) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
