// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares an object that is being made of parts with what was expected. One thread at a time. */
final class ObjectChecks {
  private final ObjectExpectation expectation;

  /** Over all bytes, or over the digests of the parts. */
  private final Map<ChecksumAlgorithm, BodyDigest> digests = new EnumMap<>(ChecksumAlgorithm.class);

  private final Map<ChecksumAlgorithm, BodyDigest> partDigests =
      new EnumMap<>(ChecksumAlgorithm.class);
  private int parts;

  ObjectChecks(ObjectExpectation expectation) {
    this.expectation = expectation;
    expectation.checksums().keySet().forEach(a -> digests.put(a, a.newDigest()));
  }

  /** What has to see the bytes of the part that follows. */
  List<BodyDigest> startPart() {
    List<BodyDigest> watching = new ArrayList<>();
    digests.forEach(
        (algorithm, digest) -> {
          if (isComposite(algorithm)) {
            BodyDigest partDigest = algorithm.newDigest();
            partDigests.put(algorithm, partDigest);
            watching.add(partDigest);
          } else {
            watching.add(digest);
          }
        });
    return watching;
  }

  void endPart() {
    parts++;
    partDigests.forEach(
        (algorithm, partDigest) -> {
          byte[] value = partDigest.finish();
          Objects.requireNonNull(digests.get(algorithm)).update(value, 0, value.length);
        });
  }

  /**
   * @throws S3Exception if the object is not the one that was expected
   */
  void finish(long sizeBytes) {
    if (expectation.sizeBytes().filter(expected -> expected != sizeBytes).isPresent()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }
    digests.forEach(
        (algorithm, digest) -> {
          String value = Base64.getEncoder().encodeToString(digest.finish());
          String actual = isComposite(algorithm) ? value + "-" + parts : value;
          if (!actual.equals(expectation.checksums().get(algorithm))) {
            throw new S3Exception(
                S3ErrorCode.BAD_DIGEST,
                "The " + algorithm + " you specified did not match the calculated checksum.");
          }
        });
  }

  private boolean isComposite(ChecksumAlgorithm algorithm) {
    return String.valueOf(expectation.checksums().get(algorithm)).contains("-");
  }
}
