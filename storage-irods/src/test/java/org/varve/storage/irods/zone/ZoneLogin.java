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
import java.util.stream.Stream;

/**
 * How a client proves who it is. {@code native}: a challenge, and the answer that only a holder of
 * the password can give. {@code pam_password}: the password itself, in exchange for one that the
 * native login takes; so only on an encrypted connection. One thread.
 */
final class ZoneLogin {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZoneCatalog catalog;
  private final String proxyUser;
  private final String clientUser;
  private final boolean encrypted;
  private final String challenge =
      (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  private boolean done;

  ZoneLogin(ZoneCatalog catalog, String proxyUser, String clientUser, boolean encrypted) {
    this.catalog = catalog;
    this.proxyUser = proxyUser;
    this.clientUser = clientUser;
    this.encrypted = encrypted;
  }

  boolean isDone() {
    return done;
  }

  WireMessage step(Packed input) throws IOException {
    var request = (ObjectNode) JSON.readTree(Base64.getMimeDecoder().decode(input.text("buf")));
    boolean pam = request.path("scheme").asText().equals("pam_password");
    switch (request.path("next_operation").asText()) {
      case "auth_agent_auth_request" ->
          request.put("request_result", pam ? generatedPassword(request) : challenge);
      case "auth_agent_auth_response" -> check(request);
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
    return WireMessage.reply(0, ObjectRequests.bytesBuffer(JSON.writeValueAsString(request)));
  }

  private String generatedPassword(ObjectNode request) {
    ZoneUser user = knownUser(request);
    String password = request.path("a_pw").asText();
    if (!encrypted || password.isEmpty() || !password.equals(user.pamPassword)) {
      throw new ZoneException(Codes.BAD_PAM_PASSWORD);
    }
    String generated = UUID.randomUUID().toString();
    user.generatedPasswords.add(generated);
    return generated;
  }

  private void check(ObjectNode request) {
    ZoneUser user = knownUser(request);
    byte[] answer = Base64.getMimeDecoder().decode(request.path("digest").asText());
    boolean known =
        Stream.concat(Stream.of(user.password), user.generatedPasswords.stream())
            .filter(password -> !password.isEmpty())
            .anyMatch(password -> Arrays.equals(answer, expected(password)));
    if (!known) {
      throw new ZoneException(Codes.BAD_PASSWORD);
    }
    if (!clientUser.equals(proxyUser)) {
      checkMayProxy(user);
    }
    done = true;
  }

  private void checkMayProxy(ZoneUser user) {
    if (catalog.users().stream().noneMatch(other -> other.name.equals(clientUser))) {
      throw new ZoneException(Codes.UNKNOWN_CLIENT_USER);
    }
    if (!user.isAdmin()) {
      throw new ZoneException(Codes.MAY_NOT_PROXY);
    }
  }

  /** Who proves it is who greeted. */
  private ZoneUser knownUser(ObjectNode request) {
    ZoneUser user = catalog.user(request.path("user_name").asText());
    if (!user.name.equals(proxyUser)) {
      throw new ZoneException(Codes.BAD_PASSWORD);
    }
    return user;
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
