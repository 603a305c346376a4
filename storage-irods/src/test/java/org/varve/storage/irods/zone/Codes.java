// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

/** The codes that a real server answered. */
final class Codes {
  static final int SYS_INVALID_INPUT = -130000;
  static final int API_NOT_SUPPORTED = -30000;
  static final int MAY_NOT_PROXY = -39000;
  static final int RELATIVE_PATH = -31000;
  static final int PATH_TOO_LONG = -308000;
  static final int NO_SUCH_DESCRIPTOR = -345000;
  static final int STAT_MISSING = -310000;
  static final int OPEN_MISSING = -358000;
  static final int LOCKED = -406000;
  static final int NAME_TOO_LONG = -511036;
  static final int EXCLUSIVE_EXISTS = -510017;
  static final int AVU_INVALID = -806000;
  static final int NO_ROWS = -808000;
  static final int EXISTS = -809000;
  static final int PARENT_MISSING = -814000;
  static final int AVU_TARGET_MISSING = -817000;
  static final int NO_PERMISSION = -818000;
  static final int AVU_MISSING = -819000;
  static final int NOT_EMPTY = -821000;
  static final int BAD_PASSWORD = -826000;
  static final int UNKNOWN_USER = -827000;
  static final int UNKNOWN_CLIENT_USER = -832000;
  static final int NAME_TAKEN_BY_COLLECTION = -833000;
  static final int NAME_TAKEN_BY_OBJECT = -834000;
  static final int STATEMENTS_EXHAUSTED = -860000;
  static final int BAD_PAM_PASSWORD = -993000;
  static final int REPLICA_LOCKED = -1803000;

  private Codes() {}
}
