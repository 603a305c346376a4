// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.varve.storage.irods.zone.ZoneEntry.DataObject;
import org.varve.storage.irods.zone.ZoneEntry.Replica;

/** One descriptor of an agent. One thread at a time. */
final class OpenFile {
  final DataObject object;
  final Replica replica;
  final RandomAccessFile file;
  final boolean writes;
  final boolean created;
  boolean dirty;

  OpenFile(DataObject object, Replica replica, boolean writes, boolean created) throws IOException {
    this.object = object;
    this.replica = replica;
    this.file = new RandomAccessFile(replica.file.toFile(), writes ? "rw" : "r");
    this.writes = writes;
    this.created = created;
  }
}
