// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jetty.http.DateGenerator;

/** How times are written on the wire. */
final class S3Times {
  private static final DateTimeFormatter XML =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private S3Times() {}

  static String formatHttp(Instant time) {
    return DateGenerator.formatDate(time);
  }

  static String formatXml(Instant time) {
    return XML.format(time);
  }
}
