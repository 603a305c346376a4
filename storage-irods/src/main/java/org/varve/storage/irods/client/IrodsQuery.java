// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.irods.irods4j.common.Reference;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSApi.RcComm;
import org.irods.irods4j.low_level.protocol.packing_instructions.GenQueryInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.GenQueryOut_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.InxIvalPair_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.InxValPair_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.KeyValPair_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.SqlResult_PI;

/**
 * A GenQuery1 that selects columns where columns equal values. One condition a column: values with
 * quotes break compound conditions.
 */
final class IrodsQuery {
  private static final int PAGE_ROWS = 1000;
  private static final int NO_ROWS = -808_000;
  private static final int PLAIN_COLUMN = 1;

  private final List<Integer> columns;
  private final List<Integer> conditionColumns = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();

  private IrodsQuery(List<Integer> columns) {
    this.columns = columns;
  }

  static IrodsQuery select(Integer... columns) {
    return new IrodsQuery(List.of(columns));
  }

  IrodsQuery where(int column, String value) {
    conditionColumns.add(column);
    conditions.add("= '" + value + "'");
    return this;
  }

  /** All rows, read to the end, so that no statement stays open on the server. */
  List<List<String>> rows(IrodsConnection connection, String subject) {
    List<List<String>> rows = new ArrayList<>();
    forEachRow(connection, subject, rows::add);
    return rows;
  }

  /**
   * Passes on every row as its page comes, so that any number takes the memory of one page. The
   * connection is in use until the last row was taken.
   */
  void forEachRow(IrodsConnection connection, String subject, Consumer<List<String>> taker) {
    GenQueryInp_PI input = input();
    boolean taken = false;
    try {
      do {
        var output = new Reference<GenQueryOut_PI>();
        int code =
            connection.ask(
                IrodsConnection.Effect.READS,
                "query the catalog",
                subject,
                comm -> send(comm, input, output));
        if (code == NO_ROWS) {
          break;
        }
        if (code < 0) {
          throw IrodsClientException.refused("query the catalog", subject, code);
        }
        input.continueInx = output.value.continueInx;
        passRows(output.value, taker);
      } while (input.continueInx > 0);
      taken = true;
    } finally {
      if (!taken && input.continueInx > 0) {
        // The statement is still open, and a connection has few of them.
        connection.breakOff();
      }
    }
  }

  /** Checks the shape here, where a wrong one still marks the connection as broken. */
  private int send(RcComm comm, GenQueryInp_PI input, Reference<GenQueryOut_PI> output)
      throws IOException {
    int code = IRODSApi.rcGenQuery(comm, input, output);
    if (code >= 0) {
      GenQueryOut_PI page = output.value;
      if (page == null || page.SqlResult_PI == null || page.SqlResult_PI.size() < columns.size()) {
        throw new IOException("an answer without columns");
      }
      for (SqlResult_PI column : page.SqlResult_PI.subList(0, columns.size())) {
        if (column.value == null || column.value.size() < page.rowCnt) {
          throw new IOException("an answer with too few values");
        }
      }
    }
    return code;
  }

  private void passRows(GenQueryOut_PI page, Consumer<List<String>> taker) {
    for (int row = 0; row < page.rowCnt; row++) {
      List<String> values = new ArrayList<>(columns.size());
      for (int column = 0; column < columns.size(); column++) {
        String value = page.SqlResult_PI.get(column).value.get(row);
        values.add(value == null ? "" : value);
      }
      taker.accept(values);
    }
  }

  private GenQueryInp_PI input() {
    var input = new GenQueryInp_PI();
    input.maxRows = PAGE_ROWS;
    input.KeyValPair_PI = new KeyValPair_PI();
    input.InxIvalPair_PI = new InxIvalPair_PI();
    input.InxIvalPair_PI.iiLen = columns.size();
    input.InxIvalPair_PI.inx = columns;
    input.InxIvalPair_PI.ivalue = columns.stream().map(column -> PLAIN_COLUMN).toList();
    input.InxValPair_PI = new InxValPair_PI();
    input.InxValPair_PI.isLen = conditions.size();
    input.InxValPair_PI.inx = conditionColumns;
    input.InxValPair_PI.svalue = conditions;
    return input;
  }
}
