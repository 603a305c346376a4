// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

/** How a result is written. */
public enum SqlFormat {
  /** {@code {"columns": [{"name", "type"}], "rows": [[…]]}}. */
  JSON("application/json"),
  /** RFC 4180 with a header; NULL is an empty field, an empty string is {@code ""}. */
  CSV("text/csv"),
  /** The Arrow IPC streaming format; nested values are JSON texts. */
  ARROW("application/vnd.apache.arrow.stream"),
  /** One Parquet file. */
  PARQUET("application/vnd.apache.parquet");

  private final String mediaType;

  SqlFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** What HTTP calls it. */
  public String mediaType() {
    return mediaType;
  }
}
