// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.irods.irods4j.common.JsonUtil;
import org.irods.irods4j.common.Reference;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSApi.ByteArrayReference;
import org.irods.irods4j.low_level.api.IRODSKeywords;
import org.irods.irods4j.low_level.protocol.packing_instructions.DataObjInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.FileLseekOut_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.OpenedDataObjInp_PI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.storage.irods.client.IrodsConnection.Effect;

/**
 * A data object that is open on one connection. Every call leases that connection. One thread at a
 * time; whoever opened it closes it.
 */
final class IrodsDescriptor {
  private static final Logger LOG = LoggerFactory.getLogger(IrodsDescriptor.class);
  private static final int READ_ONLY = 0;
  private static final int WRITE_ONLY = 1;
  private static final int CREATE = 0100;
  private static final int EXCLUSIVE = 0200; // irods4j has no name for it; the server knows it

  private final IrodsConnectionPool pool;
  private final IrodsConnection connection;
  private final LogicalPath path;
  private final int number;
  private final long objectId;
  private boolean open = true;

  /** Where the server stands, so that who reads on pays one request; negative if unknown. */
  private long serverPosition;

  private IrodsDescriptor(
      IrodsConnectionPool pool,
      IrodsConnection connection,
      LogicalPath path,
      int number,
      long objectId) {
    this.pool = pool;
    this.connection = connection;
    this.path = path;
    this.number = number;
    this.objectId = objectId;
  }

  /** Opens that very replica: another may be stale, and would open without any error. */
  static IrodsDescriptor openForReading(IrodsConnectionPool pool, IrodsObject object) {
    DataObjInp_PI input =
        new Keywords()
            .with(IRODSKeywords.REPL_NUM, String.valueOf(object.replica()))
            .forObject(object.path());
    input.openFlags = READ_ONLY;
    return open(pool, object.path(), input, Effect.READS);
  }

  static IrodsDescriptor create(IrodsConnectionPool pool, LogicalPath path, String resource) {
    var keywords = new Keywords();
    if (!resource.isEmpty()) {
      keywords.with(IRODSKeywords.DEST_RESC_NAME, resource);
    }
    DataObjInp_PI input = keywords.forObject(path);
    input.openFlags = WRITE_ONLY | CREATE | EXCLUSIVE;
    input.createMode = 0600;
    input.dataSize = -1;
    return open(pool, path, input, Effect.CHANGES);
  }

  private static IrodsDescriptor open(
      IrodsConnectionPool pool, LogicalPath path, DataObjInp_PI input, Effect effect) {
    String verb = effect == Effect.READS ? "open data object" : "create data object";
    try (var lease = pool.leaseForOpening()) {
      IrodsConnection connection = lease.connection();
      var output = new Reference<String>();
      long[] id = new long[1];
      int number =
          connection.request(
              effect,
              verb,
              path.text(),
              comm -> {
                int code = IRODSApi.rcReplicaOpen(comm, input, output);
                if (code >= 0) {
                  id[0] = objectId(output.value);
                }
                return code;
              });
      connection.addDescriptor();
      return new IrodsDescriptor(pool, connection, path, number, id[0]);
    }
  }

  private static long objectId(String json) throws IOException {
    JsonNode info = JsonUtil.getJsonMapper().readTree(json);
    return info.path("data_object_info").path("data_id").asLong();
  }

  /** The id of the object that was opened, whatever its name is by now. */
  long objectId() {
    return objectId;
  }

  /** Whether the connection is gone, and this with it. */
  boolean isLost() {
    return connection.isBroken();
  }

  /** Seeks, if need be, and reads under one lease. */
  int readAt(long position, byte[] buffer, int length) {
    try (var lease = pool.lease(connection)) {
      if (position != serverPosition) {
        seek(lease.connection(), position);
      }
      serverPosition = -1; // in case of a failure
      var read = opened();
      read.len = length;
      var target = new ByteArrayReference();
      target.data = buffer;
      int count =
          lease
              .connection()
              .request(
                  Effect.READS,
                  "read data object",
                  path.text(),
                  comm -> IRODSApi.rcDataObjRead(comm, read, target));
      serverPosition = position + count;
      return count;
    }
  }

  private void seek(IrodsConnection leased, long position) {
    var seek = opened();
    seek.offset = position;
    leased.request(
        Effect.READS,
        "seek in data object",
        path.text(),
        comm -> IRODSApi.rcDataObjLseek(comm, seek, new Reference<FileLseekOut_PI>()));
  }

  /** Writes the start of the buffer at the current position. */
  void write(byte[] buffer, int length) {
    var input = opened();
    input.len = length;
    try (var lease = pool.lease(connection)) {
      int written =
          lease
              .connection()
              .request(
                  Effect.CHANGES,
                  "write data object",
                  path.text(),
                  comm -> IRODSApi.rcDataObjWrite(comm, input, buffer));
      if (written != length) {
        throw IrodsClientException.of(
            IrodsClientException.Kind.OTHER,
            "Failed to write data object: %d of %d bytes were written: %s"
                .formatted(written, length, path));
      }
    }
  }

  /**
   * Ends reading. A failure loses nothing and is not told: either the connection is gone, or the
   * server forgets the descriptor when it goes.
   */
  void closeReading() {
    if (!open) {
      return;
    }
    try {
      close(Effect.READS, "");
    } catch (IrodsClientException e) {
      LOG.debug("Left open on the server until its connection is closed: {}", path, e);
    }
  }

  /** Ends writing: only after this does the object count, with a checksum by the server. */
  void closeWritten() {
    close(Effect.CHANGES, ",\"compute_checksum\":true");
  }

  /**
   * Makes sure that what was written never counts. Closing would make a good replica of it, so the
   * connection is dropped, and the server marks it as stale.
   */
  void spoil() {
    if (!open) {
      return;
    }
    open = false;
    if (connection.isBroken()) {
      return;
    }
    try (var lease = pool.lease(connection)) {
      lease.connection().breakOff();
    } catch (IrodsClientException e) {
      if (!connection.isBroken()) {
        throw e;
      }
    }
  }

  /** Closing what is not open kills the agent, so a descriptor is closed once, come what may. */
  private void close(Effect effect, String options) {
    open = false;
    String request = "{\"fd\":" + number + options + "}";
    try (var lease = pool.lease(connection)) {
      lease.connection().removeDescriptor();
      lease
          .connection()
          .request(
              effect,
              "close data object",
              path.text(),
              comm -> IRODSApi.rcReplicaClose(comm, request));
    }
  }

  private OpenedDataObjInp_PI opened() {
    var input = new OpenedDataObjInp_PI();
    input.l1descInx = number;
    input.KeyValPair_PI = new Keywords().packed();
    return input;
  }
}
