// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSApi.ConnectionOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.IrodsLogin;
import org.varve.storage.irods.client.IrodsLogin.Scheme;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.client.IrodsTls;
import org.varve.storage.irods.client.IrodsTls.Policy;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.Api;
import org.varve.storage.irods.zone.InProcessZone;
import org.varve.storage.irods.zone.ZoneTls;

/** Encrypted connections, and that nobody logs in on one whose other end is not the server. */
class IrodsTlsTest {
  private static final String FILE = "irods:/" + ZoneFixture.HOME + "/file";

  @TempDir private static Path required;
  @TempDir private static Path optional;
  @TempDir private static Path elsewhere;
  private static ZoneTls requiredTls;
  private static ZoneTls optionalTls;
  private static ZoneTls elsewhereTls;

  @TempDir private Path vault;

  @BeforeAll
  static void makeCertificates() throws Exception {
    requiredTls = ZoneTls.required(required, "ip:127.0.0.1");
    optionalTls = ZoneTls.optional(optional, "ip:127.0.0.1");
    elsewhereTls = ZoneTls.required(elsewhere, "dns:elsewhere.example.org");
  }

  @Test
  void filesAreWrittenAndReadEncrypted() throws Exception {
    byte[] content = new byte[5_000_000];
    new Random(1).nextBytes(content);
    try (var zone = start(requiredTls);
        var client = new IrodsClient(config(zone, trusting(requiredTls)));
        var files = new IrodsFileIO(client)) {
      create(files, content);

      assertThat(read(files)).isEqualTo(content);
      assertThat(Files.list(vault)).hasSize(1);
    }
  }

  @Test
  void aClientThatMayEncryptDoesSoWhereTheServerMay() throws Exception {
    try (var zone = start(optionalTls);
        var trusting = new IrodsClient(config(zone, tls(Policy.ALLOW, optionalTls)));
        var distrusting = new IrodsClient(config(zone, tls(Policy.ALLOW, requiredTls)));
        var plain = new IrodsClient(config(zone, IrodsTls.OFF))) {
      trusting.checkAvailable();
      plain.checkAvailable();

      // That it insists on a certificate shows that it encrypts.
      assertNotTrusted(distrusting::checkAvailable);
    }
  }

  @Test
  void aServerWithAnotherNameIsNotTrusted() throws Exception {
    try (var zone = start(elsewhereTls);
        var client = new IrodsClient(config(zone, trusting(elsewhereTls)))) {
      assertNotTrusted(client::checkAvailable);
      assertThat(zone.requests(Api.AUTHENTICATE)).isZero();
    }
  }

  @Test
  void aServerWhoseCertificateNobodyVouchesForIsNotTrusted() throws Exception {
    try (var zone = start(requiredTls);
        var client = new IrodsClient(config(zone, new IrodsTls(Policy.REQUIRE, "")))) {
      assertNotTrusted(client::checkAvailable);
      assertThat(zone.requests(Api.AUTHENTICATE)).isZero();
    }
  }

  @Test
  void aClientThatInsistsDoesNotGoOnInPlainText() throws Exception {
    try (var zone = InProcessZone.start(vault);
        var client = new IrodsClient(config(zone, trusting(requiredTls)))) {
      assertRefused(
          client::checkAvailable,
          "the server refuses TLS, and irods.client-server-policy requires it");
      assertThat(zone.requests(Api.AUTHENTICATE)).isZero();
    }
  }

  @Test
  void aServerThatInsistsIsNotTalkedToInPlainText() throws Exception {
    try (var zone = start(requiredTls);
        var client = new IrodsClient(config(zone, IrodsTls.OFF))) {
      assertRefused(
          client::checkAvailable,
          "the server requires TLS, and irods.client-server-policy refuses it");
    }
  }

  @Test
  void certificatesThatCannotBeReadAreNamed() throws Exception {
    Path missing = vault.resolve("missing.pem");
    try (var zone = start(requiredTls);
        var client =
            new IrodsClient(config(zone, new IrodsTls(Policy.REQUIRE, missing.toString())))) {
      assertRefused(client::checkAvailable, missing.toString());
    }
  }

