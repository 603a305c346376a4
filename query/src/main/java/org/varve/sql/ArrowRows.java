// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * A result in the Arrow IPC streaming format: a schema, record batches, an end. Nested values are
 * texts of JSON.
 *
 * <p>Written here because Arrow's own library needs the JVM to be started with {@code --add-opens};
 * of it only the generated classes of the format are used.
 */
final class ArrowRows {
  private static final int BATCH_ROWS = 16_384;
  private static final int BATCH_BYTES = 4 << 20;
  private static final int ALIGNMENT = 8;
  private static final int CONTINUATION = 0xFFFFFFFF;

  private final SqlResult result;
  private final OutputStream out;

  private ArrowRows(SqlResult result, OutputStream out) {
    this.result = result;
    this.out = out;
  }

  static void write(SqlResult result, OutputStream out) throws IOException {
    new ArrowRows(result, out).write();
  }

  private void write() throws IOException {
    FlatBufferBuilder schema = new FlatBufferBuilder();
    writeMessage(schema, MessageHeader.Schema, ArrowSchema.build(schema, result), List.of());
    boolean more = true;
    while (more) {
      List<ArrowColumn> columns = newColumns();
      more = fill(columns);
      if (!columns.isEmpty() && columns.get(0).rows() > 0) {
        writeBatch(columns);
      }
    }
    out.write(header(0));
    out.flush();
  }

  private List<ArrowColumn> newColumns() {
    List<ArrowColumn> columns = new ArrayList<>();
    for (int i = 0; i < result.columns().size(); i++) {
      columns.add(
          new ArrowColumn(
              result.readers().get(i), ArrowSchema.hasNanoseconds(result.columns().get(i))));
    }
    return columns;
  }

  /** Answers whether there may be more rows. */
  private boolean fill(List<ArrowColumn> columns) {
    int bytes = 0;
    for (int row = 0; row < BATCH_ROWS && bytes < BATCH_BYTES; row++) {
      if (!result.next()) {
        return false;
      }
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).add(result.value(i));
      }
      bytes = columns.stream().mapToInt(ArrowColumn::sizeBytes).sum();
    }
    return true;
  }

  private void writeBatch(List<ArrowColumn> columns) throws IOException {
    List<byte[]> body = columns.stream().flatMap(column -> column.finish().stream()).toList();
    FlatBufferBuilder builder = new FlatBufferBuilder();
    // Vectors of structs are written from their end.
    RecordBatch.startBuffersVector(builder, body.size());
    long end = body.stream().mapToLong(buffer -> padded(buffer.length)).sum();
    for (int i = body.size() - 1; i >= 0; i--) {
      end -= padded(body.get(i).length);
      Buffer.createBuffer(builder, end, body.get(i).length);
    }
    int buffers = builder.endVector();
    RecordBatch.startNodesVector(builder, columns.size());
    for (int i = columns.size() - 1; i >= 0; i--) {
      FieldNode.createFieldNode(builder, columns.get(i).rows(), columns.get(i).nulls());
    }
    int nodes = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, columns.get(0).rows());
    RecordBatch.addNodes(builder, nodes);
    RecordBatch.addBuffers(builder, buffers);
    int batch = RecordBatch.endRecordBatch(builder);
    writeMessage(builder, MessageHeader.RecordBatch, batch, body);
  }

  private void writeMessage(FlatBufferBuilder builder, byte type, int header, List<byte[]> body)
      throws IOException {
    long bodyLength = body.stream().mapToLong(buffer -> padded(buffer.length)).sum();
    Message.startMessage(builder);
    Message.addVersion(builder, MetadataVersion.V5);
    Message.addHeaderType(builder, type);
    Message.addHeader(builder, header);
    Message.addBodyLength(builder, bodyLength);
    builder.finish(Message.endMessage(builder));
    byte[] metadata = builder.sizedByteArray();
    out.write(header(padded(metadata.length)));
    writePadded(metadata);
    for (byte[] buffer : body) {
      writePadded(buffer);
    }
  }

  private void writePadded(byte[] bytes) throws IOException {
    out.write(bytes);
    out.write(new byte[padded(bytes.length) - bytes.length]);
  }

  private static byte[] header(int metadataLength) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(CONTINUATION)
        .putInt(metadataLength)
        .array();
  }

  private static int padded(int length) {
    return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
