// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/**
 * Names one request for ever, whatever happens to its answer.
 *
 * @param principal who sent it
 * @param operation what it asks for
 * @param key chosen by the client
 */
public record IdempotencyKey(String principal, String operation, String key) {}
