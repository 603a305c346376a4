// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;

/**
 * Something that changed in the catalog or in a history.
 *
 * @param sequence its place: greater than that of every event before it, by one
 * @param what happened, and to what
 */
public record CatalogEvent(long sequence, Instant happenedAt, Origin origin, What what) {

  /**
   * What happened.
   *
   * @param type such as {@code create-table}
   * @param namespace empty if it is about no namespace
   * @param name of the table or view, if it is about one
   * @param projectId of the project, if it is about one
   * @param details a JSON object
   */
  public record What(
      String type,
      Namespace namespace,
      Optional<String> name,
      Optional<String> projectId,
      String details) {}
}
