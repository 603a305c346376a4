// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.config;

import java.time.Duration;

/**
 * The maintenance of tables by the server itself.
 *
 * @param interval from the beginning of one to that of the next; zero for none
 */
public record MaintenanceConfig(Duration interval) {
  public static final MaintenanceConfig DEFAULTS = new MaintenanceConfig(Duration.ofDays(1));

  static MaintenanceConfig from(Settings maintenance) {
    return new MaintenanceConfig(maintenance.duration("interval", DEFAULTS.interval()));
  }

  /** Whether the server maintains tables by itself. */
  public boolean isOn() {
    return !interval.isZero();
  }
}
