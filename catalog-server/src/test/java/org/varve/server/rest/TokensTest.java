// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.varve.server.rest.RestClient.Answer;

/** Clients that insist on a token get one. */
class TokensTest {
  @RegisterExtension private static final Lab LAB = new Lab();

  private static Answer ask(String form) {
    return LAB.client()
        .send(
            "POST",
            "/v1/oauth/tokens",
            form,
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  @Test
  void clientCredentialsGiveATokenOfTheLocalOwner() {
    Answer answer = ask("grant_type=client_credentials&client_id=a&client_secret=b&scope=catalog");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString())
        .isEqualTo(
            "{\"access_token\":\"local-owner\",\"token_type\":\"bearer\","
                + "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\","
                + "\"expires_in\":3600,\"scope\":\"catalog\"}");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client_id=a | invalid_request: The grant_type is missing",
        "grant_type=client_credentials | invalid_request: The client_secret is missing",
        "grant_type=password&username=a | unsupported_grant_type: Not client_credentials or"
            + " urn:ietf:params:oauth:grant-type:token-exchange",
      })
  void whatIsNoSuchRequestIsRefusedInTheFormOfOauth(String form, String expected) {
    Answer answer = ask(form);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(
            answer.json().path("error").asText()
                + ": "
                + answer.json().path("error_description").asText())
        .isEqualTo(expected);
  }

  @Test
  void icebergsClientWithACredentialWorks() throws Exception {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize(
          "varve",
          Map.of(
              "uri",
              LAB.server().uri(),
              "credential",
              "ada:secret",
              "oauth2-server-uri",
              LAB.server().uri() + "/v1/oauth/tokens"));

      catalog.createNamespace(Namespace.of("runs"));

      assertThat(catalog.listNamespaces()).contains(Namespace.of("runs"));
    }
  }
}
