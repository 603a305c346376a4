// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The content of an {@code aws-chunked} body. Chunks are of any size and are never held in memory;
 * each one's signature is checked when its last byte has been read. One thread at a time.
 */
final class AwsChunkedInputStream extends InputStream {
  private static final int MAX_LINE_BYTES = 8192;
  private static final int MAX_TRAILERS = 16;
  private static final String SIGNATURE_EXTENSION = "chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private final InputStream source;
  private final PayloadMode mode;
  private final ChunkSigner signer;
  private final MessageDigest chunkDigest = Digests.digest("SHA-256");
  private final Map<String, String> trailers = new LinkedHashMap<>();
  private String chunkSignature = "";
  private long chunkRemaining;
  private boolean inChunk;
  private boolean ended;

  AwsChunkedInputStream(InputStream source, PayloadMode mode, ChunkSigner signer) {
    this.source = source;
    this.mode = mode;
    this.signer = signer;
  }

  /** What followed the last chunk, by lower-case name; complete at the end of the stream. */
  Map<String, String> trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended && chunkRemaining == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = source.read(bytes, offset, (int) Math.min(length, chunkRemaining));
    if (count < 0) {
      throw malformed("it ends within a chunk");
    }
    chunkRemaining -= count;
    if (mode.hasSignedChunks()) {
      chunkDigest.update(bytes, offset, count);
    }
    return count;
  }

  private void nextChunk() throws IOException {
    if (inChunk) {
      if (!readLine().isEmpty()) {
        throw malformed("a chunk is longer than it says");
      }
      checkChunk();
    }
    String header = readLine();
    int semicolon = header.indexOf(';');
    chunkRemaining = parseSize(semicolon < 0 ? header : header.substring(0, semicolon));
    chunkSignature = semicolon < 0 ? "" : parseSignature(header.substring(semicolon + 1));
    inChunk = true;
    if (chunkRemaining == 0) {
      checkChunk();
      readTrailers();
      ended = true;
    }
  }

  private void checkChunk() {
    if (mode.hasSignedChunks()) {
      signer.checkChunk(HexFormat.of().formatHex(chunkDigest.digest()), chunkSignature);
    }
  }

  private void readTrailers() throws IOException {
    var canonical = new StringBuilder();
    Optional<String> signature = Optional.empty();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      if (!mode.hasTrailer() || colon < 1 || trailers.size() == MAX_TRAILERS) {
        throw malformedTrailer();
      }
      String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).trim();
      if (name.equals(TRAILER_SIGNATURE)) {
        signature = Optional.of(value);
      } else if (trailers.put(name, value) == null) {
        canonical.append(name).append(':').append(value).append('\n');
      } else {
        throw malformedTrailer();
      }
    }
    if (source.read() >= 0) {
      throw malformed("something follows its end");
    }
    if (mode.hasTrailer() && mode.hasSignedChunks()) {
      signer.checkTrailer(
          canonical.toString().getBytes(StandardCharsets.ISO_8859_1),
          signature.orElseThrow(AwsChunkedInputStream::malformedTrailer));
    }
  }

  /** A line without its end; some clients leave out the last empty one. */
  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream(128);
    for (int b = source.read(); b != '\n'; b = source.read()) {
      if (b < 0 && line.size() == 0 && inChunk && chunkRemaining == 0) {
        return "";
      }
      if (b < 0) {
        throw malformed("it ends within a line");
      }
      if (line.size() == MAX_LINE_BYTES) {
        throw malformed("a line is too long");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw malformed("a line does not end with CRLF");
    }
    return text.substring(0, text.length() - 1);
  }

  private static long parseSize(String hex) {
    if (!hex.matches("[0-9a-fA-F]{1,15}")) {
      throw malformed("a chunk's size is not a hexadecimal number");
    }
    return Long.parseLong(hex, 16);
  }

  private static String parseSignature(String extension) {
    if (!extension.startsWith(SIGNATURE_EXTENSION)) {
      throw malformed("a chunk has an unknown extension");
    }
    return extension.substring(SIGNATURE_EXTENSION.length());
  }

  private static S3Exception malformed(String why) {
    return new S3Exception(
        S3ErrorCode.INCOMPLETE_BODY, "The aws-chunked body is malformed: " + why + ".");
  }

  private static S3Exception malformedTrailer() {
    return new S3Exception(
        S3ErrorCode.MALFORMED_TRAILER,
        "The request contained trailing data that was not well-formed or did not conform to our"
            + " published schema.");
  }
}
