// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.util.Map;
import org.apache.iceberg.exceptions.NotFoundException;

/** The roots that {@code varve.bucket.<bucket>.root} properties name. Immutable. */
final class PropertyBucketRoots implements BucketRoots {
  private final Map<String, String> properties;

  PropertyBucketRoots(Map<String, String> properties) {
    this.properties = properties;
  }

  @Override
  public String loadRoot(String bucket) {
    String root = properties.get("varve.bucket." + bucket + ".root");
    if (root == null) {
      throw new NotFoundException("Bucket does not exist: %s", bucket);
    }
    return root;
  }
}
