// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Iterator;
import org.apache.iceberg.io.FileInfo;

/** A listing below one base, told with locations below another. */
final class RenamedListing implements Iterable<FileInfo> {
  private final Iterable<FileInfo> files;
  private final String base;
  private final String newBase;

  RenamedListing(Iterable<FileInfo> files, String base, String newBase) {
    this.files = files;
    this.base = base;
    this.newBase = newBase;
  }

  @Override
  public Iterator<FileInfo> iterator() {
    Iterator<FileInfo> iterator = files.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public FileInfo next() {
        return renamed(iterator.next());
      }
    };
  }

  private FileInfo renamed(FileInfo file) {
    if (!file.location().startsWith(base)) {
      throw new IllegalStateException("Listing of %s holds %s".formatted(base, file.location()));
    }
    return new FileInfo(
        newBase + file.location().substring(base.length()), file.size(), file.createdAtMillis());
  }
}
