// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.List;
import java.util.Optional;

/**
 * How far the AVUs that a project had before it was enrolled are recorded.
 *
 * @param avus how many are in the history
 * @param skipped how many things could not be recorded
 * @param examples some of them, in words
 * @param collections how many collections the project has, and {@code collectionsDone} of them are
 *     done
 * @param reason why it failed
 */
public record Baseline(
    State state,
    long avus,
    long skipped,
    List<String> examples,
    long collections,
    long collectionsDone,
    Optional<String> reason) {
  /** Of a project that lies in no zone: nobody knows what it had. */
  public static final Baseline NONE =
      new Baseline(State.NONE, 0, 0, List.of(), 0, 0, Optional.empty());

  /** What becomes of it. */
  public enum State {
    NONE,
    RUNNING,
    FINISHED,
    /** It goes on by itself later, or when the collection is enrolled again. */
    FAILED
  }

  public Baseline {
    examples = List.copyOf(examples);
  }
}
