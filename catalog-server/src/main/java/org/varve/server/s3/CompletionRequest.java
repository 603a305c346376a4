// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The parts that a client wants joined, in the order of their numbers. */
record CompletionRequest(List<Part> parts) {
  private static final int MAX_PARTS = 10_000;

  CompletionRequest {
    parts = List.copyOf(parts);
  }

  /**
   * @throws S3Exception with {@code MalformedXML} or {@code InvalidPartOrder}
   */
  static CompletionRequest parse(byte[] document) {
    List<Part> parts = new ArrayList<>();
    for (XmlElement element :
        XmlElement.parse("CompleteMultipartUpload", document).children("Part")) {
      Part part = Part.parse(element);
      if (!parts.isEmpty() && parts.get(parts.size() - 1).number >= part.number) {
        throw new S3Exception(
            S3ErrorCode.INVALID_PART_ORDER,
            "The list of parts was not in ascending order. The parts list must be specified in"
                + " order by part number.");
      }
      parts.add(part);
    }
    if (parts.isEmpty() || parts.size() > MAX_PARTS) {
      throw XmlElement.malformed();
    }
    return new CompletionRequest(parts);
  }

  /**
   * One part as the client names it.
   *
   * @param checksums in Base64
   */
  record Part(int number, String eTag, Map<ChecksumAlgorithm, String> checksums) {
    Part {
      checksums = Map.copyOf(checksums);
    }

    private static Part parse(XmlElement element) {
      String number = element.requireText("PartNumber").trim();
      if (!number.matches("[0-9]{1,5}")) {
        throw XmlElement.malformed();
      }
      Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
      for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
        element
            .findText(algorithm.elementName())
            .ifPresent(value -> checksums.put(algorithm, value.trim()));
      }
      return new Part(Integer.parseInt(number), element.requireText("ETag"), checksums);
    }
  }
}
