// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The AWS SDK for Java, unmodified. Takes one check a line, as a JSON object: its name, and the
 * endpoint, the bucket, the prefix and the keys to try it with; answers each with one line of JSON,
 * which holds an error if the check failed.
 */
final class SdkChecks implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PART_BYTES = 5 << 20;

  private final URI endpoint;
  private final StaticCredentialsProvider credentials;
  private final String bucket;
  private final String prefix;

  /** Nothing but this check writes there. */
  private final String directory = "java/" + UUID.randomUUID();

  private final S3Client s3;

  private SdkChecks(JsonNode files) {
    endpoint = URI.create(files.get("endpoint").asText());
    bucket = files.get("bucket").asText();
    prefix = files.get("prefix").asText();
    JsonNode keys = files.get("keys");
    credentials =
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                keys.get("s3.access-key-id").asText(),
                keys.get("s3.secret-access-key").asText(),
                keys.get("s3.session-token").asText()));
    s3 =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials)
            .forcePathStyle(true)
            .build();
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, UTF_8);
    System.setOut(System.err);
    answers.println(JSON.writeValueAsString(Map.of("ready", "")));
    var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      answers.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
  }

  private static Map<String, Object> answer(JsonNode line) {
    try (var checks = new SdkChecks(line)) {
      checks.run(line.get("check").asText());
      return Map.of("rows", List.of());
    } catch (Exception | AssertionError e) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return Map.of("error", trace.toString());
    }
  }

  private void run(String check) throws Exception {
    switch (check) {
      case "reads" -> readsWholeFilesAndRanges();
      case "lists" -> listsPageByPage();
      case "writes" -> writesWithEveryChecksum();
      case "once" -> nothingIsOverwritten();
      case "race" -> oneOfManyWritersWins();
      case "parts" -> writesInParts();
      case "presigned" -> presignedUrlsReadAndWrite();
      case "deletes" -> copiesAndDeletes();
      case "read only" -> mayNotWrite();
      case "expired" -> isToldThatItsTimeIsOver();
      default -> throw new IllegalArgumentException("No such check: " + check);
    }
  }

  private void readsWholeFilesAndRanges() {
    byte[] content = random(100_000);
    String key = put("read", content);
    var head = s3.headObject(request -> request.bucket(bucket).key(key));
    equal(head.contentLength(), 100_000L);

    equal(get(key, null), content);
    equal(get(key, "bytes=4-13"), Arrays.copyOfRange(content, 4, 14));
    equal(get(key, "bytes=99990-"), Arrays.copyOfRange(content, 99_990, 100_000));
    equal(get(key, "bytes=-8"), Arrays.copyOfRange(content, 99_992, 100_000));
    equal(get(key, "bytes=99990-200000"), Arrays.copyOfRange(content, 99_990, 100_000));
    refused(416, "InvalidRange", () -> get(key, "bytes=100000-"));
    refused(
        412,
        "PreconditionFailed",
        () -> s3.getObjectAsBytes(request -> request.bucket(bucket).key(key).ifMatch("\"no\"")));
    var conditional =
        GetObjectRequest.builder().bucket(bucket).key(key).ifNoneMatch(head.eTag()).build();
    equal(status(() -> s3.getObjectAsBytes(conditional)), 304);
    equal(status(() -> s3.headObject(request -> request.bucket(bucket).key(key + "?"))), 404);
    refused(404, "NoSuchKey", () -> get(key + "/none", null));
  }

  private void listsPageByPage() {
    List<String> keys =
        Stream.of("list/a", "list/b c", "list/z/1%2F", "list/z/2", "list/ğ😀")
            .map(name -> put(name, new byte[] {1}))
            .toList();

    var paged = s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(key("list/")).maxKeys(2));
    equal(paged.contents().stream().map(S3Object::key).toList(), keys);
    var level = s3.listObjectsV2(r -> r.bucket(bucket).prefix(key("list/")).delimiter("/"));
    equal(level.contents().size(), 3);
    equal(level.commonPrefixes().get(0).prefix(), key("list/z/"));
    var first = s3.listObjects(r -> r.bucket(bucket).prefix(key("list/")).maxKeys(4));
    equal(first.isTruncated(), true);
    equal(s3.listBuckets().buckets().get(0).name(), bucket);
    equal(s3.headBucket(request -> request.bucket(bucket)).sdkHttpResponse().statusCode(), 200);
  }

  private void writesWithEveryChecksum() {
    byte[] content = random(200_000);
    // The fifth, CRC64NVME, needs a library of Amazon's that is not of Java.
    for (var algorithm :
        List.of(
            ChecksumAlgorithm.CRC32,
            ChecksumAlgorithm.CRC32_C,
            ChecksumAlgorithm.SHA1,
            ChecksumAlgorithm.SHA256)) {
      String key = key("checked/" + algorithm);
      s3.putObject(
          request -> request.bucket(bucket).key(key).checksumAlgorithm(algorithm),
          RequestBody.fromBytes(content));
      equal(get(key, null), content);
    }
    var read = GetObjectRequest.builder().bucket(bucket).key(key("checked/SHA256"));
    equal(
        s3.getObjectAsBytes(read.checksumMode(ChecksumMode.ENABLED).build()).asByteArray(),
        content);
    refused(
        400,
        "BadDigest",
        () ->
            s3.putObject(
                request ->
                    request
                        .bucket(bucket)
                        .key(key("checked/wrong"))
                        .checksumSHA256("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
                RequestBody.fromBytes(content)));
    refused(404, "NoSuchKey", () -> get(key("checked/wrong"), null));
    unchunked()
        .putObject(
            request -> request.bucket(bucket).key(key("checked/unchunked")),
            RequestBody.fromBytes(content));
    equal(get(key("checked/unchunked"), null), content);
  }

  /** A client that signs the bytes as a whole. */
  private S3Client unchunked() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(credentials)
        .serviceConfiguration(
            S3Configuration.builder()
                .pathStyleAccessEnabled(true)
                .chunkedEncodingEnabled(false)
                .build())
        .build();
  }

  private void nothingIsOverwritten() {
    String key = put("once", "content".getBytes(UTF_8));
    put("once", "content".getBytes(UTF_8));
    refused(409, "ObjectAlreadyExists", () -> put("once", "other".getBytes(UTF_8)));
    refused(412, "PreconditionFailed", () -> putIfAbsent("once", 1));
    equal(get(key, null), "content".getBytes(UTF_8));
  }

  private void oneOfManyWritersWins() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 5; round++) {
        String name = "race/" + round;
        var start = new CyclicBarrier(8);
        List<Future<Integer>> attempts = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
          int content = writer;
          attempts.add(
              writers.submit(
                  () -> {
                    start.await();
                    return status(() -> putIfAbsent(name, content));
                  }));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> attempt : attempts) {
          statuses.add(attempt.get());
        }
        int winner = statuses.indexOf(200);
        equal(Collections.frequency(statuses, 200), 1);
        equal(Collections.frequency(statuses, 412), 7);
        equal(get(key(name), null), new byte[] {(byte) winner});
      }
    } finally {
      writers.shutdownNow();
    }
  }

  private void writesInParts() {
    String key = key("parts");
    byte[] content = random(2 * PART_BYTES + 12_345);
    String upload =
        s3.createMultipartUpload(
                r -> r.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
            .uploadId();
    List<CompletedPart> parts =
        IntStream.rangeClosed(1, 3)
            .parallel()
            .mapToObj(number -> uploadPart(key, upload, number, content))
            .toList();
    equal(s3.listParts(r -> r.bucket(bucket).key(key).uploadId(upload)).parts().size(), 3);
    refused(404, "NoSuchKey", () -> get(key, null));
    for (int repeated = 0; repeated < 2; repeated++) {
      s3.completeMultipartUpload(
          r -> r.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
    }
    equal(get(key, null), content);

    String given = s3.createMultipartUpload(r -> r.bucket(bucket).key(key("up"))).uploadId();
    uploadPart(key("up"), given, 1, content);
    s3.abortMultipartUpload(r -> r.bucket(bucket).key(key("up")).uploadId(given));
    refused(404, "NoSuchUpload", () -> uploadPart(key("up"), given, 2, content));
    equal(s3.listMultipartUploads(r -> r.bucket(bucket).prefix(key(""))).uploads().size(), 0);
  }

  private CompletedPart uploadPart(String key, String upload, int number, byte[] content) {
    int from = (number - 1) * PART_BYTES;
    var part = Arrays.copyOfRange(content, from, Math.min(from + PART_BYTES, content.length));
    var answer =
        s3.uploadPart(
            request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .partNumber(number)
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
            RequestBody.fromBytes(part));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(answer.eTag())
        .checksumCRC32C(answer.checksumCRC32C())
        .build();
  }

  private void presignedUrlsReadAndWrite() throws Exception {
    try (var presigner =
        S3Presigner.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials)
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      var put = PutObjectRequest.builder().bucket(bucket).key(key("with space")).build();
      var get = GetObjectRequest.builder().bucket(bucket).key(key("with space")).build();
      Duration minute = Duration.ofMinutes(1);
      URI toPut =
          presigner
              .presignPutObject(r -> r.putObjectRequest(put).signatureDuration(minute))
              .url()
              .toURI();
      URI toGet =
          presigner
              .presignGetObject(r -> r.getObjectRequest(get).signatureDuration(minute))
              .url()
              .toURI();
      var http = HttpClient.newHttpClient();
      var body = HttpRequest.BodyPublishers.ofString("signed");

      equal(http.send(request(toPut).PUT(body).build(), BodyHandlers.ofString()).statusCode(), 200);
      var answer = http.send(request(toGet).build(), BodyHandlers.ofString());
      equal(answer.body(), "signed");
      URI other = URI.create(toGet.toString().replace("with%20space", "once"));
      var refusal = http.send(request(other).build(), BodyHandlers.ofString());
      equal(refusal.statusCode(), 403);
      equal(refusal.body().contains("<Code>SignatureDoesNotMatch</Code>"), true);
    }
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri);
  }

  private void copiesAndDeletes() {
    byte[] content = random(1_000);
    String source = put("source", content);
    s3.copyObject(
        request ->
            request
                .sourceBucket(bucket)
                .sourceKey(source)
                .destinationBucket(bucket)
                .destinationKey(key("copy")));
    equal(get(key("copy"), null), content);
    s3.deleteObject(request -> request.bucket(bucket).key(source));
    List<ObjectIdentifier> both =
        Stream.of(source, key("copy"))
            .map(key -> ObjectIdentifier.builder().key(key).build())
            .toList();
    var deleted = s3.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(both)));
    equal(deleted.deleted().size(), 2);
    refused(404, "NoSuchKey", () -> get(key("copy"), null));
  }

  private void mayNotWrite() {
    refused(403, "AccessDenied", () -> put("mine", new byte[] {1}));
    refused(
        403,
        "AccessDenied",
        () -> s3.createMultipartUpload(request -> request.bucket(bucket).key(key("mine"))));
    refused(403, "AccessDenied", () -> s3.listObjectsV2(request -> request.bucket(bucket)));
    refused(403, "AccessDenied", () -> get("another/table", null));
  }

  private void isToldThatItsTimeIsOver() {
    refused(400, "ExpiredToken", () -> get(key("metadata/any"), null));
    refused(400, "ExpiredToken", () -> put("late", new byte[] {1}));
    refused(
        400,
        "ExpiredToken",
        () -> s3.listObjectsV2(request -> request.bucket(bucket).prefix(prefix)));
    equal(status(() -> s3.headObject(r -> r.bucket(bucket).key(key("metadata/any")))), 400);
  }

  private String key(String name) {
    return prefix + directory + "/" + name;
  }

  private String put(String name, byte[] content) {
    s3.putObject(r -> r.bucket(bucket).key(key(name)), RequestBody.fromBytes(content));
    return key(name);
  }

  private Object putIfAbsent(String name, int content) {
    return s3.putObject(
        request -> request.bucket(bucket).key(key(name)).ifNoneMatch("*"),
        RequestBody.fromBytes(new byte[] {(byte) content}));
  }

  private byte[] get(String key, String range) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key).range(range))
        .asByteArray();
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private static void equal(Object actual, Object expected) {
    boolean same =
        actual instanceof byte[] bytes && expected instanceof byte[] others
            ? Arrays.equals(bytes, others)
            : actual.equals(expected);
    if (!same) {
      throw new AssertionError(actual + " is not " + expected);
    }
  }

  /** The status of the refusal, or 200. */
  private static int status(Callable<?> action) {
    try {
      action.call();
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(int status, String code, Callable<?> action) {
    try {
      action.call();
    } catch (S3Exception e) {
      equal(e.statusCode() + " " + e.awsErrorDetails().errorCode(), status + " " + code);
      return;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("It was not answered " + status + " " + code);
  }

  @Override
  public void close() {
    s3.close();
  }
}
