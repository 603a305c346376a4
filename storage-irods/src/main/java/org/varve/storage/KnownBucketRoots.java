// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;

/** Roots that are known from the start. Immutable. */
record KnownBucketRoots(Map<String, String> roots) implements BucketRoots {
  KnownBucketRoots {
    roots = Map.copyOf(roots);
  }

  @Override
  public String loadRoot(String bucket) {
    return findKnownRoot(bucket)
        .orElseThrow(() -> new NotFoundException("Bucket does not exist: %s", bucket));
  }

  @Override
  public Optional<String> findKnownRoot(String bucket) {
    return Optional.ofNullable(roots.get(bucket));
  }
}
