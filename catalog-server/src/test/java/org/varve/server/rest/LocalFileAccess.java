// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.RemoteSignResponse;
import org.varve.storage.BucketFileIO;
import org.varve.storage.BucketRoots;

/**
 * Lets Java programs on the server's own machine read and write the files themselves, with {@link
 * BucketFileIO}: they are told where the bucket lies. Only for a server on loopback, because
 * whoever is told can reach every file of the bucket. Thread-safe.
 */
final class LocalFileAccess implements FileAccess {
  private static final String SCHEME = "s3://";

  private final BucketRoots roots;
  private final List<String> extraLocations;

  /**
   * Access to buckets, and to files that lie in none.
   *
   * @param extraLocations as {@link BucketFileIO#EXTRA_LOCATIONS} takes them
   */
  LocalFileAccess(BucketRoots roots, List<String> extraLocations) {
    this.roots = roots;
    this.extraLocations = List.copyOf(extraLocations);
  }

  @Override
  public Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("io-impl", BucketFileIO.class.getName());
    if (!extraLocations.isEmpty()) {
      defaults.put(BucketFileIO.EXTRA_LOCATIONS, String.join(",", extraLocations));
    }
    return defaults;
  }

  @Override
  public Grant grant(TableFiles table) {
    if (!table.location().startsWith(SCHEME)) {
      return new Grant(Map.of(), List.of());
    }
    String bucket = table.location().substring(SCHEME.length()).split("/", 2)[0];
    return new Grant(Map.of("varve.bucket." + bucket + ".root", roots.loadRoot(bucket)), List.of());
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
