// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

/**
 * The one failure that reading and recording answer with.
 *
 * <p>The {@link Kind} says what a caller can do about it; the message is one sentence for a person
 * and never holds a secret. Each door translates kinds to its protocol in one place.
 */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What a caller can do about a failure. */
  public enum Kind {
    /** The request itself is wrong; nothing was written. */
    INVALID,
    /** The caller may not do this. */
    FORBIDDEN,
    /** What the request names does not exist. */
    NOT_FOUND,
    /** The request is fine but the state forbids it; nothing was written. */
    CONFLICT,
    /** The request or its answer is larger than allowed. */
    TOO_LARGE,
    /** Understood and refused: SQL that is not allowed, or that cannot be answered correctly. */
    UNPROCESSABLE,
    /** Took longer than allowed, or was cancelled. */
    CANCELLED,
    /** Too much is asked at once; nothing was written; try again a little later. */
    SLOW_DOWN,
    /** A dependency does not answer now; nothing was written; try again. */
    UNAVAILABLE,
    /**
     * Nobody knows whether the change set was recorded: repeat it with the same {@code request_id}.
     */
    OUTCOME_UNKNOWN,
    /** Something that is stored cannot be read as it was written. */
    FAILED
  }

  /** A failure whose cause is the request or the state. */
  public QueryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure of something underneath. */
  public QueryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What a caller can do about it. */
  public Kind kind() {
    return kind;
  }
}
