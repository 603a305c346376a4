// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseViewOperations;
import org.apache.iceberg.view.ViewMetadata;

/** One view of a {@link PostgresCatalog}. One thread at a time, as Iceberg uses it. */
final class PostgresViewOperations extends BaseViewOperations {
  private final PostgresCatalog catalog;
  private final TableIdentifier identifier;

  PostgresViewOperations(PostgresCatalog catalog, TableIdentifier identifier) {
    this.catalog = catalog;
    this.identifier = identifier;
  }

  @Override
  protected String viewName() {
    return identifier.toString();
  }

  @Override
  protected FileIO io() {
    return catalog.io();
  }

  @Override
  protected void doRefresh() {
    Optional<String> location = catalog.findPointer(PointerType.VIEW, identifier);
    if (location.isPresent()) {
      refreshFromMetadataLocation(location.get());
    } else if (currentMetadataLocation() != null) {
      throw new NoSuchViewException("View does not exist: %s", identifier);
    } else {
      disableRefresh();
    }
  }

  @Override
  protected void doCommit(ViewMetadata base, ViewMetadata metadata) {
    if (base == null) {
      catalog.checkCreatable(PointerType.VIEW, identifier);
    }
    boolean registers = metadata.metadataFileLocation() != null;
    String location = writeNewMetadataIfRequired(metadata);
    try {
      catalog
          .commits()
          .commit(
              Origin.SERVER,
              new PointerChange(
                  identifier,
                  PointerType.VIEW,
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
  }
}
