// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsPoolLimits;
import org.varve.storage.irods.client.IrodsTimeouts;
import org.varve.storage.irods.zone.InProcessZone;
import org.varve.storage.irods.zone.TcpProxy;

/** The network fails after any number of bytes, in either direction. */
class IrodsNetworkTest {
  /** Prime, so that the cuts fall into every part of a message. */
  private static final int STEP = 61;

  private static final byte[] CONTENT = content();

  @RegisterExtension
  final ZoneFixture fixture =
      new ZoneFixture(
          new IrodsPoolLimits(2, Duration.ofSeconds(5), Duration.ofSeconds(30)),
          new IrodsTimeouts(Duration.ofMillis(2_000), Duration.ofMillis(500)));

  @Test
  void aFileIsWholeOrNotThereWhereverTheRequestsAreCut() throws IOException {
    boolean cut = true;
    for (int bytes = 1; cut; bytes += STEP) {
      cut = createThroughCut(bytes, true);
    }
  }

  @Test
  void aFileIsWholeOrNotThereWhereverTheRepliesAreCut() throws IOException {
    boolean cut = true;
    for (int bytes = 1; cut; bytes += STEP) {
      cut = createThroughCut(bytes, false);
    }
  }

  @Test
  void whatIsReadIsRightWhereverTheRepliesAreCut() throws IOException {
    create(fixture.client(), "file");
    boolean cut = true;
    for (int bytes = 1; cut; bytes += STEP) {
      try (var proxy = TcpProxy.start(fixture.zone().host(), fixture.zone().port());
          var client = new IrodsClient(fixture.config(proxy.port()))) {
        proxy.cutRepliesAfter(bytes);
        byte[][] read = new byte[1][];

        Throwable failure = catchThrowable(() -> read[0] = read(client, "file"));

        cut = !proxy.isCutPending();
        proxy.heal();
        if (failure == null) {
          assertThat(read[0]).isEqualTo(CONTENT);
        }
        assertThat(read(client, "file")).isEqualTo(CONTENT);
        assertThat(client.leasedConnections()).isZero();
      }
    }
  }

  /** Whether the cut was met, so that later ones are worth trying. */
  private boolean createThroughCut(int bytes, boolean requests) throws IOException {
    String name = "file-" + bytes;
    try (var proxy = TcpProxy.start(fixture.zone().host(), fixture.zone().port());
        var client = new IrodsClient(fixture.config(proxy.port()))) {
      if (requests) {
        proxy.cutRequestsAfter(bytes);
      } else {
        proxy.cutRepliesAfter(bytes);
      }

      Throwable failure = catchThrowable(() -> create(client, name));

      boolean cut = !proxy.isCutPending();
      proxy.heal();
      if (failure != null) {
        assertThat(failure).isNotInstanceOf(CleanableFailure.class);
      }
      boolean there = files(client).newInputFile(at(name)).exists();
      assertThat(failure != null || there).as("created").isTrue();
      if (there) {
        assertThat(read(client, name)).isEqualTo(CONTENT);
      }
      assertThat(isListed(client, name)).isEqualTo(there);
      create(client, name + "-after");
      assertThat(client.leasedConnections()).isZero();
      assertThat(client.connections()).isLessThanOrEqualTo(2);
      return cut;
    }
  }

  private boolean isListed(IrodsClient client, String name) {
    return StreamSupport.stream(
            files(client).listPrefix("irods:/" + ZoneFixture.HOME).spliterator(), false)
        .anyMatch(file -> file.location().equals(at(name)));
  }

  private static void create(IrodsClient client, String name) throws IOException {
    try (PositionOutputStream stream = files(client).newOutputFile(at(name)).create()) {
      stream.write(CONTENT);
    }
  }

  private static byte[] read(IrodsClient client, String name) throws IOException {
    try (SeekableInputStream stream = files(client).newInputFile(at(name)).newStream()) {
      return stream.readAllBytes();
    }
  }

  private static IrodsFileIO files(IrodsClient client) {
    return new IrodsFileIO(client);
  }

  private static String at(String name) {
    return "irods://" + InProcessZone.ZONE + "/home/" + ZoneFixture.USER + "/" + name;
  }

  private static byte[] content() {
    byte[] bytes = new byte[2_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
