// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.Set;

/**
 * What of the benchmarks is measured.
 *
 * @param all the sizes that take minutes too
 * @param parts the names of the only parts to measure, for a benchmark that has parts; empty for
 *     all of them
 */
record Scope(boolean all, Set<String> parts) {
  Scope {
    parts = Set.copyOf(parts);
  }

  boolean includes(String part) {
    return parts.isEmpty() || parts.contains(part);
  }
}
