// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

/** Answers the requests of one operation. */
@FunctionalInterface
interface RestHandler {
  RestResponse handle(RestRequest request);
}
