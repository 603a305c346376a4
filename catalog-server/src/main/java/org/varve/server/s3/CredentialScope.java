// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

/**
 * What a signature is good for: one day, one region, one service.
 *
 * <p>Any region is accepted. Clients are told one, but some take theirs from their own
 * configuration, and the signature covers it either way.
 */
record CredentialScope(String date, String region, String service) {
  static final String TERMINATOR = "aws4_request";

  @Override
  public String toString() {
    return date + "/" + region + "/" + service + "/" + TERMINATOR;
  }
}
