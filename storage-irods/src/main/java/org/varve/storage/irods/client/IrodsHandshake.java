// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.Socket;
import org.irods.irods4j.common.XmlUtil;
import org.irods.irods4j.low_level.api.IRODSApi.RcComm;
import org.irods.irods4j.low_level.network.Network;
import org.irods.irods4j.low_level.protocol.packing_instructions.CS_NEG_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.MsgHeader_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.StartupPack_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.Version_PI;

/**
 * The first messages on a connection. irods4j's own way opens the socket itself, without any
 * timeout, and does not compare the server's name with its certificate.
 */
final class IrodsHandshake {
  private static final String USE_TLS = "cs_neg_result_kw=CS_NEG_USE_SSL;";
  private static final String USE_TCP = "cs_neg_result_kw=CS_NEG_USE_TCP;";

  private final IrodsConfig config;
  private final RcComm comm = new RcComm();

  private IrodsHandshake(IrodsConfig config) {
    this.config = config;
  }

  /** Greets the server; the result is connected but not logged in. */
  static RcComm run(IrodsConfig config, Socket socket) throws Exception {
    var handshake = new IrodsHandshake(config);
    handshake.attach(socket);
    handshake.greet();
    return handshake.comm;
  }

  private void attach(Socket socket) throws IOException {
    comm.socket = socket;
    comm.plainSocket = socket;
    comm.sin = new WholeReads(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    comm.sout = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    comm.clientUsername = config.login().effectiveUser();
    comm.clientUserZone = config.endpoint().zone();
    comm.proxyUsername = config.login().user();
    comm.proxyUserZone = comm.clientUserZone;
    comm.hashAlgorithm = "md5";
  }

  private void greet() throws Exception {
    var startup = new StartupPack_PI();
    startup.clientUser = comm.clientUsername;
    startup.clientRcatZone = comm.clientUserZone;
    startup.proxyUser = comm.proxyUsername;
    startup.proxyRcatZone = comm.proxyUserZone;
    startup.option = "varve" + "request_server_negotiation";
    send(MsgHeader_PI.MsgType.RODS_CONNECT, startup);

    CS_NEG_PI offer = receive(CS_NEG_PI.class);
    if (offer.status != 1) {
      throw new IOException("the server does not negotiate: " + offer.status);
    }
    boolean encrypted = decide(offer.result);
    var decision = new CS_NEG_PI();
    decision.status = 1;
    decision.result = encrypted ? USE_TLS : USE_TCP;
    send(MsgHeader_PI.MsgType.RODS_CS_NEG_T, decision);

    Version_PI version = receive(Version_PI.class);
    comm.relVersion = version.relVersion;
    comm.apiVersion = version.apiVersion;
    comm.status = version.status;
    comm.cookie = version.cookie;
    if (encrypted) {
      IrodsTlsUpgrade.run(comm, config);
    }
  }

  private boolean decide(String server) throws IOException {
    IrodsTls.Policy client = config.tls().policy();
    boolean serverRefuses = CS_NEG_PI.RESULT_CS_NEG_REFUSE.equals(server);
    boolean serverRequires = CS_NEG_PI.RESULT_CS_NEG_REQUIRE.equals(server);
    if (client == IrodsTls.Policy.REQUIRE && serverRefuses) {
      throw new IOException("the server refuses TLS, and irods.client-server-policy requires it");
    }
    if (client == IrodsTls.Policy.REFUSE && serverRequires) {
      throw new IOException("the server requires TLS, and irods.client-server-policy refuses it");
    }
    return client != IrodsTls.Policy.REFUSE && !serverRefuses;
  }

  private void send(String type, Object body) throws IOException {
    byte[] packed = XmlUtil.toXmlString(body).getBytes(UTF_8);
    var header = new MsgHeader_PI();
    header.type = type;
    header.msgLen = packed.length;
    Network.write(comm.sout, header);
    Network.writeBytes(comm.sout, packed);
    comm.sout.flush();
  }

  private <T> T receive(Class<T> type) throws IOException {
    MsgHeader_PI header = Network.readMsgHeader_PI(comm.sin);
    if (header.intInfo < 0) {
      throw new IOException("the server answered " + header.intInfo);
    }
    return Network.readObject(comm.sin, header.msgLen, type);
  }
}
