// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

/**
 * Something that the server needs to answer.
 *
 * @param name as {@code /readyz} shows it
 */
record Dependency(String name, Check check) {

  /** Uses the dependency once, in the cheapest way that shows that it works. */
  @FunctionalInterface
  interface Check {
    /**
     * Returns if the dependency works.
     *
     * @throws Exception whose message says what is wrong
     */
    void run() throws Exception;
  }
}
