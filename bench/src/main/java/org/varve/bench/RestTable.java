// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.varve.bench.RestConnection.Reply;

/**
 * A table of 20 columns in a catalog, and the commits that append to it as Iceberg's client writes
 * them. No files are written: the catalog never looks at them. Used by one thread.
 */
final class RestTable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicLong LAST_SNAPSHOT_ID = new AtomicLong();
  private static final String TABLES = "/v1/namespaces/bench/tables";

  private final RestConnection connection;
  private final String path;
  private String uuid = "";
  private String location = "";
  private String current = "null";
  private long sequenceNumber;

  private RestTable(RestConnection connection, String name) {
    this.connection = connection;
    this.path = TABLES + "/" + name;
  }

  static void createNamespace(RestConnection connection) throws IOException {
    connection
        .post("/v1/namespaces", "{\"namespace\": [\"bench\"], \"properties\": {}}")
        .expect(200);
  }

  static RestTable create(RestConnection connection, String name) throws IOException {
    String columns =
        IntStream.rangeClosed(1, 20)
            .mapToObj(
                id ->
                    "{\"id\": %1$d, \"name\": \"column_%1$d\", \"required\": false, \"type\": \"%2$s\"}"
                        .formatted(id, id % 2 == 0 ? "long" : "string"))
            .collect(Collectors.joining(","));
    connection
        .post(
            TABLES,
            "{\"name\": \"%s\", \"schema\": {\"type\": \"struct\", \"schema-id\": 0, \"fields\": [%s]}}"
                .formatted(name, columns))
        .expect(200);
    return open(connection, name);
  }

  /** A table that is there, as it is. */
  static RestTable open(RestConnection connection, String name) throws IOException {
    RestTable table = new RestTable(connection, name);
    table.refresh();
    return table;
  }

  /** Where it is loaded. */
  String path() {
    return path;
  }

  /** Learns what the table is like, as a client does that has lost a race. */
  void refresh() throws IOException {
    JsonNode metadata =
        JSON.readTree(connection.getPlain(path + "?snapshots=refs").expect(200).body())
            .path("metadata");
    uuid = metadata.path("table-uuid").asText();
    location = metadata.path("location").asText();
    long id = metadata.path("current-snapshot-id").asLong(-1);
    current = id < 0 ? "null" : Long.toString(id);
    sequenceNumber = metadata.path("last-sequence-number").asLong();
  }

  /** Adds one snapshot, and tells whether the race was won. */
  boolean append() throws IOException {
    return append(1);
  }

  /** Adds snapshots in one commit, and tells whether the race was won. */
  boolean append(int snapshots) throws IOException {
    long first = LAST_SNAPSHOT_ID.getAndAdd(snapshots) + 1;
    long last = first + snapshots - 1;
    StringBuilder updates = new StringBuilder();
    for (long id = first; id <= last; id++) {
      String parent = id == first ? current : Long.toString(id - 1);
      updates
          .append("{\"action\": \"add-snapshot\", \"snapshot\": ")
          .append(snapshot(id, parent, sequenceNumber + 1 + id - first))
          .append("},");
    }
    Reply reply = connection.post(path, commit(updates + branch(last)));
    if (reply.status() == 409) {
      return false;
    }
    reply.expect(200);
    current = Long.toString(last);
    sequenceNumber += snapshots;
    return true;
  }

  /** Forgets the oldest of the snapshots that one {@link #append(int)} has just added. */
  void expireAllBut(int added, int kept) throws IOException {
    long last = Long.parseLong(current);
    String ids =
        LongStream.rangeClosed(last - added + 1, last - kept)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(","));
    connection
        .post(path, commit("{\"action\": \"remove-snapshots\", \"snapshot-ids\": [" + ids + "]}"))
        .expect(200);
  }

  private String commit(String updates) {
    return """
        {"requirements": [{"type": "assert-table-uuid", "uuid": "%s"},
           {"type": "assert-ref-snapshot-id", "ref": "main", "snapshot-id": %s}],
         "updates": [%s]}
        """
        .formatted(uuid, current, updates);
  }

  private static String branch(long snapshotId) {
    return "{\"action\": \"set-snapshot-ref\", \"ref-name\": \"main\", \"type\": \"branch\","
        + " \"snapshot-id\": "
        + snapshotId
        + "}";
  }

  private String snapshot(long id, String parent, long sequenceNumber) {
    return """
        {"snapshot-id": %1$d, %2$s "sequence-number": %3$d, "timestamp-ms": %4$d, "schema-id": 0,
         "manifest-list": "%5$s/metadata/snap-%1$d-1-00000000-0000-4000-8000-%1$012d.avro",
         "summary": {"operation": "append", "added-data-files": "1", "added-records": "1000",
           "added-files-size": "65536", "changed-partition-count": "1", "total-records": "1000",
           "total-files-size": "65536", "total-data-files": "1", "total-delete-files": "0",
           "total-position-deletes": "0", "total-equality-deletes": "0"}}\
        """
        .formatted(
            id,
            parent.equals("null") ? "" : "\"parent-snapshot-id\": " + parent + ",",
            sequenceNumber,
            System.currentTimeMillis(),
            location);
  }
}
