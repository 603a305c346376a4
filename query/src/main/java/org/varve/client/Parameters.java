// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.AsOfClock;
import org.varve.client.wire.TimeText;
import org.varve.history.AsOf;

/** The query string of a request. Absent values leave no trace. One thread at a time. */
final class Parameters {
  private final StringJoiner pairs = new StringJoiner("&", "?", "").setEmptyValue("");

  Parameters put(String name, @Nullable String value) {
    if (value != null) {
      pairs.add(name + "=" + encode(value));
    }
    return this;
  }

  Parameters put(String name, @Nullable Instant time) {
    return put(name, time == null ? null : TimeText.format(time));
  }

  Parameters put(String name, long value) {
    return put(name, Long.toString(value));
  }

  Parameters put(String name, boolean value) {
    return put(name, Boolean.toString(value));
  }

  /** A point of the history; nothing for now. */
  Parameters put(String name, AsOf point) {
    if (point instanceof AsOf.RecordedAt recorded) {
      return put(name, recorded.time());
    }
    if (point instanceof AsOf.EffectiveAt effective) {
      return put(name, effective.time());
    }
    return point instanceof AsOf.AtSnapshot snapshot ? put(name, snapshot.snapshotId()) : this;
  }

  /** The clock that the points go by, unless it is the usual one. */
  Parameters putClock(AsOf... points) {
    boolean effective = Arrays.stream(points).anyMatch(AsOf.EffectiveAt.class::isInstance);
    return effective ? put("by", AsOfClock.EFFECTIVE.wireName()) : this;
  }

  /** One part of a path or a query string. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** With its question mark; empty if there is nothing. */
  @Override
  public String toString() {
    return pairs.toString();
  }
}
