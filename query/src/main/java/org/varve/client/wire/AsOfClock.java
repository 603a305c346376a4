// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.varve.history.AsOf;
import org.varve.sql.QueryException;

/** Which of the two times of a change a question goes by. */
public enum AsOfClock {
  RECORDED,
  EFFECTIVE;

  /** The point at that time. */
  public AsOf at(Instant time) {
    return this == RECORDED ? new AsOf.RecordedAt(time) : new AsOf.EffectiveAt(time);
  }

  /**
   * The clock of that name; {@link #RECORDED} for none.
   *
   * @throws QueryException of kind INVALID for another name
   */
  public static AsOfClock parse(@Nullable String text) {
    if (text == null || text.equals(RECORDED.wireName())) {
      return RECORDED;
    }
    if (text.equals(EFFECTIVE.wireName())) {
      return EFFECTIVE;
    }
    throw new QueryException(
        QueryException.Kind.INVALID, "Invalid by: not one of recorded, effective: " + text);
  }

  /** The name in a query string. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
