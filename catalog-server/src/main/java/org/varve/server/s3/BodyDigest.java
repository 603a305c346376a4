// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Checksum;

/** A digest of the bytes that go by. One thread at a time. */
interface BodyDigest {
  /** Of nothing. */
  BodyDigest NONE =
      new BodyDigest() {
        @Override
        public void update(byte[] bytes, int offset, int length) {}

        @Override
        public byte[] finish() {
          return new byte[0];
        }
      };

  void update(byte[] bytes, int offset, int length);

  /** The digest of all bytes; it is good for nothing else afterwards. */
  byte[] finish();

  /** Shows the bytes to all of them; each is asked for its own digest. */
  static BodyDigest all(List<BodyDigest> digests) {
    return new BodyDigest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        digests.forEach(digest -> digest.update(bytes, offset, length));
      }

      @Override
      public byte[] finish() {
        throw new UnsupportedOperationException("Several digests have no common one");
      }
    };
  }

  static BodyDigest of(MessageDigest digest) {
    return new BodyDigest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
      }

      @Override
      public byte[] finish() {
        return digest.digest();
      }
    };
  }

  /** The last {@code width} bytes of the checksum, the highest first. */
  static BodyDigest of(Checksum checksum, int width) {
    return new BodyDigest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
      }

      @Override
      public byte[] finish() {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array();
        return Arrays.copyOfRange(value, Long.BYTES - width, Long.BYTES);
      }
    };
  }
}
