// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

/** The agent did what no agent survives. */
final class AgentDiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AgentDiedException() {
    super("closed a descriptor that is not open");
  }
}
