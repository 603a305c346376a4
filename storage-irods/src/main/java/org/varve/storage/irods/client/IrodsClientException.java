// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

/**
 * A request to iRODS that did not do what was asked.
 *
 * <p>The message holds the logical path and the code that iRODS answered, if it answered.
 */
public final class IrodsClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The code of a refusal to remove a collection that holds something. */
  public static final int COLLECTION_NOT_EMPTY = -821_000;

  /** What kind of failure it was. */
  public enum Kind {
    /** Missing, or in a collection that the user cannot see: iRODS does not tell these apart. */
    NOT_FOUND,
    /** The name is taken. */
    EXISTS,
    /** The user may not, or could not log in. */
    FORBIDDEN,
    /** Somebody is writing it, or died while writing it. */
    LOCKED,
    /** Nothing was changed: no connection could be had, or a reading request was not answered. */
    UNAVAILABLE,
    /** The connection was lost during a change: it may have happened or may yet happen. */
    OUTCOME_UNKNOWN,
    /** Any other refusal; nothing was changed. */
    OTHER
  }

  private final Kind kind;
  private final int code;

  private IrodsClientException(Kind kind, int code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  private IrodsClientException(Kind kind, int code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  static IrodsClientException refused(String verb, String subject, int code) {
    return new IrodsClientException(
        IrodsErrors.kindOf(code),
        code,
        "Failed to %s: iRODS answered %d%s: %s"
            .formatted(verb, code, IrodsErrors.hint(code), subject));
  }

  /** A failure that iRODS did not name. */
  public static IrodsClientException of(Kind kind, String message) {
    return new IrodsClientException(kind, 0, message);
  }

  static IrodsClientException of(Kind kind, String message, Throwable cause) {
    return new IrodsClientException(kind, 0, message, cause);
  }

  public Kind kind() {
    return kind;
  }

  /** What iRODS answered; 0 if it did not. */
  public int code() {
    return code;
  }
}
