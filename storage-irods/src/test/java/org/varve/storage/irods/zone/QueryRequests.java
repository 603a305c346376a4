// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** GenQuery1, with statements that stay open until they are read to the end. One thread. */
final class QueryRequests {
  private static final int MAX_STATEMENTS = 44;
  private static final int NO_DISTINCT = 0x40;
  private static final int ORDER_BY = 0x400;
  private static final int ORDER_BY_DESCENDING = 0x800;
  private static final int SUM = 4;
  private static final int COLLECTION_NAME = 501;
  private static final int COUNT = 6;

  private final Rows rows;
  private final Map<Integer, List<List<String>>> statements = new HashMap<>();
  private final Map<Integer, List<Integer>> selected = new HashMap<>();
  private int lastStatement;

  QueryRequests(ZoneCatalog catalog, ZoneUser user) {
    rows = new Rows(catalog, user);
  }

  WireMessage query(Packed input) {
    int statement = input.number("continueInx");
    int maxRows = input.number("maxRows");
    if (statement > 0 && maxRows <= 0) {
      statements.remove(statement);
      return WireMessage.reply(0);
    }
    if (statement > 0) {
      return page(statement, maxRows);
    }
    if (statements.size() >= MAX_STATEMENTS) {
      throw new ZoneException(Codes.STATEMENTS_EXHAUSTED);
    }
    List<List<String>> result = result(input);
    if (result.isEmpty()) {
      throw new ZoneException(Codes.NO_ROWS);
    }
    statements.put(++lastStatement, result);
    selected.put(lastStatement, columns(input.child("InxIvalPair_PI")));
    return page(lastStatement, maxRows <= 0 ? 256 : maxRows);
  }

  /** The one specific query that irods4j's high-level API runs: who may what on a collection. */
  WireMessage specificQuery(Packed input) {
    if (!input.text("sql").equals("ShowCollAcls")) {
      throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
    List<Integer> columns = List.of(1300, 1301, 711, 203);
    List<List<String>> access =
        rows.joined(Set.of(500, 711)).stream()
            .filter(row -> Rows.value(row, 501).equals(input.text("arg1")))
            .map(
                row ->
                    List.of(
                        Rows.value(row, 1300),
                        Rows.value(row, 1301),
                        Rows.value(row, 711),
                        row.grantee().type))
            .toList();
    if (access.isEmpty()) {
      throw new ZoneException(Codes.NO_ROWS);
    }
    return WireMessage.reply(0, packed(access, columns, 0));
  }

  private List<List<String>> result(Packed input) {
    List<Integer> columns = columns(input.child("InxIvalPair_PI"));
    List<Integer> options =
        input.child("InxIvalPair_PI").texts("ivalue").stream().map(Integer::valueOf).toList();
    Map<Integer, List<Condition>> conditions = conditions(input.child("InxValPair_PI"));
    Set<Integer> named = new HashSet<>(columns);
    named.addAll(conditions.keySet());
    List<Condition> ofCollection = conditions.getOrDefault(COLLECTION_NAME, List.of());
    List<List<String>> values =
        rows
            .joined(
                named, path -> ofCollection.stream().allMatch(condition -> condition.holds(path)))
            .stream()
            .filter(row -> holds(row, conditions))
            .map(row -> columns.stream().map(column -> Rows.value(row, column)).toList())
            .collect(Collectors.toCollection(ArrayList::new));
    if ((input.number("options") & NO_DISTINCT) == 0 && !aggregates(options)) {
      values = new ArrayList<>(new java.util.LinkedHashSet<>(values));
    }
    sort(values, options);
    return aggregates(options) ? List.of(aggregated(values, options)) : values;
  }

  private static boolean holds(Rows.Row row, Map<Integer, List<Condition>> conditions) {
    return conditions.entrySet().stream()
        .allMatch(
            entry -> {
              String value = Rows.value(row, entry.getKey());
              return entry.getValue().stream().allMatch(condition -> condition.holds(value));
            });
  }

  private static void sort(List<List<String>> values, List<Integer> options) {
    Comparator<List<String>> order = null;
    for (int i = 0; i < options.size(); i++) {
      int column = i;
      Comparator<List<String>> next = Comparator.comparing(row -> row.get(column));
      if ((options.get(i) & ORDER_BY_DESCENDING) != 0) {
        next = next.reversed();
      } else if ((options.get(i) & ORDER_BY) == 0) {
        continue;
      }
      order = order == null ? next : order.thenComparing(next);
    }
    if (order != null) {
      values.sort(order);
    }
  }

  private static boolean aggregates(List<Integer> options) {
    return options.stream().anyMatch(option -> (option & 0xf) >= 2);
  }

  private static List<String> aggregated(List<List<String>> values, List<Integer> options) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      int column = i;
      switch (options.get(i) & 0xf) {
        case COUNT -> row.add(String.valueOf(values.size()));
        case SUM ->
            row.add(
                String.valueOf(
                    values.stream().mapToLong(r -> Long.parseLong(r.get(column))).sum()));
        default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
      }
    }
    return row;
  }

  private WireMessage page(int statement, int maxRows) {
    List<List<String>> rest = statements.get(statement);
    if (rest == null) {
      throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
    List<List<String>> page = rest.subList(0, Math.min(maxRows, rest.size()));
    List<List<String>> left = rest.subList(page.size(), rest.size());
    boolean done = left.isEmpty();
    List<Integer> columns = selected.get(statement);
    if (done) {
      statements.remove(statement);
      selected.remove(statement);
    } else {
      statements.put(statement, left);
    }
    return WireMessage.reply(0, packed(page, columns, done ? 0 : statement));
  }

  private static Packed packed(List<List<String>> page, List<Integer> columns, int statement) {
    var out =
        new Packed("GenQueryOut_PI")
            .with("rowCnt", page.size())
            .with("attriCnt", columns.size())
            .with("continueInx", statement)
            .with("totalRowCount", 0);
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      int longest = page.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      var result =
          new Packed("SqlResult_PI").with("attriInx", columns.get(i)).with("reslen", longest + 1);
      page.forEach(row -> result.with("value", row.get(column)));
      out.with(result);
    }
    return out;
  }

  private static List<Integer> columns(Packed pairs) {
    return pairs.texts("inx").stream().map(Integer::valueOf).toList();
  }

  private static Map<Integer, List<Condition>> conditions(Packed pairs) {
    List<Integer> columns = columns(pairs);
    List<String> texts = pairs.texts("svalue");
    Map<Integer, List<Condition>> conditions = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      conditions
          .computeIfAbsent(columns.get(i), column -> new ArrayList<>())
          .add(new Condition(texts.get(i)));
    }
    return conditions;
  }
}
