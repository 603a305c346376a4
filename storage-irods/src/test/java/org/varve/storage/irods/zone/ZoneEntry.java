// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What collections and data objects have in common. Guarded by the catalog. */
abstract sealed class ZoneEntry {
  final long id;
  final ZoneUser owner;
  final long createdSeconds;
  long modifiedSeconds;
  String path;
  final Map<Long, AccessLevel> access = new TreeMap<>();
  final Set<Avu> avus = new LinkedHashSet<>();

  ZoneEntry(long id, String path, ZoneUser owner, long nowSeconds) {
    this.id = id;
    this.path = path;
    this.owner = owner;
    this.createdSeconds = nowSeconds;
    this.modifiedSeconds = nowSeconds;
  }

  /** A triple. */
  record Avu(String attribute, String value, String unit) {}

  String parent() {
    return parentOf(path);
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  static final class Collection extends ZoneEntry {
    boolean inherits;

    Collection(long id, String path, ZoneUser owner, long nowSeconds) {
      super(id, path, owner, nowSeconds);
    }
  }

  static final class DataObject extends ZoneEntry {
    final Map<Integer, Replica> replicas = new TreeMap<>();

    DataObject(long id, String path, ZoneUser owner, long nowSeconds) {
      super(id, path, owner, nowSeconds);
    }

    boolean isLocked() {
      return replicas.values().stream().anyMatch(replica -> replica.status == 2);
    }
  }

  /** One copy: its file, and what the catalog believes of it. */
  static final class Replica {
    final int number;
    final String resource;
    final java.nio.file.Path file;
    int status;
    long size;
    String checksum = "";

    Replica(int number, String resource, java.nio.file.Path file, int status) {
      this.number = number;
      this.resource = resource;
      this.file = file;
      this.status = status;
    }
  }
}
