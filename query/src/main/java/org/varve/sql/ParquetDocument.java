// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.varve.sql.QueryException.Kind;

/** A Parquet file that DuckDB wrote completely before the first byte is handed out. */
final class ParquetDocument implements SqlDocument {
  private final QuerySession session;
  private final Path file;

  private ParquetDocument(QuerySession session, Path file) {
    this.session = session;
    this.file = file;
  }

  /** Runs a checked SELECT. Owns the session from then on, unless it fails. */
  static ParquetDocument open(QuerySession session, String select) {
    long maxRows = session.engine().config().maxRows();
    Path file = session.engine().resultsDirectory().resolve(UUID.randomUUID() + ".parquet");
    ParquetDocument document = new ParquetDocument(session, file);
    String copy =
        "COPY (SELECT * FROM ("
            + select
            + ") LIMIT "
            + (maxRows + 1)
            + ") TO "
            + SqlText.string(file.toString())
            + " (FORMAT parquet, COMPRESSION zstd)";
    try (PreparedStatement statement = session.prepare(copy)) {
      if (statement.executeLargeUpdate() > maxRows) {
        throw SqlResult.tooManyRows(maxRows);
      }
      return document;
    } catch (SQLException e) {
      document.deleteFile();
      throw session.failure(e);
    } catch (RuntimeException e) {
      document.deleteFile();
      throw e;
    }
  }

  @Override
  public SqlFormat format() {
    return SqlFormat.PARQUET;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Files.copy(file, out);
  }

  @Override
  public void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    deleteFile();
    session.close();
  }

  private void deleteFile() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new QueryException(Kind.FAILED, "Failed to remove a result", e);
    }
  }
}
