// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.util.Map;

/** Asks for the same thing again and again. */
record RestGetter(RestConnection connection, String path, Map<String, String> headers, int expected)
    implements Load.Client {
  @Override
  public boolean run() throws IOException {
    connection.get(path, headers).expect(expected);
    return true;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
