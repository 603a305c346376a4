// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.RemoteSignResponse;
import org.junit.jupiter.api.Test;
import org.varve.catalog.MetadataCache;
import org.varve.server.rest.TableBodies.BodyKey;
import org.varve.server.rest.TableBodies.Coding;
import org.varve.server.rest.TableBodies.SnapshotMode;

class TableBodiesTest {
  private static final String LOCATION = "memory:lab/reads/metadata/0.metadata.json";
  private static final byte[] METADATA =
      "{\"location\":\"memory:lab/reads\"}".getBytes(StandardCharsets.UTF_8);

  private final InMemoryFileIO io = new InMemoryFileIO();

  private TableBodies bodies(long maxBytes) {
    return new TableBodies(
        new MetadataFiles(io, new MetadataCache(0)), new NothingToTell(), maxBytes);
  }

  private static BodyKey key(int epoch, Coding coding) {
    return new BodyKey(
        TableIdentifier.of("lab", "reads"),
        LOCATION,
        SnapshotMode.ALL,
        coding,
        FileAccess.Mode.READ,
        FileAccess.Delegation.CREDENTIALS,
        epoch);
  }

  /**
   * A compressed body is made of the plain one, so that one load adds two bodies. The map below a
   * cache fails if the second one makes it grow, or hits the first one's bin, while the first is
   * being computed inside of it: at which sizes that is, and for which keys, depends on hashes.
   */
  @Test
  void aCompressedBodyIsMadeHoweverManyBodiesAreKept() throws IOException {
    io.addFile(LOCATION, METADATA);
    byte[] plain = bodies(1 << 20).load(key(0, Coding.PLAIN));
    for (int kept = 0; kept < 64; kept++) {
      for (int epoch = 1_000; epoch < 1_020; epoch++) {
        TableBodies bodies = bodies(1 << 20);
        for (int other = 0; other < kept; other++) {
          bodies.load(key(other, Coding.PLAIN));
        }

        byte[] packed = bodies.load(key(epoch, Coding.GZIP));

        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
            .as("with %s others, in epoch %s", kept, epoch)
            .isEqualTo(plain);
      }
    }
  }

  /** Tells clients nothing about files. */
  private static final class NothingToTell implements FileAccess {
    @Override
    public Map<String, String> defaults() {
      return Map.of();
    }

    @Override
    public Grant grant(TableFiles table) {
      return new Grant(Map.of(), List.of());
    }

    @Override
    public RemoteSignResponse sign(TableFiles table, RemoteSignRequest request) {
      throw new UnsupportedOperationException("Cannot sign requests: there is no S3 door");
    }

    @Override
    public long epoch() {
      return 0;
    }
  }
}
