// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.common.Reference;
import org.irods.irods4j.low_level.api.GenQuery1Columns;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSApi.ByteArrayReference;
import org.irods.irods4j.low_level.api.IRODSApi.ConnectionOptions;
import org.irods.irods4j.low_level.api.IRODSApi.RcComm;
import org.irods.irods4j.low_level.protocol.packing_instructions.DataObjInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.FileLseekOut_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.GenQueryInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.GenQueryOut_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.InxIvalPair_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.InxValPair_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.KeyValPair_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.OpenedDataObjInp_PI;

/**
 * irods4j's requests on a connection of its own, without anything of ours between: the baseline.
 * One thread; the caller closes it.
 */
final class LowLevelCalls implements AutoCloseable {
  private static final int CREATE_EXCLUSIVELY = 1 | 0100 | 0200;

  private final RcComm comm;

  private LowLevelCalls(RcComm comm) {
    this.comm = comm;
  }

  static LowLevelCalls connect(String host, int port, String zone, String user, String password)
      throws Exception {
    var options = new ConnectionOptions();
    options.enableTcpNoDelay = true;
    RcComm comm =
        IRODSApi.rcConnect(
            host,
            port,
            user,
            zone,
            Optional.empty(),
            Optional.empty(),
            Optional.of(options),
            Optional.empty());
    IRODSApi.rcAuthenticateClient(comm, new NativeAuthPlugin(), password);
    return new LowLevelCalls(comm);
  }

  /** For irods4j's streams. */
  RcComm comm() {
    return comm;
  }

  int openForReading(String path) throws IOException {
    return open(path, 0);
  }

  int create(String path) throws IOException {
    return open(path, CREATE_EXCLUSIVELY);
  }

  private int open(String path, int flags) throws IOException {
    var input = new DataObjInp_PI();
    input.objPath = path;
    input.openFlags = flags;
    input.createMode = 0600;
    input.dataSize = -1;
    input.KeyValPair_PI = noKeywords();
    return check(IRODSApi.rcReplicaOpen(comm, input, new Reference<>()));
  }

  void write(int descriptor, byte[] bytes) throws IOException {
    OpenedDataObjInp_PI input = opened(descriptor);
    input.len = bytes.length;
    check(IRODSApi.rcDataObjWrite(comm, input, bytes));
  }

  void readAt(int descriptor, long position, byte[] target) throws IOException {
    OpenedDataObjInp_PI seek = opened(descriptor);
    seek.offset = position;
    check(IRODSApi.rcDataObjLseek(comm, seek, new Reference<FileLseekOut_PI>()));
    OpenedDataObjInp_PI read = opened(descriptor);
    read.len = target.length;
    var bytes = new ByteArrayReference();
    bytes.data = target;
    check(IRODSApi.rcDataObjRead(comm, read, bytes));
  }

  void closeReading(int descriptor) throws IOException {
    check(IRODSApi.rcReplicaClose(comm, "{\"fd\":" + descriptor + "}"));
  }

  void closeWritten(int descriptor) throws IOException {
    String request = "{\"fd\":" + descriptor + ",\"compute_checksum\":true}";
    check(IRODSApi.rcReplicaClose(comm, request));
  }

  /** Asks the catalog for the status, size and checksum of an object. */
  void askReplicas(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    List<Integer> columns =
        List.of(
            GenQuery1Columns.COL_DATA_SIZE,
            GenQuery1Columns.COL_D_REPL_STATUS,
            GenQuery1Columns.COL_D_DATA_CHECKSUM);
    var input = new GenQueryInp_PI();
    input.maxRows = 256;
    input.KeyValPair_PI = noKeywords();
    input.InxIvalPair_PI = new InxIvalPair_PI();
    input.InxIvalPair_PI.iiLen = columns.size();
    input.InxIvalPair_PI.inx = columns;
    input.InxIvalPair_PI.ivalue = List.of(1, 1, 1);
    input.InxValPair_PI = new InxValPair_PI();
    input.InxValPair_PI.isLen = 2;
    input.InxValPair_PI.inx =
        List.of(GenQuery1Columns.COL_COLL_NAME, GenQuery1Columns.COL_DATA_NAME);
    input.InxValPair_PI.svalue =
        List.of("= '" + path.substring(0, slash) + "'", "= '" + path.substring(slash + 1) + "'");
    check(IRODSApi.rcGenQuery(comm, input, new Reference<GenQueryOut_PI>()));
  }

  private static OpenedDataObjInp_PI opened(int descriptor) {
    var input = new OpenedDataObjInp_PI();
    input.l1descInx = descriptor;
    input.KeyValPair_PI = noKeywords();
    return input;
  }

  private static KeyValPair_PI noKeywords() {
    var pairs = new KeyValPair_PI();
    pairs.keyWord = new ArrayList<>();
    pairs.svalue = new ArrayList<>();
    return pairs;
  }

  private static int check(int code) throws IOException {
    if (code < 0) {
      throw new IOException("iRODS answered " + code);
    }
    return code;
  }

  @Override
  public void close() throws IOException {
    IRODSApi.rcDisconnect(comm);
    comm.socket.close();
  }
}
