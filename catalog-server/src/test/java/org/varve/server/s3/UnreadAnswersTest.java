// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Clients that ask and do not read, which must not hold up those who do. */
class UnreadAnswersTest {
  /** More than the threads that answer at once. */
  private static final int IDLERS = 8 * Math.max(4, Runtime.getRuntime().availableProcessors());

  private static final int RANGE_BYTES = 64 * 1024;

  @TempDir private Path directory;

  @Test
  void clientsThatDoNotReadHoldUpNobody() throws Exception {
    List<SocketChannel> idlers = new ArrayList<>();
    try (S3DoorFixture door = new S3DoorFixture(directory)) {
      S3Client s3 = door.client(S3DoorFixture.WRITER);
      s3.putObject(
          r -> r.bucket("lab").key("a"), RequestBody.fromBytes(new byte[RANGE_BYTES + 10]));
      ByteBuffer request = rangeRequest(door);
      for (int i = 0; i < IDLERS; i++) {
        idlers.add(askWithoutReading(door.uri(), request));
      }

      for (int i = 0; i < 2 * IDLERS; i++) {
        byte[] read =
            s3.getObjectAsBytes(r -> r.bucket("lab").key("a").range("bytes=10-65545"))
                .asByteArray();

        assertThat(read).hasSize(RANGE_BYTES);
      }
      assertThat(s3.headObject(r -> r.bucket("lab").key("a")).contentLength())
          .isEqualTo(RANGE_BYTES + 10);
    } finally {
      for (SocketChannel idler : idlers) {
        idler.close();
      }
    }
  }

  /** Asks as often as the connection takes questions: for more than its buffers can hold. */
  private static SocketChannel askWithoutReading(URI door, ByteBuffer request) throws IOException {
    SocketChannel socket =
        SocketChannel.open(new InetSocketAddress(door.getHost(), door.getPort()));
    socket.configureBlocking(false);
    for (int i = 0; i < 500; i++) {
      ByteBuffer question = request.duplicate();
      if (socket.write(question) == 0 || question.hasRemaining()) {
        break;
      }
    }
    return socket;
  }

  private static ByteBuffer rangeRequest(S3DoorFixture door) {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(door.uri())
            .region(Region.US_EAST_1)
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .credentialsProvider(S3DoorFixture.provider(S3DoorFixture.vend(S3DoorFixture.READER)))
            .build()) {
      URI uri =
          URI.create(
              presigner
                  .presignGetObject(
                      p ->
                          p.signatureDuration(Duration.ofMinutes(10))
                              .getObjectRequest(r -> r.bucket("lab").key("a")))
                  .url()
                  .toString());
      String head =
          "GET %s?%s HTTP/1.1\r\nHost: %s\r\nRange: bytes=0-%d\r\n\r\n"
              .formatted(uri.getRawPath(), uri.getRawQuery(), uri.getAuthority(), RANGE_BYTES - 1);
      return ByteBuffer.wrap(head.getBytes(ISO_8859_1));
    }
  }
}
