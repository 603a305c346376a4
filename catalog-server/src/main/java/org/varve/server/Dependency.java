// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

/**
 * Something that the server needs to answer.
 *
 * @param name as {@code /readyz} shows it
 * @param where which one it is, where there could be another; empty if the name says it
 */
record Dependency(String name, String where, Check check) {

  /** One that needs no more words. */
  static Dependency of(String name, Check check) {
    return new Dependency(name, "", check);
  }

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
