// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import org.jspecify.annotations.Nullable;

/**
 * Which AVUs to answer, in the order of path, attribute, value, unit.
 *
 * @param path logical path; null for the whole project, which is always recursive
 * @param recursive with everything below {@code path}
 * @param limit most items a page, 1 to 10,000
 */
public record AvuQuery(
    @Nullable String path,
    boolean recursive,
    AsOf asOf,
    @Nullable String attribute,
    int limit,
    @Nullable String pageToken) {}