  @Test
  void aPamPasswordLogsIn() throws Exception {
    try (var zone = start(requiredTls)) {
      zone.setPamPassword(ZoneFixture.USER, "of the system");

      try (var client = new IrodsClient(pam(zone, "of the system"));
          var files = new IrodsFileIO(client)) {
        create(files, "content".getBytes(UTF_8));

        assertThat(read(files)).isEqualTo("content".getBytes(UTF_8));
      }
      try (var client = new IrodsClient(pam(zone, ZoneFixture.USER_PASSWORD))) {
        assertThatThrownBy(client::checkAvailable)
            .isInstanceOfSatisfying(
                IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN))
            .hasMessage(
                "Failed to log in to iRODS: iRODS answered -993000 (wrong password): varve#tempZone");
      }
    }
  }

  @Test
  void connectionsThatWereCutAreReplaced() throws Exception {
    try (var zone = start(requiredTls);
        var client = new IrodsClient(config(zone, trusting(requiredTls)))) {
      client.checkAvailable();
      zone.dropConnections();
      await().until(() -> zone.connections() == 0);

      // A change, whose outcome would be in doubt on a connection that is gone.
      client.createCollections(new LogicalPath(ZoneFixture.HOME + "/dir"));

      assertThat(client.isCollection(new LogicalPath(ZoneFixture.HOME + "/dir"))).isTrue();
      assertThat(client.connections()).isEqualTo(1);
    }
  }

  /** irods4j's own way to connect, so that the zone speaks TLS as a server does. */
  @Test
  void aForeignClientGetsThrough() throws Exception {
    try (var zone = start(requiredTls)) {
      var options = new ConnectionOptions();
      options.clientServerNegotiation = "CS_NEG_REQUIRE";
      options.trustManagers = trustManagers(requiredTls).getTrustManagers();

      IRODSApi.RcComm comm =
          IRODSApi.rcConnect(
              zone.host(),
              zone.port(),
              ZoneFixture.USER,
              InProcessZone.ZONE,
              Optional.empty(),
              Optional.empty(),
              Optional.of(options),
              Optional.empty());
      IRODSApi.rcAuthenticateClient(comm, new NativeAuthPlugin(), ZoneFixture.USER_PASSWORD);

      assertThat(comm.secure).isTrue();
      assertThat(comm.loggedIn).isTrue();
      IRODSApi.rcDisconnect(comm);
    }
  }

  private InProcessZone start(ZoneTls tls) throws IOException {
    InProcessZone zone = InProcessZone.start(vault, tls);
    zone.addUser(ZoneFixture.USER, ZoneFixture.USER_PASSWORD);
    return zone;
  }

  private static IrodsConfig config(InProcessZone zone, IrodsTls tls) {
    return config(
        zone, tls, new IrodsLogin(Scheme.NATIVE, ZoneFixture.USER, ZoneFixture.USER_PASSWORD));
  }

  private static IrodsConfig pam(InProcessZone zone, String password) {
    return config(
        zone,
        trusting(requiredTls),
        new IrodsLogin(Scheme.PAM_PASSWORD, ZoneFixture.USER, password));
  }

  private static IrodsConfig config(InProcessZone zone, IrodsTls tls, IrodsLogin login) {
    return new IrodsConfig(
        new IrodsEndpoint(zone.host(), zone.port(), InProcessZone.ZONE),
        login,
        tls,
        IrodsTimeouts.DEFAULTS,
        IrodsPoolLimits.DEFAULTS,
        "");
  }

  private static IrodsTls trusting(ZoneTls server) {
    return tls(Policy.REQUIRE, server);
  }

  private static IrodsTls tls(Policy policy, ZoneTls server) {
    return new IrodsTls(policy, server.certificate().toString());
  }

  private static TrustManagerFactory trustManagers(ZoneTls server) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(server.certificate())) {
      store.setCertificateEntry(
          "zone", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static void create(IrodsFileIO files, byte[] content) throws IOException {
    try (PositionOutputStream out = files.newOutputFile(FILE).create()) {
      out.write(content);
    }
  }

  private static byte[] read(IrodsFileIO files) throws IOException {
    try (SeekableInputStream in = files.newInputFile(FILE).newStream()) {
      return in.readAllBytes();
    }
  }

  private static void assertNotTrusted(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageStartingWith("Failed to connect to iRODS: tempZone at ")
        .hasCauseInstanceOf(SSLHandshakeException.class);
  }

  private static void assertRefused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageStartingWith("Failed to connect to iRODS: tempZone at ")
        .hasRootCauseMessage(why);
  }
}
