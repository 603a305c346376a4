// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * One message: a header, then the body and a byte stream of the lengths that the header names.
 *
 * @param number what the sender says beside the body: an API's number, or a result
 */
record WireMessage(String type, String body, byte[] bytes, int number) {
  static WireMessage reply(int result) {
    return new WireMessage("RODS_API_REPLY", "", new byte[0], result);
  }

  static WireMessage reply(int result, Packed body) {
    return new WireMessage("RODS_API_REPLY", body.format(), new byte[0], result);
  }

  static WireMessage reply(int result, byte[] bytes) {
    return new WireMessage("RODS_API_REPLY", "", bytes, result);
  }

  Packed packed() {
    return body.isEmpty() ? new Packed("") : Packed.parse(body);
  }

  byte[] encoded() {
    byte[] packed = body.getBytes(UTF_8);
    byte[] header =
        new Packed("MsgHeader_PI")
            .with("type", type)
            .with("msgLen", packed.length)
            .with("errorLen", 0)
            .with("bsLen", bytes.length)
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
      String body = new String(exactly(in, bodyLength), UTF_8);
      return new WireMessage(type, body, exactly(in, bytesLength), number);
    }

    private static byte[] exactly(DataInputStream in, int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return bytes;
    }
  }
}
