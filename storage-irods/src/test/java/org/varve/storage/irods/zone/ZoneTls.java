// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server's key and its certificate, which it signed itself, and whether it insists on them.
 * Immutable.
 */
public final class ZoneTls {
  private static final String PASSWORD = "password";

  private final SSLContext context;
  private final Path certificate;
  private final boolean required;

  private ZoneTls(SSLContext context, Path certificate, boolean required) {
    this.context = context;
    this.certificate = certificate;
    this.required = required;
  }

  /** A server that talks to nobody without. */
  public static ZoneTls required(Path directory, String subject) throws Exception {
    return make(directory, subject, true);
  }

  /** A server that leaves it to the client. */
  public static ZoneTls optional(Path directory, String subject) throws Exception {
    return make(directory, subject, false);
  }

  /**
   * Makes a key with the JDK's keytool.
   *
   * @param subject whom the certificate is for, such as {@code ip:127.0.0.1} or {@code
   *     dns:icat.example.org}
   */
  private static ZoneTls make(Path directory, String subject, boolean required) throws Exception {
    Path keys = directory.resolve("keys.p12");
    generate(keys, subject);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Path certificate = directory.resolve("certificate.pem");
    byte[] encoded = store.getCertificate("zone").getEncoded();
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END CERTIFICATE-----\n");
    return new ZoneTls(context(store), certificate, required);
  }

  private static void generate(Path keys, String subject) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "zone",
                "-keyalg",
                "EC",
                "-dname",
                "CN=zone",
                "-ext",
                "san=" + subject,
                "-keystore",
                keys.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("Failed to make a key: " + output);
    }
  }

  private static SSLContext context(KeyStore store) throws GeneralSecurityException {
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** A PEM file of whom to trust. */
  public Path certificate() {
    return certificate;
  }

  /** The server's side of the negotiation, in iRODS' words. */
  String policy() {
    return required ? "CS_NEG_REQUIRE" : "CS_NEG_DONT_CARE";
  }

  /** Goes on encrypted, and takes the key that clients send next, which nothing uses. */
  SSLSocket upgrade(Socket socket) throws IOException {
    var encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    encrypted.setUseClientMode(false);
    encrypted.startHandshake();
    var in = new DataInputStream(encrypted.getInputStream());
    WireMessage.Header settings = WireMessage.Header.read(in);
    WireMessage secret = WireMessage.Header.read(in).readRest(in);
    if (!settings.type().equals("AES-256-CBC") || !secret.type().equals("SHARED_SECRET")) {
      throw new IOException("Not the settings of an encrypted connection: " + settings);
    }
    return encrypted;
  }
}
