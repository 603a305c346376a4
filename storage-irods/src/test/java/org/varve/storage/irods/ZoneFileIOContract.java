// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.util.UUID;
import org.apache.iceberg.io.DelegateFileIO;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.high_level.connection.IRODSConnection;
import org.irods.irods4j.high_level.connection.QualifiedUsername;
import org.irods.irods4j.high_level.io.IRODSDataObjectOutputStream;
import org.irods.irods4j.high_level.io.IRODSDataObjectStream.SeekDirection;
import org.junit.jupiter.api.AfterEach;
import org.varve.storage.FileIOContract;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.TcpProxy;

/**
 * The contract of files on any zone, with means that every zone has: a foreign client plants files,
 * and a proxy cuts the network.
 */
abstract class ZoneFileIOContract extends FileIOContract {
  private final RealZone zone;
  private final String collection;
  private TcpProxy proxy;
  private IrodsClient client;

  ZoneFileIOContract(RealZone zone) {
    this.zone = zone;
    this.collection =
        "/" + zone.zone() + "/home/" + zone.user() + "/varve-test-" + UUID.randomUUID();
  }

  @Override
  protected DelegateFileIO newFileIO() throws IOException {
    proxy = TcpProxy.start(zone.host(), zone.port());
    client = new IrodsClient(zone.config(proxy.port()));
    return new IrodsFileIO(client);
  }

  @AfterEach
  void removeCollection() throws IOException {
    proxy.heal();
    files().deletePrefix("irods:/" + collection);
    client.close();
    proxy.close();
  }

  @Override
  protected String root() {
    return "irods:/" + collection;
  }

  @Override
  protected void plantSparseFile(String location, long position, byte[] bytes) throws IOException {
    LogicalPath path = new LogicalPath(location.substring("irods:/".length()));
    client.createCollections(path.parent());
    try (var connection = new IRODSConnection()) {
      connection.connect(zone.host(), zone.port(), new QualifiedUsername(zone.user(), zone.zone()));
      connection.authenticate(new NativeAuthPlugin(), zone.password());
      var out = new IRODSDataObjectOutputStream(connection.getRcComm(), path.text(), true, false);
      for (long left = position; left > 0; left -= Integer.MAX_VALUE) {
        out.seek((int) Math.min(left, Integer.MAX_VALUE), SeekDirection.CURRENT);
      }
      out.write(bytes);
      out.close();
    } catch (Exception e) { // irods4j declares no less
      throw new IOException(e);
    }
  }

  @Override
  protected void whileWritesFail(WriteAction action) throws IOException {
    proxy.cutEveryRequest();
    try {
      action.run();
    } finally {
      proxy.heal();
    }
  }

  /** irods4j cannot carry them to the server and back. */
  @Override
  protected boolean acceptsControlCharacters() {
    return false;
  }
}
