// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The result of a statement that is ready to be written, once. One thread at a time, except {@link
 * #cancel}; closed by who asked for it.
 */
public interface SqlDocument extends AutoCloseable {
  SqlFormat format();

  /**
   * Writes everything, and leaves the stream open.
   *
   * @throws QueryException if the statement fails on the way, or passes a limit: what was written
   *     until then is not an answer
   * @throws IOException of the stream
   */
  void writeTo(OutputStream out) throws IOException;

  /** Stops the statement. From any thread. */
  void cancel();

  @Override
  void close();
}
