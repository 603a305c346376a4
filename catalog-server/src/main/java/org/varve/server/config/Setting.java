// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

/**
 * One setting as it was resolved.
 *
 * @param defaultText what applies when nobody sets it, as a person writes it; {@code ""} for none
 * @param text the value as a person writes it, masked if it is secret
 * @param origin where the value comes from: {@code default}, a file and line, a variable, or a flag
 */
public record Setting(String key, String defaultText, String text, String origin) {
  /** The environment variable that sets it. */
  public String variable() {
    return EnvironmentNames.variable(key);
  }
}
