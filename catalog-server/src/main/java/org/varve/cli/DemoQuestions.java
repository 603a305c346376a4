// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the demonstration asks about its sample history, with the answers that are right. */
final class DemoQuestions {
  static final String COLLECTION = "/tempZone/home/reef-lab/coral-survey";

  private static final String SITE = COLLECTION + "/site-b";
  private static final String DATA = COLLECTION + "/site-c/2023-01-15.csv";
  private static final String SITE_A = "depth=12 m, latitude=-20.8812 deg, longitude=55.4480 deg";
  private static final String REVIEW =
      """
      {"request_id":"demo-review","note":"reviewed by the demo","changes":[{"irods_path":"%s","target_type":"collection","change_type":"add","attribute":"reviewed","value":"yes"}]}
      """
          .formatted(COLLECTION + "/site-a");

  private DemoQuestions() {}

  /** In the order in which they are asked. */
  static List<DemoQuestion> all() {
    List<DemoQuestion> questions = new ArrayList<>();
    questions.addAll(aboutThePast());
    questions.addAll(aboutChanges());
    questions.addAll(inSql());
    questions.addAll(aboutRecording());
    return questions;
  }

  private static List<DemoQuestion> aboutThePast() {
    return List.of(
        DemoQuestion.of(
            "What was known of site B at the beginning of November 2022?",
            DemoQuestions::triples,
            "depth=12 m, latitude=-20.8947 deg, longitude=55.4611 deg, site_name=Pointe Noire",
            "avus",
            SITE,
            "--as-of",
            "2022-11-01"),
        DemoQuestion.of(
            "And what is known of it today?",
            DemoQuestions::triples,
            "depth=14 m, latitude=-20.8949 deg, longitude=55.4611 deg, site_name=Pointe Noire",
            "avus",
            SITE),
        DemoQuestion.of(
            "Who set the metadata of the survey, when and why?",
            answer -> who(answer, "license") + "; " + who(answer, "principal_investigator"),
            "license=CC0-1.0 by chidi#tempZone at 2025-03-03T10:00:00Z; "
                + "principal_investigator=Chidi Okafor by ana#tempZone at 2024-02-14T13:37:00Z",
            "blame",
            COLLECTION),
        DemoQuestion.of(
            "Which measurements were checked at the end of January 2023, and which were raw?",
            answer -> "checked " + count(answer, "checked") + ", raw " + count(answer, "raw"),
            "checked 9, raw 3",
            "avus",
            COLLECTION,
            "--recursive",
            "--attribute",
            "quality",
            "--as-of",
            "2023-01-31"));
  }

  private static List<DemoQuestion> aboutChanges() {
    return List.of(
        DemoQuestion.of(
            "What happened to one measurement?",
            answer -> changes(answer, "change_type"),
            "delete alert, update quality, update water_temperature, add alert, add quality,"
                + " add coral_cover, add water_temperature, add instrument",
            "history",
            DATA),
        DemoQuestion.of(
            "What changed in the first two days of February 2023?",
            answer -> changes(answer, "actor"),
            String.join(", ", Collections.nCopies(6, "devi#tempZone water_temperature")),
            "diff",
            COLLECTION,
            "--from",
            "2023-02-01",
            "--to",
            "2023-02-02"),
        DemoQuestion.of(
            "What is different at site B since then, in the end?",
            answer -> changes(answer, "operation"),
            "add quality, remove quality",
            "diff",
            SITE + "/2023-01-15.csv",
            "--from",
            "2023-02-02",
            "--net"),
        DemoQuestion.of(
            "What did devi delete?",
            answer -> changes(answer, "recorded_at"),
            "2023-06-30T12:00:00Z alert",
            "search",
            "--actor",
            "devi#tempZone",
            "--type",
            "delete",
            "--under",
            COLLECTION));
  }

  private static List<DemoQuestion> inSql() {
    return List.of(
        DemoQuestion.of(
            "Who changes the metadata most, in SQL?",
            DemoQuestions::rows,
            "ingest#tempZone 50, chidi#tempZone 20, ben#tempZone 14",
            "sql",
            "SELECT actor, count(DISTINCT coalesce(update_id, change_id)) AS changes"
                + " FROM avu_changes WHERE actor LIKE '%#tempZone'"
                + " GROUP BY actor ORDER BY changes DESC, actor LIMIT 3",
            "--project",
            COLLECTION),
        DemoQuestion.of(
            "The same table as it was in the middle of 2022",
            DemoQuestions::rows,
            "41",
            "sql",
            "SELECT count(*) AS rows FROM avu_changes"
                + " AT (TIMESTAMP => TIMESTAMP '2022-08-01 00:00:00')",
            "--project",
            COLLECTION));
  }

  private static List<DemoQuestion> aboutRecording() {
    return List.of(
        new DemoQuestion(
            "Record a change of your own",
            List.of("record"),
            REVIEW,
            answer -> Integer.toString(answer.at("/change_sets/0/changes").asInt()),
            "1"),
        new DemoQuestion(
            "The same again, as after a lost answer: it is recorded once",
            List.of("record"),
            REVIEW,
            answer -> Boolean.toString(answer.at("/change_sets/0/repeated").asBoolean()),
            "true"),
        DemoQuestion.of(
            "It is there now",
            DemoQuestions::triples,
            SITE_A + ", reviewed=yes, site_name=Anse Bleue",
            "avus",
            COLLECTION + "/site-a"),
        DemoQuestion.of(
            "And the past has not moved",
            DemoQuestions::triples,
            SITE_A + ", site_name=Anse Bleue",
            "avus",
            COLLECTION + "/site-a",
            "--as-of",
            "2025-12-31"));
  }

  private static long count(JsonNode answer, String value) {
    return stream(answer.path("avus"))
        .filter(avu -> avu.path("value").asText().equals(value))
        .count();
  }

  private static String triples(JsonNode answer) {
    return stream(answer.path("avus")).map(DemoQuestions::triple).collect(Collectors.joining(", "));
  }

  private static String triple(JsonNode avu) {
    String unit = avu.path("unit").asText();
    return avu.path("attribute").asText()
        + "="
        + avu.path("value").asText()
        + (unit.isEmpty() ? "" : " " + unit);
  }

  private static String who(JsonNode answer, String attribute) {
    return stream(answer.path("avus"))
        .filter(avu -> avu.path("attribute").asText().equals(attribute))
        .map(
            avu ->
                triple(avu)
                    + " by "
                    + avu.path("actor").asText()
                    + " at "
                    + avu.path("recorded_at").asText())
        .collect(Collectors.joining(", "));
  }

  private static String rows(JsonNode answer) {
    return stream(answer.path("rows"))
        .map(row -> stream(row).map(JsonNode::asText).collect(Collectors.joining(" ")))
        .collect(Collectors.joining(", "));
  }

  private static String changes(JsonNode answer, String field) {
    return stream(answer.path("changes"))
        .map(change -> change.path(field).asText() + " " + change.path("attribute").asText())
        .collect(Collectors.joining(", "));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
