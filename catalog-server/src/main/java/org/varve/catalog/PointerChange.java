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
 */
public record PointerChange(
    TableIdentifier identifier,
    PointerType type,
    @Nullable String base,
    String next,
    MetadataFacts facts) {}
