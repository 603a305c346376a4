// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.HashSet;
import java.util.Set;

/** A user or a group. Guarded by the catalog. */
final class ZoneUser {
  final long id;
  final String name;
  final String zone;
  String type;
  String password = "";

  /** What the operating system of the server takes, if the user has an account there. */
  String pamPassword = "";

  /** What the server gave out for a PAM password; good for a native login. */
  final Set<String> generatedPasswords = new HashSet<>();

  final Set<Long> members = new HashSet<>();

  ZoneUser(long id, String name, String zone, String type) {
    this.id = id;
    this.name = name;
    this.zone = zone;
    this.type = type;
  }

  boolean isAdmin() {
    return type.equals("rodsadmin");
  }

  boolean isGroup() {
    return type.equals("rodsgroup");
  }
}
