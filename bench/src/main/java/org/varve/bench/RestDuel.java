// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

/** What both REST servers did. */
record RestDuel(Load varve, Load fixture) {
  private static final String BASELINE = "Iceberg's REST fixture";

  Row rate(String name, String unit) {
    return Row.rate(name, varve.rate(), unit, BASELINE, fixture.rate(), varve.cost());
  }

  Row duration(String name) {
    return Row.duration(name, varve.medianMillis(), BASELINE, fixture.medianMillis(), varve.cost());
  }

  Row cpu(String name) {
    return Row.duration(
        name, varve.serverCpuMillis(), BASELINE, fixture.serverCpuMillis(), varve.cost());
  }
}
