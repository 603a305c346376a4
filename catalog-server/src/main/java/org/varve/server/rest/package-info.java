// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Iceberg REST door: HTTP requests in, {@code org.varve.catalog} called, Iceberg's own JSON
 * out.
 *
 * <p>Only this package knows the paths, the status codes and the JSON of the Iceberg REST
 * specification. It holds no rule about tables that the catalog does not hold as well, and it knows
 * neither S3 nor the history's routes.
 */
@NullMarked
package org.varve.server.rest;

import org.jspecify.annotations.NullMarked;
