// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import org.jspecify.annotations.Nullable;

/**
 * Two points to compare.
 *
 * @param path logical path, with everything below it; null for the whole project
 * @param from the earlier point, exclusive: what it already shows is no difference
 * @param to the later point, inclusive
 */
public record DiffQuery(
    @Nullable String path, AsOf from, AsOf to, int limit, @Nullable String pageToken) {

  /** The same for every page of the same question. */
  String fingerprint(String kind, Project project) {
    return PageToken.fingerprint(kind, project.id(), path, from, to);
  }
}
