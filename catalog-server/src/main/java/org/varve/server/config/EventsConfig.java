// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;

/**
 * The events of the catalog.
 *
 * @param retention how long events are kept
 * @param maxCount most events that are kept
 */
public record EventsConfig(Duration retention, int maxCount) {
  public static final EventsConfig DEFAULTS = new EventsConfig(Duration.ofDays(90), 1_000_000);

  public EventsConfig {
    Check.positive("events.retention", retention);
    Check.between("events.max-count", maxCount, 1, Integer.MAX_VALUE);
  }

  static EventsConfig from(Settings events) {
    return new EventsConfig(
        events.duration("retention", DEFAULTS.retention()),
        events.intValue("max-count", DEFAULTS.maxCount()));
  }
}
