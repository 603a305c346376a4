// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** A challenge, and the answer that only a holder of the password can give. One thread. */
final class NativeLogin {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZoneCatalog catalog;
  private final String challenge =
      (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  private boolean done;

  NativeLogin(ZoneCatalog catalog) {
    this.catalog = catalog;
  }

  boolean isDone() {
    return done;
  }

  WireMessage step(Packed input) throws IOException {
    var request = (ObjectNode) JSON.readTree(Base64.getMimeDecoder().decode(input.text("buf")));
    switch (request.path("next_operation").asText()) {
      case "auth_agent_auth_request" -> request.put("request_result", challenge);
      case "auth_agent_auth_response" -> check(request);
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
    return WireMessage.reply(0, ObjectRequests.bytesBuffer(JSON.writeValueAsString(request)));
  }

  private void check(ObjectNode request) {
    ZoneUser user = catalog.user(request.path("user_name").asText());
    byte[] answer = Base64.getMimeDecoder().decode(request.path("digest").asText());
    if (!Arrays.equals(answer, expected(user.password))) {
      throw new ZoneException(Codes.BAD_PASSWORD);
    }
    done = true;
  }

  private byte[] expected(String password) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(challenge.getBytes(UTF_8));
      md5.update(Arrays.copyOf(password.getBytes(UTF_8), 50));
      byte[] digest = md5.digest();
      for (int i = 0; i < digest.length; i++) {
        if (digest[i] == 0) {
          digest[i] = 1;
        }
      }
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
