// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.history;

import org.jspecify.annotations.Nullable;
import org.varve.client.wire.PageJson;
import org.varve.history.Project;

/** What the pages of an answer say that they are about. */
final class HistoryPages {
  private HistoryPages() {}

  static PageJson about(Project project, @Nullable String path) {
    return new PageJson(project.id(), path == null ? project.irodsPath() : path);
  }
}
