// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.iceberg.io.DelegateFileIO;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.high_level.connection.IRODSConnection;
import org.irods.irods4j.high_level.connection.QualifiedUsername;
import org.irods.irods4j.high_level.io.IRODSDataObjectOutputStream;
import org.irods.irods4j.high_level.io.IRODSDataObjectStream.SeekDirection;
import org.junit.jupiter.api.AfterEach;
import org.varve.storage.FileIOContract;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.TcpProxy;

/**
 * The contract of files on any zone, with means that every zone has: a foreign client plants files,
 * and a proxy cuts the network. Each test is an ordinary user of its own and removes him.
 */
abstract class ZoneFileIOContract extends FileIOContract {
  private static final String USER = "writer";

  private final RealZone zone;
  private ZoneStage stage;
  private TcpProxy proxy;
  private IrodsClient client;

  ZoneFileIOContract(RealZone zone) {
    this.zone = zone;
  }

  @Override
  protected DelegateFileIO newFileIO() throws IOException {
    stage = ZoneStage.open(zone);
    stage.addUser(USER);
    proxy = TcpProxy.start(zone.host(), zone.port());
    client = new IrodsClient(stage.configAt(proxy.port(), USER));
    return new IrodsFileIO(client);
  }

  @AfterEach
  void removeUser() throws IOException {
    // In reverse order, as far as they came to be. The stage has a connection of its own.
    try (ZoneStage cleared = stage;
        TcpProxy closed = proxy;
        IrodsClient first = client) {
      assertThat(cleared).isNotNull();
    }
  }

  @Override
  protected String root() {
    return "irods:/" + stage.home(USER) + "/tables";
  }

  @Override
  protected void plantSparseFile(String location, long position, byte[] bytes) throws IOException {
    LogicalPath path = new LogicalPath(location.substring("irods:/".length()));
    client.createCollections(path.parent());
    try (var connection = new IRODSConnection()) {
      IrodsConfig writer = stage.config(USER);
      connection.connect(
          zone.host(), zone.port(), new QualifiedUsername(writer.login().user(), zone.zone()));
      connection.authenticate(new NativeAuthPlugin(), writer.login().password());
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
