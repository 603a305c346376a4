// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.stream.StreamSupport;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one table: deletes nothing outside of its location.
 *
 * <p>Clients write manifests, and a manifest can name any file. Purging a table must not delete
 * what belongs to another. Thread-safe; the {@code FileIO} below belongs to whoever made it.
 */
final class OwnFiles implements FileIO, SupportsBulkOperations {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);

  private final FileIO files;
  private final String prefix;

  OwnFiles(FileIO files, String location) {
    this.files = files;
    this.prefix = location.endsWith("/") ? location : location + "/";
  }

  @Override
  public InputFile newInputFile(String location) {
    return files.newInputFile(location);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return files.newOutputFile(location);
  }

  @Override
  public void deleteFile(String location) {
    if (isOwn(location)) {
      files.deleteFile(location);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    Iterable<String> own =
        StreamSupport.stream(locations.spliterator(), false).filter(this::isOwn).toList();
    if (files instanceof SupportsBulkOperations bulk) {
      bulk.deleteFiles(own);
    } else {
      own.forEach(files::deleteFile);
    }
  }

  private boolean isOwn(String location) {
    boolean own = location.startsWith(prefix) && !location.contains("/../");
    if (!own) {
      LOG.warn("Not purged, because it lies outside of the table: {}", location);
    }
    return own;
  }
}
