// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What one operation used beside time. */
record Cost(OptionalDouble cpuMs, OptionalDouble fileOps, OptionalLong bytes) {
  static final Cost UNKNOWN =
      new Cost(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
}
