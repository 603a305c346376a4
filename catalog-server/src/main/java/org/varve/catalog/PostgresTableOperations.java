// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/** One table of a {@link PostgresCatalog}. One thread at a time, as Iceberg uses it. */
final class PostgresTableOperations extends BaseMetastoreTableOperations {
  private static final int READ_RETRIES = 2;

  private final PostgresCatalog catalog;
  private final TableIdentifier identifier;

  PostgresTableOperations(PostgresCatalog catalog, TableIdentifier identifier) {
    this.catalog = catalog;
    this.identifier = identifier;
  }

  @Override
  protected String tableName() {
    return identifier.toString();
  }

  @Override
  public FileIO io() {
    return catalog.io();
  }

  @Override
  protected void doRefresh() {
    Optional<String> location = catalog.findPointer(PointerType.TABLE, identifier);
    if (location.isEmpty()) {
      if (currentMetadataLocation() != null) {
        throw new NoSuchTableException("Table does not exist: %s", identifier);
      }
      disableRefresh();
      return;
    }
    try {
      read(location.get());
    } catch (NotFoundException e) {
      // Superseded metadata is deleted in the end: a reader this slow takes the pointer again.
      Optional<String> again = catalog.findPointer(PointerType.TABLE, identifier);
      if (again.isEmpty() || again.equals(location)) {
        throw e;
      }
      read(again.get());
    }
  }

  private void read(String location) {
    refreshFromMetadataLocation(
        location, null, READ_RETRIES, missing -> catalog.metadata().load(io(), missing));
  }

  @Override
  protected void doCommit(TableMetadata base, TableMetadata metadata) {
    if (base == null) {
      catalog.checkCreatable(PointerType.TABLE, identifier);
    } else {
      checkNotOvertaken(base);
    }
    boolean registers = base == null && metadata.metadataFileLocation() != null;
    String location = writeNewMetadataIfRequired(base == null, metadata);
    try {
      catalog
          .commits()
          .commit(
              Origin.SERVER,
              new PointerChange(
                  identifier,
                  PointerType.TABLE,
                  base == null ? null : base.metadataFileLocation(),
                  location,
                  MetadataFacts.of(metadata)));
    } catch (CommitStateUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!registers) {
        catalog.deleteUncommitted(location, e);
      }
      throw e;
    }
    if (!registers) {
      catalog.metadata().put(location, metadata);
    }
  }

  /** A lost race that can be known is known before anything is written. */
  private void checkNotOvertaken(TableMetadata base) {
    String current = catalog.findPointer(PointerType.TABLE, identifier).orElse("(dropped)");
    if (!current.equals(base.metadataFileLocation())) {
      throw new CommitFailedException(
          "Cannot commit %s: metadata location %s has changed from %s",
          identifier, current, base.metadataFileLocation());
    }
  }
}
