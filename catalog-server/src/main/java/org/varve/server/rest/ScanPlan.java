// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequestParser;

/**
 * A part of a planned scan. Its text holds everything that is needed to plan it again, so that any
 * server can, and none keeps anything for a client.
 *
 * @param tableUuid of the table that is scanned
 * @param snapshotId that the scan is pinned to
 * @param offset number of the first task, in the order of the tasks' files
 */
record ScanPlan(String tableUuid, long snapshotId, int offset, PlanTableScanRequest request) {
  String format() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", tableUuid);
    fields.put("snapshot", snapshotId);
    fields.put("offset", offset);
    fields.put("request", PlanTableScanRequestParser.toJson(request));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(RestJson.write(fields));
  }

  /** The part of that text; empty if this server makes no such text. */
  static Optional<ScanPlan> find(String text) {
    try {
      JsonNode fields = RestJson.read(Base64.getUrlDecoder().decode(text), JsonNode.class);
      return Optional.of(
          new ScanPlan(
              fields.path("table").asText(),
              fields.path("snapshot").asLong(),
              Math.max(0, fields.path("offset").asInt()),
              PlanTableScanRequestParser.fromJson(fields.path("request").asText())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  ScanPlan from(int newOffset) {
    return new ScanPlan(tableUuid, snapshotId, newOffset, request);
  }

  /** How many bytes the text has. */
  int size() {
    return format().getBytes(StandardCharsets.UTF_8).length;
  }
}
