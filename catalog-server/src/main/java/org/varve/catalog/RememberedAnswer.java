// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.util.Optional;

/**
 * How a request with an idempotency key ended.
 *
 * @param errorType empty for a success
 * @param detail the message of an error, or what the answer can be made from again
 */
public record RememberedAnswer(
    String requestHash, int status, Optional<String> errorType, Optional<String> detail) {}
