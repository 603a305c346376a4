// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import org.jspecify.annotations.Nullable;
import org.varve.history.AsOf;
import org.varve.sql.QueryException;

/** A point of the history as text: a time, or the digits of a snapshot id. */
public final class AsOfText {
  private static final String SNAPSHOT_ID = "\\d{1,19}";

  private AsOfText() {}

  /**
   * The point that {@code text} means; now if there is none.
   *
   * @param field names the value in the message
   * @throws QueryException of kind INVALID if it is neither
   */
  public static AsOf parse(String field, @Nullable String text, AsOfClock clock) {
    if (text == null) {
      return AsOf.NOW;
    }
    return text.matches(SNAPSHOT_ID)
        ? new AsOf.AtSnapshot(parseSnapshotId(field, text))
        : clock.at(TimeText.parse(field, text));
  }

  /** The id that the digits are. */
  public static long parseSnapshotId(String field, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new QueryException(
          QueryException.Kind.INVALID, "Invalid " + field + ": not a snapshot id: " + text);
    }
  }
}
