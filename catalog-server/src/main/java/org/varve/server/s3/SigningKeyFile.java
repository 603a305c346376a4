// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/** The signing key of a server that was given none: made once, for its owner's eyes only. */
public final class SigningKeyFile {
  private static final int SECRET_BYTES = 32;

  private SigningKeyFile() {}

  /**
   * The keys in the file. If there is no file, it is made with a new key first.
   *
   * @throws IllegalArgumentException if the file does not hold signing keys
   * @throws UncheckedIOException if it can be neither read nor made
   */
  public static SigningKeys loadOrCreate(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return SigningKeys.parse(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to load signing keys: " + file, e);
    }
  }

  /** Written whole before it gets its name, so that a crash leaves no half key. */
  private static void create(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(temporary, newKey() + "\n", StandardCharsets.US_ASCII);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      return; // another server was faster: its key is the one
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String newKey() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return "local:" + Base64.getEncoder().encodeToString(secret);
  }
}
