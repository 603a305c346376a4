// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Projects in an iRODS zone: who may enrol one, who may read its files, what was there before its
 * history began. Start reading at {@link org.varve.server.zone.ZoneProjects}. Bytes are not here,
 * and neither is HTTP.
 */
@NullMarked
package org.varve.server.zone;

import org.jspecify.annotations.NullMarked;
