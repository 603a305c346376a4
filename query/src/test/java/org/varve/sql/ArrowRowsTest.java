// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArrowRowsTest {
  private SqlFixture fixture;
  private SqlService service;

  /** One message of a stream: its metadata and its body. */
  private record Part(Message message, ByteBuffer body) {
    RecordBatch batch() {
      return (RecordBatch) message.header(new RecordBatch());
    }

    ByteBuffer buffer(int index) {
      Buffer buffer = batch().buffers(index);
      return body.slice((int) buffer.offset(), (int) buffer.length())
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @BeforeAll
  void open(@TempDir Path directory) {
    fixture = SqlFixture.open(directory);
    service = new SqlService(fixture.engine, fixture.catalog);
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @Test
  void theSchemaComesFirst() throws IOException {
    List<Part> parts = parts("SELECT 1 AS n, 'x' AS s, 1.5::DECIMAL(5, 2) AS d, sum(2) AS big");

    Schema schema = (Schema) parts.get(0).message().header(new Schema());
    assertThat(parts.get(0).message().headerType()).isEqualTo(MessageHeader.Schema);
    assertThat(schema.fieldsLength()).isEqualTo(4);
    assertThat(schema.fields(0).name()).isEqualTo("n");
    assertThat(schema.fields(0).typeType()).isEqualTo(Type.Int);
    assertThat(schema.fields(1).typeType()).isEqualTo(Type.Utf8);
    assertThat(schema.fields(2).typeType()).isEqualTo(Type.Decimal);
    assertThat(schema.fields(3).typeType()).isEqualTo(Type.Decimal);
  }

  @Test
  void aBatchHoldsValuesAndNulls() throws IOException {
    Part part = parts("SELECT * FROM (VALUES (1, 'a'), (NULL, 'ü'), (3, NULL)) t(n, s)").get(1);

    assertThat(part.batch().length()).isEqualTo(3);
    assertThat(part.batch().nodes(0).nullCount()).isEqualTo(1);
    assertThat(part.buffer(0).get(0)).isEqualTo((byte) 0b101);
    assertThat(part.buffer(1).getLong(0)).isEqualTo(1);
    assertThat(part.buffer(1).getLong(16)).isEqualTo(3);
    assertThat(part.buffer(2).get(0)).isEqualTo((byte) 0b011);
    assertThat(part.buffer(3).getInt(12)).isEqualTo(3);
    assertThat(StandardCharsets.UTF_8.decode(part.buffer(4)).toString()).isEqualTo("aü");
  }

  @Test
  void decimalsAreSigned128BitIntegers() throws IOException {
    Part part = parts("SELECT unnest([-1.25, 1.25])").get(1);

    assertThat(part.buffer(1).getLong(0)).isEqualTo(-125);
    assertThat(part.buffer(1).getLong(8)).isEqualTo(-1);
    assertThat(part.buffer(1).getLong(16)).isEqualTo(125);
    assertThat(part.buffer(1).getLong(24)).isZero();
  }

  @Test
  void aLargeResultIsManyBatches() throws IOException {
    List<Part> parts = parts("SELECT range FROM range(50000)");

    long rows = parts.stream().skip(1).mapToLong(part -> part.batch().length()).sum();
    assertThat(rows).isEqualTo(50_000);
    assertThat(parts).hasSizeGreaterThan(3);
    assertThat(parts.get(2).buffer(1).getLong(0)).isEqualTo(parts.get(1).batch().length());
  }

  @Test
  void aResultWithoutRowsIsOnlyASchema() throws IOException {
    assertThat(parts("SELECT 1 WHERE false")).hasSize(1);
  }

  @Test
  void anIntegerThatArrowCannotHoldIsRefused() {
    assertThatThrownBy(() -> parts("SELECT 340282366920938463463374607431768211455::UHUGEINT"))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "Cannot write result: Arrow has no integer this large: "
                + "340282366920938463463374607431768211455");
  }

  private List<Part> parts(String sql) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SqlDocument document = service.query(SqlRequest.of(sql), SqlFormat.ARROW)) {
      document.writeTo(bytes);
    }
    ByteBuffer stream = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    List<Part> parts = new ArrayList<>();
    while (true) {
      assertThat(stream.position() % 8).isZero();
      assertThat(stream.getInt()).isEqualTo(-1);
      int length = stream.getInt();
      if (length == 0) {
        assertThat(stream.hasRemaining()).isFalse();
        return parts;
      }
      Message message = Message.getRootAsMessage(take(stream, length));
      parts.add(new Part(message, take(stream, (int) message.bodyLength())));
    }
  }

  private static ByteBuffer take(ByteBuffer stream, int length) {
    ByteBuffer part = stream.slice(stream.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    stream.position(stream.position() + length);
    return part;
  }
}
