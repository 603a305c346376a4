// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.OutputStream;

/** A document that is made row by row. */
final class RowsDocument implements SqlDocument {
  private final SqlResult result;
  private final SqlFormat format;

  RowsDocument(SqlResult result, SqlFormat format) {
    this.result = result;
    this.format = format;
  }

  @Override
  public SqlFormat format() {
    return format;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    switch (format) {
      case JSON -> JsonRows.write(result, out);
      case CSV -> CsvRows.write(result, out);
      case ARROW -> ArrowRows.write(result, out);
      case PARQUET -> throw new IllegalStateException("DuckDB writes Parquet itself");
    }
  }

  @Override
  public void cancel() {
    result.cancel();
  }

  @Override
  public void close() {
    result.close();
  }
}
