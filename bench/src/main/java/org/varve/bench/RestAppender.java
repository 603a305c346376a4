// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;

/** Appends to a table; after a lost race it looks at the table again. Used by one thread. */
final class RestAppender implements Load.Client {
  private final RestConnection connection;
  private final RestTable table;

  private RestAppender(RestConnection connection, RestTable table) {
    this.connection = connection;
    this.table = table;
  }

  /** Appends to a table that it creates. */
  static RestAppender create(RestServer server, String table) throws IOException {
    RestConnection connection = server.connect();
    return new RestAppender(connection, RestTable.create(connection, table));
  }

  /** Appends to a table that is there. */
  static RestAppender open(RestServer server, String table) throws IOException {
    RestConnection connection = server.connect();
    return new RestAppender(connection, RestTable.open(connection, table));
  }

  @Override
  public boolean run() throws IOException {
    boolean won = table.append();
    if (!won) {
      table.refresh();
    }
    return won;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
