// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import org.varve.sql.QueryException;

/**
 * A collection to be enrolled, and how.
 *
 * @param dataCollection path relative to {@code irodsPath} of the collection for the tables' files
 * @param readersSeeAll whether readers of the project may see the history of sub-collections that
 *     they may not read; only a zone knows such
 */
public record EnrolmentRequest(String irodsPath, String dataCollection, boolean readersSeeAll) {
  /**
   * A request that can be fulfilled.
   *
   * @throws QueryException of kind INVALID if a path is not one
   */
  public EnrolmentRequest {
    LogicalPaths.check("irods_path", irodsPath);
    if (dataCollection.isEmpty()) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid data_collection: empty");
    }
    LogicalPaths.check("data_collection", irodsPath + "/" + dataCollection);
  }

  /** With nothing special about it. */
  public static EnrolmentRequest of(String irodsPath) {
    return new EnrolmentRequest(irodsPath, Project.DEFAULT_DATA_COLLECTION, false);
  }
}
