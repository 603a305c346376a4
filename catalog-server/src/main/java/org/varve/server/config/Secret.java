// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

/** A value that must not be seen: its text form is a mask. Immutable. */
public final class Secret {
  /** What is shown instead. */
  public static final String MASK = "********";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The value itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
