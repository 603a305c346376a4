// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.server.rest.RestClient.Answer;

@Shows({"CREATE_NAMESPACE", "CREATE_TABLE", "DROP_TABLE", "UPDATE_NAMESPACE"})
class IdempotencyTest {
  private static final String CREATE =
      """
      {"name": "reads", "schema": {"type": "struct", "schema-id": 0, "fields":
        [{"id": 1, "name": "id", "required": true, "type": "long"}]}}
      """;

  @RegisterExtension private static final Lab LAB = new Lab();

  private final String key = UUID.randomUUID().toString();

  private Answer send(String method, String path, String body) {
    return LAB.client()
        .send(
            method, path, body, Map.of("Idempotency-Key", key, "Content-Type", "application/json"));
  }

  @Test
  void theSameRequestTwiceIsCarriedOutOnce() {
    Answer first = send("POST", Lab.TABLES, CREATE);
    Answer second = send("POST", Lab.TABLES, CREATE);

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first.json());
  }

  @Test
  void anAnswerWithoutABodyIsRepeatedToo() {
    LAB.client().post(Lab.TABLES, CREATE);

    assertThat(send("DELETE", Lab.TABLES + "/reads", null).status()).isEqualTo(204);
    assertThat(send("DELETE", Lab.TABLES + "/reads", null).status()).isEqualTo(204);
    assertThat(LAB.client().send("DELETE", Lab.TABLES + "/reads", null, Map.of()).status())
        .isEqualTo(404);
  }

  @Test
  void aReplicaRepeatsTheAnswerOfAnother() {
    Answer first = send("POST", Lab.TABLES, CREATE);
    TestServer replica = LAB.server().startReplica();
    try {
      Answer second =
          new RestClient(replica.uri())
              .send(
                  "POST",
                  Lab.TABLES,
                  CREATE,
                  Map.of("Idempotency-Key", key, "Content-Type", "application/json"));

      assertThat(second.json().path("metadata-location"))
          .isEqualTo(first.json().path("metadata-location"));
    } finally {
      replica.stop();
    }
  }

  @Test
  void aRefusalIsFinal() {
    Answer first = send("DELETE", Lab.TABLES + "/reads", null);
    LAB.client().post(Lab.TABLES, CREATE);
    Answer second = send("DELETE", Lab.TABLES + "/reads", null);

    assertThat(first.error())
        .isEqualTo("404 NoSuchTableException: Table does not exist: lab.reads");
    assertThat(second.error()).isEqualTo(first.error());
    assertThat(LAB.client().get(Lab.TABLES + "/reads").status()).isEqualTo(200);
  }

  @Test
  void theKeyOfAnotherRequestIsRefused() {
    send("POST", Lab.TABLES, CREATE);

    assertThat(send("POST", Lab.TABLES, CREATE.replace("reads", "runs")).error())
        .isEqualTo(
            "422 UnprocessableEntityException: Invalid idempotency key: it was used for another"
                + " request: "
                + key);
  }

  @Test
  void aKeyIsAUuid() {
    assertThat(
            LAB.client()
                .send(
                    "POST",
                    Lab.TABLES,
                    CREATE,
                    Map.of("Idempotency-Key", "mine", "Content-Type", "application/json"))
                .error())
        .isEqualTo("400 IllegalArgumentException: Invalid idempotency key: it is not a UUID: mine");
  }

  @Test
  void changedPropertiesAreToldAgainAsTheyWereTheFirstTime() {
    String change = "{\"removals\": [\"a\", \"b\"], \"updates\": {\"c\": \"3\"}}";
    LAB.client()
        .post("/v1/namespaces/lab/properties", "{\"removals\": [], \"updates\": {\"a\": \"1\"}}");

    Answer first = send("POST", "/v1/namespaces/lab/properties", change);
    Answer second = send("POST", "/v1/namespaces/lab/properties", change);

    assertThat(first.json().path("removed").get(0).asText()).isEqualTo("a");
    assertThat(second.json()).isEqualTo(first.json());
  }

  @Test
  void ofTheSameRequestManyTimesAtOnceAllGetOneAnswer() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(8);
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(senders.submit(() -> send("POST", Lab.TABLES, CREATE)));
      }

      List<String> locations = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        locations.add(answer.get().json().path("metadata-location").asText());
      }
      assertThat(locations).doesNotContain("").containsOnly(locations.get(0));
    } finally {
      senders.shutdown();
    }
  }
}
