// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

/**
 * What the local cache of files holds and did since it was opened.
 *
 * @param hits files that were there when they were needed
 * @param misses files that were fetched or made
 * @param evictions files that were removed to make room
 */
public record CacheStats(int files, long bytes, long hits, long misses, long evictions) {}
