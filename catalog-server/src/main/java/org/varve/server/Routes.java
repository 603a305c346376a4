// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import io.javalin.config.RoutesConfig;

/** Some of the paths that the server answers. */
@FunctionalInterface
public interface Routes {
  /** Adds the paths and their handlers. */
  void addTo(RoutesConfig routes);
}
