// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
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
    return caching ? bodies.get(key, this::make) : make(key);
  }

  /** Whether a load may be answered without a look at the metadata file. */
  boolean isCaching() {
    return caching;
  }

  /** Keeps the body of what was just written. */
  byte[] put(String metadataLocation, byte[] metadataJson) {
    byte[] body = assemble(metadataLocation, metadataJson);
    if (caching) {
      bodies.put(new BodyKey(metadataLocation, SnapshotMode.ALL, Coding.PLAIN), body);
    }
    return body;
  }

  private byte[] make(BodyKey key) {
    if (key.coding() == Coding.GZIP) {
      return gzip(load(new BodyKey(key.metadataLocation(), key.mode(), Coding.PLAIN)));
    }
    byte[] metadata =
        key.mode() == SnapshotMode.ALL
            ? files.loadJson(key.metadataLocation())
            : onlyReferenced(key.metadataLocation());
    return assemble(key.metadataLocation(), metadata);
  }

  private byte[] onlyReferenced(String metadataLocation) {
    TableMetadata metadata =
        TableMetadata.buildFrom(files.loadTable(metadataLocation))
            .withMetadataLocation(metadataLocation)
            .suppressHistoricalSnapshots()
            .build();
    return TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] assemble(String metadataLocation, byte[] metadataJson) {
    // Every client-side path of a table starts with the location of its metadata.
    Map<String, String> config = access.tableConfig(metadataLocation);
    ByteArrayOutputStream body = new ByteArrayOutputStream(metadataJson.length + 1024);
    write(body, "{\"metadata-location\":");
    body.writeBytes(RestJson.write(metadataLocation));
    write(body, ",\"metadata\":");
    body.writeBytes(metadataJson);
    write(body, ",\"config\":");
    body.writeBytes(RestJson.write(config));
    String credentials =
        access.credentials(metadataLocation).stream()
            .map(TableBodies::json)
            .collect(java.util.stream.Collectors.joining(",", "[", "]"));
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
  record BodyKey(String metadataLocation, SnapshotMode mode, Coding coding) {}
}
