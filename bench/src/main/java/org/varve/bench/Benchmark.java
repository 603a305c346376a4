// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.util.List;

/** Some figures that belong together. */
interface Benchmark {
  /**
   * Measures them, in an installation of its own.
   *
   * @param scope what of them
   */
  List<Row> run(Scope scope) throws Exception;
}
