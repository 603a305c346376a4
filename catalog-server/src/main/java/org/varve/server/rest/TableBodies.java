// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.credentials.CredentialParser;

/**
 * The bodies of LoadTable answers, put together from the bytes of metadata files without parsing
 * them.
 *
 * <p>A body follows from its key alone, because what a metadata location holds never changes: the
 * cache cannot be wrong. Bounded by bytes. Thread-safe.
 */
final class TableBodies {
  /** More than a body takes besides the metadata: growing would copy all of it. */
  private static final int ROOM_BYTES = 16_384;

  private final MetadataFiles files;
  private final FileAccess access;
  private final Cache<BodyKey, byte[]> bodies;
  private final boolean caching;

  TableBodies(MetadataFiles files, FileAccess access, long maxBytes) {
    this.files = files;
    this.access = access;
    this.caching = maxBytes > 0;
    this.bodies =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((BodyKey key, byte[] body) -> body.length + 512)
            .build();
  }

  /**
   * The body for a table.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such metadata file
   */
  byte[] load(BodyKey key) {
    byte[] known = bodies.getIfPresent(key);
    if (known != null) {
      return known;
    }
    if (key.coding() == Coding.GZIP) {
      // The plain one first: a cache must not be asked while it computes (its map fails then if it
      // has to grow, or if both bodies fall into one of its bins).
      byte[] plain = load(key.in(Coding.PLAIN));
      return once(key, missing -> gzip(plain));
    }
    return once(key, this::make);
  }

  /** Of those who ask for the same body at once, one makes it. */
  private byte[] once(BodyKey key, Function<BodyKey, byte[]> make) {
    return caching ? bodies.get(key, make) : make.apply(key);
  }

  /** Whether a load may be answered without a look at the metadata file. */
  boolean isCaching() {
    return caching;
  }

  /** Keeps the body of what was just written. */
  byte[] put(BodyKey key, byte[] metadataJson) {
    byte[] body = assemble(key, metadataJson);
    if (caching) {
      bodies.put(key, body);
    }
    return body;
  }

  private byte[] make(BodyKey key) {
    byte[] metadata =
        key.mode() == SnapshotMode.ALL
            ? files.loadJson(key.metadataLocation())
            : onlyReferenced(key.metadataLocation());
    return assemble(key, metadata);
  }

  private byte[] onlyReferenced(String metadataLocation) {
    TableMetadata metadata =
        TableMetadata.buildFrom(files.loadTable(metadataLocation))
            .withMetadataLocation(metadataLocation)
            .suppressHistoricalSnapshots()
            .build();
    return TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] assemble(BodyKey key, byte[] metadataJson) {
    FileAccess.Grant grant =
        access.grant(
            new FileAccess.TableFiles(
                key.identifier(),
                RestJson.readLocation(metadataJson),
                key.access(),
                key.delegation()));
    ByteArrayOutputStream body = new ByteArrayOutputStream(metadataJson.length + ROOM_BYTES);
    write(body, "{\"metadata-location\":");
    body.writeBytes(RestJson.write(key.metadataLocation()));
    write(body, ",\"metadata\":");
    body.writeBytes(metadataJson);
    write(body, ",\"config\":");
    body.writeBytes(RestJson.write(grant.config()));
    String credentials =
        grant.credentials().stream()
            .map(TableBodies::json)
            .collect(Collectors.joining(",", "[", "]"));
    write(body, ",\"storage-credentials\":" + credentials + "}");
    return body.toByteArray();
  }

  private static String json(Credential credential) {
    return CredentialParser.toJson(credential);
  }

  private static void write(ByteArrayOutputStream body, String text) {
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(byte[] body) {
    try {
      return MetadataFiles.gzip(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which snapshots an answer holds. */
  enum SnapshotMode {
    ALL,
    REFS
  }

  /** How an answer is written. */
  enum Coding {
    PLAIN,
    GZIP
  }

  /** What a body depends on. */
  record BodyKey(
      TableIdentifier identifier,
      String metadataLocation,
      SnapshotMode mode,
      Coding coding,
      FileAccess.Mode access,
      FileAccess.Delegation delegation,
      long epoch) {
    BodyKey at(String newLocation) {
      return new BodyKey(identifier, newLocation, mode, coding, access, delegation, epoch);
    }

    BodyKey in(Coding newCoding) {
      return new BodyKey(identifier, metadataLocation, mode, newCoding, access, delegation, epoch);
    }
  }
}
