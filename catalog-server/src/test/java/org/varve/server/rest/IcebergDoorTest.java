// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ConfigResponseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.varve.server.rest.RestClient.Answer;

/** What holds for every operation: routes, names, errors and pages. */
@Shows({
  "CREATE_NAMESPACE",
  "CREATE_TABLE",
  "GET_CONFIG",
  "LIST_FUNCTIONS",
  "LIST_TABLES",
  "LOAD_CREDENTIALS",
  "LOAD_FUNCTION",
  "LOAD_NAMESPACE"
})
class IcebergDoorTest {
  @RegisterExtension private static final Lab LAB = new Lab();

  @Test
  void theConfigurationListsWhatIsServedAndHowLevelsAreSeparated() {
    Answer answer = LAB.client().get("/v1/config?warehouse=varve");

    ConfigResponse config =
        ConfigResponseParser.fromJson(new String(answer.response().body(), StandardCharsets.UTF_8));
    assertThat(config.overrides()).containsEntry("namespace-separator", "%1F");
    assertThat(config.endpoints())
        .extracting(Object::toString)
        .contains("POST /v1/{prefix}/transactions/commit", "GET /v1/config")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /v1/config?warehouse=other | 404 NoSuchWarehouseException: Warehouse does not exist: other",
        "GET | /v1/nothing | 404 NoSuchRouteException: Route does not exist: /v1/nothing",
        "GET | /v1/namespaces/ | 404 NoSuchRouteException: Route does not exist: /v1/namespaces/",
        "PUT | /v1/namespaces | 405 MethodNotAllowedException: Invalid method: only GET, POST is allowed here: PUT",
        "GET | /v1/namespaces/none | 404 NoSuchNamespaceException: Namespace does not exist: none",
        "DELETE | /v1/namespaces/none | 404 NoSuchNamespaceException: Namespace does not exist: none",
        "GET | /v1/namespaces/a%1F%1Fb | 400 IllegalArgumentException: Invalid namespace: a level is empty: a..b",
        "GET | /v1/namespaces/%ff | 400 IllegalArgumentException: Invalid path: it is not UTF-8: %ff",
        "GET | /v1/namespaces?pageToken=nonsense | 400 IllegalArgumentException: Invalid page token: nonsense",
        "GET | /v1/namespaces?pageSize=0 | 400 IllegalArgumentException: Invalid page size: it is not positive: 0",
        "GET | /v1/namespaces/lab/tables/none | 404 NoSuchTableException: Table does not exist: lab.none",
        "GET | /v1/namespaces/none/tables | 404 NoSuchNamespaceException: Namespace does not exist: none",
        "GET | /v1/namespaces/lab/views/none | 404 NoSuchViewException: View does not exist: lab.none",
        "GET | /v1/namespaces/lab/functions/f | 404 NoSuchFunctionException: Function does not exist: f",
        "DELETE | /v1/namespaces/lab/tables/t?purgeRequested=maybe | 400 IllegalArgumentException: Invalid purgeRequested: it is not true or false: maybe",
      })
  void whatIsNotThereIsSaidInTheSpecificationsForm(String method, String path, String expected) {
    Answer answer = LAB.client().send(method, path, null, Map.of());

    assertThat(answer.error()).isEqualTo(expected);
    assertThat(answer.json().path("error").has("stack")).isFalse();
    assertThat(answer.json().path("error").path("code").asInt()).isEqualTo(answer.status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b | a%2Fb",
        "a%2Fb | a%252Fb",
        "a%b | a%25b",
        "a.b | a.b",
        "a b | a+b",
        "a c | a%20c",
        "a+b | a%2Bb",
        "größe-数 | gr%C3%B6%C3%9Fe-%E6%95%B0",
        ".. | %2E%2E",
        "a;b=c | a%3Bb%3Dc",
        "a?b#c | a%3Fb%23c",
      })
  void namesAreDecodedExactlyOnce(String name, String encoded) {
    assertThat(LAB.createNamespace(name).status()).isEqualTo(200);

    Answer answer = LAB.client().get("/v1/namespaces/" + encoded);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("namespace").get(0).asText()).isEqualTo(name);
  }

  @Test
  void aLevelWithADotIsNotTwoLevels() {
    LAB.createNamespace("a");
    LAB.createNamespace("a", "b");

    assertThat(LAB.client().get("/v1/namespaces/a.b").status()).isEqualTo(404);
    assertThat(LAB.createNamespace("a.b").status()).isEqualTo(200);
    assertThat(LAB.client().get("/v1/namespaces/a%1Fb").json().path("namespace")).hasSize(2);
    assertThat(LAB.client().get("/v1/namespaces/a.b").json().path("namespace")).hasSize(1);
  }

  @Test
  void listingsComeInPagesWithOpaqueTokens() {
    Stream.of("a", "b", "c").forEach(LAB::createTable);

    JsonNode first = LAB.client().get(Lab.TABLES + "?pageToken=&pageSize=2").json();
    JsonNode second =
        LAB.client()
            .get(Lab.TABLES + "?pageSize=2&pageToken=" + first.path("next-page-token").asText())
            .json();

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(names(second)).containsExactly("c");
    assertThat(
            second.path("next-page-token").isMissingNode()
                || second.path("next-page-token").isNull())
        .isTrue();
    assertThat(names(LAB.client().get(Lab.TABLES).json())).containsExactly("a", "b", "c");
  }

  private static List<String> names(JsonNode listing) {
    return listing.path("identifiers").findValuesAsText("name");
  }

  @Test
  void thereAreNoFunctionsAndNoCredentials() {
    LAB.createTable("reads");

    assertThat(LAB.client().get("/v1/namespaces/lab/functions").json().path("identifiers"))
        .isEmpty();
    assertThat(
            LAB.client().get(Lab.TABLES + "/reads/credentials").json().path("storage-credentials"))
        .isEmpty();
  }
}
