// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
/**
 * A zone in this process, for tests: a server that speaks the iRODS protocol, with the semantics
 * and the codes that a real one showed, and with switches to misbehave.
 *
 * <p>Where it and a real server differ, the real one is right. Start reading at {@link
 * org.varve.storage.irods.zone.InProcessZone}.
 */
package org.varve.storage.irods.zone;
