// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What a commit does to one table or view: its metadata location becomes another one.
 *
 * @param base the metadata location that the commit was built on; null to create
 * @param next a metadata location that was never used before
 * @param facts what the metadata at {@code next} says
 * @param verb what the event of it says was done: {@code create}, {@code update}, {@code register}
 *     or {@code undrop}
 */
public record PointerChange(
    TableIdentifier identifier,
    PointerType type,
    @Nullable String base,
    String next,
    MetadataFacts facts,
    String verb) {

  /** A change that creates or updates. */
  public PointerChange(
      TableIdentifier identifier,
      PointerType type,
      @Nullable String base,
      String next,
      MetadataFacts facts) {
    this(identifier, type, base, next, facts, base == null ? "create" : "update");
  }
}
