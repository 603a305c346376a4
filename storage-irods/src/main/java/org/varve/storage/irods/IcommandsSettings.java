// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody who uses the icommands has set up: {@code IRODS_…} variables, then {@code
 * ~/.irods/irods_environment.json}, and the password that {@code iinit} kept. Immutable; files are
 * read when asked.
 */
public final class IcommandsSettings {
  private final Map<String, String> variables;
  private final Path home;

  /** One value, and the variable or the file that it was found in. */
  public record Found(String text, String origin) {}

  /**
   * What such a user has.
   *
   * @param variables of the environment
   * @param home the directory that {@code .irods} lies in
   */
  public IcommandsSettings(Map<String, String> variables, Path home) {
    this.variables = Map.copyOf(variables);
    this.home = home;
  }

  static IcommandsSettings ofThisProcess() {
    return new IcommandsSettings(System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /**
   * A setting by its name in the file, such as {@code irods_host}.
   *
   * @throws IllegalArgumentException if the file is there and cannot be read
   */
  public Optional<Found> find(String name) {
    String variable = name.toUpperCase(Locale.ROOT);
    String given = variables.get(variable);
    if (given != null) {
      return Optional.of(new Found(given, variable));
    }
    Path file = file("IRODS_ENVIRONMENT_FILE", "irods_environment.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode value = new ObjectMapper().readTree(file.toFile()).path(name);
      return value.isValueNode()
          ? Optional.of(new Found(value.asText(), file.toString()))
          : Optional.empty();
    } catch (IOException e) {
      throw new IllegalArgumentException("Invalid iRODS environment: unreadable: " + file, e);
    }
  }

  /**
   * The password that {@code iinit} kept.
   *
   * @throws IllegalArgumentException if the file is there and cannot be read
   */
  public Optional<Found> findPassword() {
    Path file = file("IRODS_AUTHENTICATION_FILE", ".irodsA");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      int owner = (Integer) Files.getAttribute(file, "unix:uid");
      String password = ScrambledPassword.unscramble(Files.readString(file), owner);
      return Optional.of(new Found(password, file.toString()));
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("Invalid iRODS password file: unreadable: " + file, e);
    }
  }

  private Path file(String variable, String name) {
    String named = variables.get(variable);
    return named != null ? Path.of(named) : home.resolve(".irods").resolve(name);
  }
}
