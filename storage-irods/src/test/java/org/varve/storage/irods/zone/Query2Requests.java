// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of GenQuery2 as irods4j's own high-level API asks: columns or one maximum, and conditions
 * joined by {@code and}. One thread.
 */
final class Query2Requests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_ROWS = 256;
  private static final Pattern QUERY =
      Pattern.compile("(?s)select (distinct )?(.+?) where (.+?)( limit (\\d+))?");
  private static final Pattern CONDITION =
      Pattern.compile("(?s)(\\w+) (=|like|in|is not null)(?: ?(\\(?'(?:[^'])*'(?:.*?\\))?))?");
  private static final Map<String, Integer> COLUMNS =
      Map.ofEntries(
          Map.entry("DATA_ID", 401),
          Map.entry("DATA_NAME", 403),
          Map.entry("DATA_REPL_NUM", 404),
          Map.entry("DATA_SIZE", 407),
          Map.entry("DATA_REPL_STATUS", 413),
          Map.entry("DATA_CHECKSUM", 415),
          Map.entry("DATA_MODIFY_TIME", 420),
          Map.entry("COLL_ID", 500),
          Map.entry("COLL_NAME", 501),
          Map.entry("COLL_PARENT_NAME", 502),
          Map.entry("COLL_INHERITANCE", 506),
          Map.entry("COLL_MODIFY_TIME", 509),
          Map.entry("COLL_TYPE", 510),
          Map.entry("COLL_INFO1", 511),
          Map.entry("COLL_INFO2", 512),
          Map.entry("DATA_ACCESS_PERM_NAME", 701),
          Map.entry("DATA_ACCESS_USER_ID", 703),
          Map.entry("USER_ID", 201),
          Map.entry("USER_NAME", 202),
          Map.entry("USER_TYPE", 203),
          Map.entry("USER_ZONE", 204));

  private final Rows rows;

  Query2Requests(ZoneCatalog catalog, ZoneUser user) {
    rows = new Rows(catalog, user);
  }

  WireMessage query(Packed input) throws JsonProcessingException {
    Matcher query = QUERY.matcher(input.text("query_string"));
    if (!query.matches()) {
      throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
    String selected = query.group(2);
    boolean maximum = selected.startsWith("max(");
    List<Integer> columns = columns(selected.replaceAll("^max\\(|\\)$", ""));
    Map<Integer, Condition> conditions = conditions(query.group(3));
    int limit = query.group(5) == null ? DEFAULT_ROWS : Integer.parseInt(query.group(5));

    Set<Integer> named = new HashSet<>(columns);
    named.addAll(conditions.keySet());
    Set<List<String>> values = new LinkedHashSet<>();
    for (Rows.Row row : rows.joined(named)) {
      boolean holds =
          conditions.entrySet().stream()
              .allMatch(entry -> entry.getValue().holds(Rows.value(row, entry.getKey())));
      if (holds && values.size() < limit) {
        values.add(columns.stream().map(column -> Rows.value(row, column)).toList());
      }
    }
    if (maximum) {
      String highest = values.stream().map(row -> row.get(0)).max(String::compareTo).orElse("");
      values = Set.of(List.of(highest));
    }
    return WireMessage.reply(
        0, new Packed("STR_PI").with("myStr", JSON.writeValueAsString(values)));
  }

  private static List<Integer> columns(String list) {
    List<Integer> columns = new ArrayList<>();
    for (String name : list.split(",")) {
      Integer column = COLUMNS.get(name.strip());
      if (column == null) {
        throw new ZoneException(Codes.SYS_INVALID_INPUT);
      }
      columns.add(column);
    }
    return columns;
  }

  private static Map<Integer, Condition> conditions(String text) {
    Map<Integer, Condition> conditions = new LinkedHashMap<>();
    for (String part : text.split(" and (?=\\w+ (?:=|like|in|is not null))")) {
      Matcher condition = CONDITION.matcher(part.strip());
      if (!condition.matches()) {
        throw new ZoneException(Codes.SYS_INVALID_INPUT);
      }
      boolean any = condition.group(2).equals("is not null");
      // A quote inside of a value arrives in this disguise.
      String value = any ? "like '%'" : part.strip().substring(condition.group(1).length() + 1);
      conditions.put(
          columns(condition.group(1)).get(0), new Condition(value.replace("\\x27", "'")));
    }
    return conditions;
  }
}
