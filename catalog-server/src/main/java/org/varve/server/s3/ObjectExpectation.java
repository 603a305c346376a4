// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client says of the object that its parts become.
 *
 * @param checksums in Base64; with {@code -N} behind it, of the N parts' checksums
 */
record ObjectExpectation(Map<ChecksumAlgorithm, String> checksums, Optional<Long> sizeBytes) {
  ObjectExpectation {
    checksums = Map.copyOf(checksums);
  }

  static ObjectExpectation parse(RequestHeaders headers) {
    Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
    for (String name : headers.names()) {
      if (ChecksumAlgorithm.isChecksumHeader(name)) {
        checksums.put(
            ChecksumAlgorithm.loadByHeader(name), headers.find(name).orElseThrow().trim());
      }
    }
    return new ObjectExpectation(
        checksums, headers.find("x-amz-mp-object-size").map(RequestBody::parseLength));
  }
}
