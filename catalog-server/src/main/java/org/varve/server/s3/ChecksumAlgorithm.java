// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums that a client may send along with a body. */
enum ChecksumAlgorithm {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  private static final String HEADER_PREFIX = "x-amz-checksum-";

  BodyDigest newDigest() {
    return switch (this) {
      case CRC32 -> BodyDigest.of(new CRC32(), Integer.BYTES);
      case CRC32C -> BodyDigest.of(new CRC32C(), Integer.BYTES);
      case CRC64NVME -> BodyDigest.of(new Crc64Nvme(), Long.BYTES);
      case SHA1 -> BodyDigest.of(Digests.digest("SHA-1"));
      case SHA256 -> BodyDigest.of(Digests.digest("SHA-256"));
    };
  }

  /** The header, or the trailer, that carries this checksum. */
  String headerName() {
    return HEADER_PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /** The XML element that carries it. */
  String elementName() {
    return "Checksum" + name();
  }

  /**
   * @throws S3Exception with {@code InvalidRequest} if the header's algorithm is none of these
   */
  static ChecksumAlgorithm loadByHeader(String headerName) {
    for (ChecksumAlgorithm algorithm : values()) {
      if (algorithm.headerName().equals(headerName)) {
        return algorithm;
      }
    }
    throw new S3Exception(
        S3ErrorCode.INVALID_REQUEST, "The checksum algorithm is not supported: " + headerName);
  }

  /** Whether a header claims a checksum, of whatever algorithm. */
  static boolean isChecksumHeader(String headerName) {
    return headerName.startsWith(HEADER_PREFIX)
        && !headerName.equals("x-amz-checksum-algorithm")
        && !headerName.equals("x-amz-checksum-mode")
        && !headerName.equals("x-amz-checksum-type");
  }
}
