// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The Java API: one interface, embedded in a process or over HTTP to a server.
 *
 * <p>Start reading at {@link org.varve.client.LakehouseClient}.
 */
@NullMarked
package org.varve.client;

import org.jspecify.annotations.NullMarked;
