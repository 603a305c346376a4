// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import org.varve.storage.ObjectKeys;

/** The object that a request copies from: {@code x-amz-copy-source}. */
record CopySource(String bucket, String key) {
  /**
   * The source that the header names.
   *
   * @throws S3Exception if the header is malformed, or the grant does not cover the source
   */
  static CopySource parse(S3Exchange exchange) {
    String header = exchange.request().headers().find("x-amz-copy-source").orElseThrow();
    if (header.contains("?versionId=")) {
      throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, "Objects have no versions to copy.");
    }
    String path = header.startsWith("/") ? header.substring(1) : header;
    int slash = path.indexOf('/');
    if (slash < 1 || slash == path.length() - 1) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "Copy Source must mention the source bucket and key");
    }
    var source =
        new CopySource(
            UriEncoding.decode(path.substring(0, slash)),
            UriEncoding.decode(path.substring(slash + 1)));
    if (!exchange.grant().covers(source.bucket, source.key) || ObjectKeys.isHidden(source.key)) {
      throw S3Exchange.accessDenied();
    }
    return source;
  }
}
