// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;

/** Answers one kind of request. Thread-safe. */
@FunctionalInterface
interface S3Route {
  /**
   * Sends the answer.
   *
   * @throws S3Exception if the answer is an error
   * @throws IOException if the client is gone
   */
  void answer(S3Exchange exchange) throws IOException;
}
