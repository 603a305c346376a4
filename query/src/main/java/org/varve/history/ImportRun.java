// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

/**
 * An import that holds a project.
 *
 * @param inputId names the input, so that a rerun continues
 */
public record ImportRun(String inputId, Times times) {

  /** What becomes of the times of imported events. */
  public enum Times {
    /** They become {@code recorded_at}, and {@code effective_at} with it. */
    RECORDED,
    /** They become {@code effective_at}; {@code recorded_at} is when they are imported. */
    EFFECTIVE
  }
}
