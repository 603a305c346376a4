// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.irods.irods4j.low_level.api.IRODSApi.RcComm;
import org.irods.irods4j.low_level.network.Network;
import org.irods.irods4j.low_level.protocol.packing_instructions.MsgHeader_PI;

/** Encrypts a connection, and checks that the server is the one that was named. */
final class IrodsTlsUpgrade {
  private static final String CIPHER = "AES-256-CBC";
  private static final int KEY_BYTES = 32;
  private static final int SALT_BYTES = 8;
  private static final int HASH_ROUNDS = 16;

  static void run(RcComm comm, IrodsConfig config) throws IOException, GeneralSecurityException {
    IrodsEndpoint endpoint = config.endpoint();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust(config.tls()).getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(comm.plainSocket, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    comm.sslSocket = socket;
    comm.socket = socket;
    comm.sin = new WholeReads(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    comm.sout = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    comm.usingTLS = true;
    comm.secure = true;
    shareSecret(comm);
  }

  /** The protocol wants a key for parallel transfers, which nothing here uses. */
  private static void shareSecret(RcComm comm) throws IOException {
    var settings = new MsgHeader_PI();
    settings.type = CIPHER;
    settings.msgLen = KEY_BYTES;
    settings.errorLen = SALT_BYTES;
    settings.bsLen = HASH_ROUNDS;
    Network.write(comm.sout, settings);
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    var secret = new MsgHeader_PI();
    secret.type = "SHARED_SECRET";
    secret.msgLen = KEY_BYTES;
    Network.write(comm.sout, secret);
    Network.writeBytes(comm.sout, key);
    comm.sout.flush();
  }

  private static TrustManagerFactory trust(IrodsTls tls)
      throws IOException, GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (tls.caCertificates().isEmpty()) {
      factory.init((KeyStore) null);
      return factory;
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(Path.of(tls.caCertificates()))) {
      int number = 0;
      for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, ca);
      }
    }
    factory.init(store);
    return factory;
  }

  private IrodsTlsUpgrade() {}
}
