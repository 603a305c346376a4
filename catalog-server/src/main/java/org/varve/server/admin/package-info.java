// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator asks of the catalog, over HTTP: what was dropped and how to have it back, what
 * changed, and maintenance. Nothing here is part of a protocol that others define. Start reading at
 * {@link org.varve.server.admin.DroppedRoutes}.
 */
@NullMarked
package org.varve.server.admin;

import org.jspecify.annotations.NullMarked;
