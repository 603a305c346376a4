// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

/** What the server writes to standard error. */
public record LogConfig(Format format, Level level) {
  public static final LogConfig DEFAULTS = new LogConfig(Format.PLAIN, Level.INFO);

  /** The form of a log line. */
  public enum Format {
    /** For a person at a terminal. */
    PLAIN,
    /** One JSON object a line, for programs. */
    JSON
  }

  /** The least severe level that is written. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  static LogConfig from(Settings log) {
    return new LogConfig(
        log.oneOf("format", DEFAULTS.format(), Format.class),
        log.oneOf("level", DEFAULTS.level(), Level.class));
  }
}
