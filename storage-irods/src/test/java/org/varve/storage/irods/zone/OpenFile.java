// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.varve.storage.irods.zone.ZoneEntry.DataObject;
import org.varve.storage.irods.zone.ZoneEntry.Replica;

/** One descriptor of an agent. One thread at a time. */
final class OpenFile {
  final DataObject object;
  final Replica replica;
  final FileChannel file;
  final boolean writes;
  final boolean created;
  boolean dirty;

  OpenFile(DataObject object, Replica replica, boolean writes, boolean created) throws IOException {
    this.object = object;
    this.replica = replica;
    this.file =
        writes
            ? FileChannel.open(replica.file, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(replica.file, StandardOpenOption.READ);
    this.writes = writes;
    this.created = created;
  }
}
