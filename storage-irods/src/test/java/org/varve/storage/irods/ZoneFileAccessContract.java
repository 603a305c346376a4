// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.varve.storage.irods.client.IrodsAccess;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsCollections;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.AccessLevel;

/**
 * What {@link IrodsFileIO} answers to users who may do different things with the same files, in any
 * zone. Each test makes users of its own and removes them.
 */
abstract class ZoneFileAccessContract {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  private ZoneStage stage;
  private IrodsClient owner;
  private IrodsClient alice;
  private IrodsFileIO ownersFiles;
  private IrodsFileIO alicesFiles;
  private LogicalPath tables;

  /** The zone, and an administrator of it. */
  abstract RealZone zone();

  @BeforeEach
  void setTheStage() throws IOException {
    stage = ZoneStage.open(zone());
    stage.addUser("owner");
    stage.addUser("alice");
    stage.addGroup("lab");
    owner = new IrodsClient(stage.config("owner"));
    alice = new IrodsClient(stage.config("alice"));
    ownersFiles = new IrodsFileIO(owner);
    alicesFiles = new IrodsFileIO(alice);
    tables = new LogicalPath(stage.home("owner") + "/tables");
    create(ownersFiles, "data/file");
  }

  @AfterEach
  void clearTheStage() {
    // In reverse order, as far as they came to be.
    try (ZoneStage cleared = stage;
        IrodsClient first = owner;
        IrodsClient second = alice;
        IrodsFileIO third = ownersFiles;
        IrodsFileIO fourth = alicesFiles) {
      assertThat(cleared).isNotNull();
    }
  }

  @Test
  void whoMayNotReadIsToldThatAFileIsMissing() {
    assertThat(alicesFiles.newInputFile(at("data/file")).exists()).isFalse();
    assertThatThrownBy(() -> read("data/file"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "File does not exist: "
                + at("data/file")
                + " (or its collection is not readable by "
                + stage.name("alice")
                + "#"
                + zone().zone()
                + ")");
    assertThat(listed()).isEmpty();
    assertThatThrownBy(() -> create(alicesFiles, "data/mine"))
        .isInstanceOf(IOException.class)
        .hasMessage("Failed to create file: " + at("data/mine"));
  }

  @Test
  void aReaderReadsAndChangesNothing() throws IOException {
    grantBelow("alice", IrodsAccess.READ);

    assertThat(read("data/file")).isEqualTo(CONTENT);
    assertThat(alicesFiles.newInputFile(at("data/file")).getLength()).isEqualTo(7);
    assertThat(listed()).containsExactly(at("data/file"));
    assertForbidden("create file", () -> create(alicesFiles, "data/mine"));
    assertForbidden("delete file", () -> alicesFiles.deleteFile(at("data/file")));
    assertForbidden(
        "create file",
        () -> alicesFiles.newOutputFile(at("data/file")).createOrOverwrite().close());
    assertForbidden("delete prefix file", () -> alicesFiles.deletePrefix("irods:/" + tables));
    assertThat(read("data/file")).isEqualTo(CONTENT);
    assertThat(listed()).containsExactly(at("data/file"));
  }

  @Test
  void whoLeavesAGroupReadsNoMore() throws IOException {
    grantBelow("lab", IrodsAccess.READ);
    assertThat(alicesFiles.newInputFile(at("data/file")).exists()).isFalse();

    stage.join("lab", "alice");
    assertThat(read("data/file")).isEqualTo(CONTENT);

    stage.leave("lab", "alice");
    assertThatThrownBy(() -> read("data/file")).isInstanceOf(NotFoundException.class);
    assertThat(listed()).isEmpty();
  }

  @Test
  void filesOfANarrowerCollectionAreNeitherListedNorRead() throws IOException {
    create(ownersFiles, "data/secret/file");
    grantBelow("alice", IrodsAccess.READ);
    stage.grant("alice", AccessLevel.NULL, tables + "/data/secret");

    assertThat(listed()).containsExactly(at("data/file"));
    assertThatThrownBy(() -> read("data/secret/file")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aSingleFileThatMayNotBeReadIsNeitherListedNorRead() throws IOException {
    create(ownersFiles, "data/secret");
    grantBelow("alice", IrodsAccess.READ);
    stage.grant("alice", AccessLevel.NULL, tables + "/data/secret");

    assertThat(listed()).containsExactly(at("data/file"));
    assertThatThrownBy(() -> read("data/secret")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void whatIsMadeLaterIsReadWhereItInherits() throws IOException {
    grantBelow("alice", IrodsAccess.READ);
    create(ownersFiles, "data/hidden");
    new IrodsCollections(owner).inherit(tables.child("data"));
    create(ownersFiles, "data/deeper/shown");

    assertThat(listed()).containsExactlyInAnyOrder(at("data/file"), at("data/deeper/shown"));
    assertThat(read("data/deeper/shown")).isEqualTo(CONTENT);
  }

  @Test
  void whoIsReadingReadsOnAfterHisAccessIsGoneAndOpensNothingMore() throws IOException {
    byte[] large = new byte[6 << 20];
    large[large.length - 1] = 7;
    try (PositionOutputStream stream = ownersFiles.newOutputFile(at("data/large")).create()) {
      stream.write(large);
    }
    grantBelow("alice", IrodsAccess.READ);
    try (SeekableInputStream stream = alicesFiles.newInputFile(at("data/large")).newStream()) {
      assertThat(stream.read()).isZero();

      grantBelow("alice", IrodsAccess.NONE);

      stream.seek(large.length - 1L);
      assertThat(stream.read()).isEqualTo(7);
    }
    assertThatThrownBy(() -> read("data/large")).isInstanceOf(NotFoundException.class);
  }

  private void grantBelow(String called, IrodsAccess access) {
    new IrodsCollections(owner).grantBelow(tables, stage.name(called), zone().zone(), access);
  }

  private String at(String key) {
    return "irods:/" + tables + "/" + key;
  }

  private void create(IrodsFileIO files, String key) throws IOException {
    try (PositionOutputStream stream = files.newOutputFile(at(key)).create()) {
      stream.write(CONTENT);
    }
  }

  private byte[] read(String key) throws IOException {
    try (SeekableInputStream stream = alicesFiles.newInputFile(at(key)).newStream()) {
      return stream.readAllBytes();
    }
  }

  private List<String> listed() {
    return StreamSupport.stream(alicesFiles.listPrefix("irods:/" + tables).spliterator(), false)
        .map(FileInfo::location)
        .toList();
  }

  private static void assertForbidden(
      String verb, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfAny(IOException.class, RuntimeIOException.class)
        .hasMessageStartingWith("Failed to " + verb + ": ")
        .rootCause()
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
  }
}
