// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.high_level.connection.IRODSConnection;
import org.irods.irods4j.high_level.connection.QualifiedUsername;
import org.irods.irods4j.high_level.io.IRODSDataObjectInputStream;
import org.irods.irods4j.high_level.io.IRODSDataObjectOutputStream;
import org.irods.irods4j.high_level.io.IRODSDataObjectStream.SeekDirection;
import org.irods.irods4j.high_level.metadata.IRODSMetadata;
import org.irods.irods4j.high_level.vfs.IRODSFilesystem;
import org.irods.irods4j.low_level.api.IRODSApi.RcComm;
import org.irods.irods4j.low_level.api.IRODSException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.client.ObjectLookup;
import org.varve.storage.irods.zone.InProcessZone;

/**
 * A client that we did not write, irods4j's own high-level API, talks to the zone in this process:
 * so the zone speaks iRODS, and not only what our client expects.
 */
class ForeignClientTest {
  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  private IRODSConnection connection;

  @BeforeEach
  void logIn() throws Exception {
    connection = new IRODSConnection();
    connection.connect(
        fixture.zone().host(),
        fixture.zone().port(),
        new QualifiedUsername(ZoneFixture.USER, InProcessZone.ZONE));
    connection.authenticate(new NativeAuthPlugin(), ZoneFixture.USER_PASSWORD);
  }

  @AfterEach
  void logOut() throws Exception {
    connection.close();
  }

  @Test
  void aWrongPasswordIsRefused() throws Exception {
    try (var other = new IRODSConnection()) {
      other.connect(
          fixture.zone().host(),
          fixture.zone().port(),
          new QualifiedUsername(ZoneFixture.USER, InProcessZone.ZONE));

      assertThatThrownBy(() -> other.authenticate(new NativeAuthPlugin(), "wrong"))
          .isInstanceOfSatisfying(
              IRODSException.class, e -> assertThat(e.getErrorCode()).isEqualTo(-826000));
    }
  }

  @Test
  void itReadsWhatWeWriteAndWeReadWhatItWrites() throws Exception {
    byte[] bytes = new byte[200_000];
    new Random(5).nextBytes(bytes);
    String path = ZoneFixture.HOME + "/theirs";

    try (var out = new IRODSDataObjectOutputStream(comm(), path, true, false)) {
      out.write(bytes);
    }

    var found = (ObjectLookup.Good) fixture.client().lookUp(new LogicalPath(path));
    byte[] read = new byte[bytes.length];
    try (var reader = fixture.client().openReader(found.object())) {
      reader.readFully(0, read, read.length);
    }
    assertThat(read).isEqualTo(bytes);
    try (var in = new IRODSDataObjectInputStream(comm(), path)) {
      in.seek(150_000, SeekDirection.BEGIN);
      assertThat(in.readNBytes(1_000)).isEqualTo(Arrays.copyOfRange(bytes, 150_000, 151_000));
    }
    assertThat(IRODSFilesystem.dataObjectSize(comm(), path)).isEqualTo(200_000);
  }

  @Test
  void itManagesCollectionsAndNames() throws Exception {
    String collection = ZoneFixture.HOME + "/a collection";
    IRODSFilesystem.createCollection(comm(), collection);
    new IRODSDataObjectOutputStream(comm(), collection + "/one", true, false).close();

    IRODSFilesystem.rename(comm(), collection + "/one", collection + "/two");

    assertThat(IRODSFilesystem.isCollection(comm(), collection)).isTrue();
    assertThat(IRODSFilesystem.exists(comm(), collection + "/one")).isFalse();
    assertThat(IRODSFilesystem.isDataObject(comm(), collection + "/two")).isTrue();
    assertThat(fixture.client().listObjects(new LogicalPath(collection)))
        .extracting(object -> object.path().name())
        .containsExactly("two");

    IRODSFilesystem.remove(comm(), collection + "/two", IRODSFilesystem.RemoveOptions.NO_TRASH);
    IRODSFilesystem.remove(comm(), collection);
    assertThat(IRODSFilesystem.exists(comm(), collection)).isFalse();
  }

  @Test
  void itAddsMetadata() throws Exception {
    IRODSMetadata.addMetadataToCollection(
        comm(), ZoneFixture.HOME, "attribute", "value", Optional.of("unit"));

    assertThatThrownBy(
            () ->
                IRODSMetadata.addMetadataToCollection(
                    comm(), ZoneFixture.HOME, "attribute", "value", Optional.of("unit")))
        .isInstanceOfSatisfying(
            IRODSException.class, e -> assertThat(e.getErrorCode()).isEqualTo(-809000));
    IRODSMetadata.removeMetadataFromCollection(
        comm(), ZoneFixture.HOME, "attribute", "value", Optional.of("unit"));
  }

  private RcComm comm() {
    return connection.getRcComm();
  }
}
