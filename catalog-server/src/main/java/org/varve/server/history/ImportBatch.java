// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.varve.client.wire.ChangeSetJson;
import org.varve.history.ImportedChangeSet;
import org.varve.sql.QueryException;

/** Change sets of an import, one a line. */
final class ImportBatch {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final List<ImportedChangeSet> changeSets = new ArrayList<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private ImportBatch() {}

  /**
   * Reads all lines; empty ones do not count.
   *
   * @throws QueryException of kind INVALID that names the change set which is wrong
   */
  static List<ImportedChangeSet> parse(InputStream in) {
    ImportBatch batch = new ImportBatch();
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        batch.accept(chunk, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    batch.endLine();
    return batch.changeSets;
  }

  private void accept(byte[] chunk, int length) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (chunk[i] == '\n') {
        line.write(chunk, start, i - start);
        endLine();
        start = i + 1;
      }
    }
    line.write(chunk, start, length - start);
  }

  private void endLine() {
    byte[] text = line.toByteArray();
    line.reset();
    if (text.length == 0) {
      return;
    }
    try {
      changeSets.add(ChangeSetJson.parseImported(text));
    } catch (QueryException e) {
      throw new QueryException(
          e.kind(), "Invalid change_sets[" + changeSets.size() + "]: " + e.getMessage());
    }
  }
}
