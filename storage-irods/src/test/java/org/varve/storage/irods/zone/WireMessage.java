// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One message: a header, then the body and a byte stream of the lengths that the header names.
 *
 * @param number what the sender says beside the body: an API's number, or a result
 */
record WireMessage(String type, String body, byte[] bytes, int number) {
  private static final byte[] NOTHING = new byte[0];

  static WireMessage reply(int result) {
    return new WireMessage("RODS_API_REPLY", "", NOTHING, result);
  }

  static WireMessage reply(int result, Packed body) {
    return new WireMessage("RODS_API_REPLY", body.format(), NOTHING, result);
  }

  static WireMessage reply(int result, byte[] bytes) {
    return new WireMessage("RODS_API_REPLY", "", bytes, result);
  }

  Packed packed() {
    return body.isEmpty() ? new Packed("") : Packed.parse(body);
  }

  void send(OutputStream out) throws IOException {
    // What is long is not copied once more.
    out.write(new WireMessage(type, body, NOTHING, number).encoded(bytes.length));
    out.write(bytes);
    out.flush();
  }

  byte[] encoded() {
    return encoded(bytes.length);
  }

  private byte[] encoded(int announcedBytes) {
    byte[] packed = body.getBytes(UTF_8);
    byte[] header =
        new Packed("MsgHeader_PI")
            .with("type", type)
            .with("msgLen", packed.length)
            .with("errorLen", 0)
            .with("bsLen", announcedBytes)
            .with("intInfo", number)
            .format()
            .getBytes(UTF_8);
    var all = java.nio.ByteBuffer.allocate(4 + header.length + packed.length + bytes.length);
    all.putInt(header.length).put(header).put(packed).put(bytes);
    return all.array();
  }

  /** A header whose body and bytes are still to be read. */
  record Header(String type, int bodyLength, int bytesLength, int number) {
    static Header read(DataInputStream in) throws IOException {
      int length = in.readInt();
      if (length <= 0 || length > 10_000) {
        throw new IOException("Not a header length: " + length);
      }
      Packed header = Packed.parse(new String(exactly(in, length), UTF_8));
      return new Header(
          header.text("type"),
          header.number("msgLen"),
          header.number("bsLen"),
          header.number("intInfo"));
    }

    WireMessage readRest(DataInputStream in) throws IOException {
      return readRest(in, NOTHING);
    }

    /** As {@link #readRest}, with the bytes in the given array if their number is its length. */
    WireMessage readRest(DataInputStream in, byte[] reused) throws IOException {
      String body = new String(exactly(in, bodyLength), UTF_8);
      byte[] bytes = reused.length == bytesLength ? reused : new byte[bytesLength];
      in.readFully(bytes);
      return new WireMessage(type, body, bytes, number);
    }

    private static byte[] exactly(DataInputStream in, int length) throws IOException {
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return bytes;
    }
  }
}
