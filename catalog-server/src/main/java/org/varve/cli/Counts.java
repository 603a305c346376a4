// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.Locale;

/** Numbers of things in a sentence. */
final class Counts {
  private Counts() {}

  /** Such as {@code 1 change} or {@code 9,333 changes}. */
  static String of(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
