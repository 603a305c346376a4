// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

/**
 * A request whose signature is right: for whom, and what its body has to match.
 *
 * @param payloadHash the value that was signed in its place
 * @param chunkSigner continues from the request's signature
 */
record Authentication(
    S3Grant grant, PayloadMode payloadMode, String payloadHash, ChunkSigner chunkSigner) {}
