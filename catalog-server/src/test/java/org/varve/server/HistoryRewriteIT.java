// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types.NestedField;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.LogFiles;
import org.varve.history.Project;
import org.varve.history.RecordedChange;
import org.varve.history.Samples;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The owner of a history rewrites its files with Iceberg's own library, and no change of it. */
class HistoryRewriteIT {
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  @TempDir private static Path directory;

  private static CatalogServer server;
  private static LakehouseClient client;

  private Project project;
  private String image;
  private RESTCatalog catalog;
  private Table log;

  @BeforeAll
  static void open() {
    server = TestServers.start(directory);
    client = LakehouseClient.connect(server.address());
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  @BeforeEach
  void recordSomething() {
    project = client.registerProject(Samples.ROOT + PROJECTS.incrementAndGet());
    image = project.irodsPath() + "/a";
    for (int i = 0; i < 4; i++) {
      record(i);
    }
    catalog = new RESTCatalog();
    catalog.initialize(
        "varve",
        new HashMap<>(
            Map.of(
                "uri",
                server.address() + "/iceberg",
                "header.X-Varve-Maintenance",
                "true",
                "io-impl",
                "org.varve.storage.BucketFileIO",
                "varve.bucket." + project.bucket() + ".root",
                rootOfBucket())));
    log = load();
  }

  private String rootOfBucket() {
    return directory.resolve("warehouse").resolve(project.bucket()).toUri().toString();
  }

  @AfterEach
  void disconnect() throws IOException {
    catalog.close();
  }

  private void record(int number) {
    client.recordChanges(
        project.id(),
        Samples.changeSet(
            Samples.add(image, "depth", "" + number),
            Samples.add(project.irodsPath() + "/b", "depth", "" + number)));
  }

  private Table load() {
    return catalog.loadTable(TableIdentifier.of(project.icebergNamespace(), "avu_changes"));
  }

  private Set<DataFile> files() {
    Set<DataFile> files = new HashSet<>();
    try (var tasks = log.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(task.file());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private List<RecordedChange> answer() {
    List<RecordedChange> changes = new ArrayList<>();
    changes.addAll(client.history(project.id(), image, 100, Optional.empty()).items());
    changes.addAll(
        client.history(project.id(), project.irodsPath() + "/b", 100, Optional.empty()).items());
    return changes;
  }

  /** The rows of the log, changed in some way, as one file. */
  private DataFile write(Consumer<List<Record>> change, String location) {
    List<Record> rows = new ArrayList<>();
    try (var all = IcebergGenerics.read(log).build()) {
      all.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    change.accept(rows);
    DataFile any = files().iterator().next();
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(log)
            .dataSchema(log.schema())
            .build()
            .newDataWriter(
                EncryptedFiles.plainAsEncryptedOutput(log.io().newOutputFile(location)),
                log.spec(),
                any.partition());
    try (writer) {
      rows.forEach(writer::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDataFile();
  }

  private String newLocation() {
    return log.location() + "/data/" + UUID.randomUUID() + ".parquet";
  }

  private void rewrite(Set<DataFile> removed, List<DataFile> added) {
    RewriteFiles rewrite = log.newRewrite();
    removed.forEach(rewrite::deleteFile);
    added.forEach(rewrite::addFile);
    rewrite.commit();
  }

  private void assertRefused(DataFile added, String reason) {
    Set<DataFile> before = files();

    assertThatThrownBy(() -> rewrite(files(), List.of(added)))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining(
            "Cannot commit to table " + project.namespace() + ".avu_changes: " + reason);

    log.refresh();
    assertThat(files()).extracting(DataFile::location).hasSize(before.size());
  }

  @Test
  void otherFilesWithTheSameRowsAreTaken() {
    List<RecordedChange> before = answer();
    long snapshot = log.currentSnapshot().snapshotId();
    List<DataFile> merged = new LogFiles(log).merge(List.copyOf(files()), 1 << 20);

    rewrite(files(), merged);

    assertThat(files()).extracting(DataFile::location).containsExactly(merged.get(0).location());
    assertThat(log.currentSnapshot().operation()).isEqualTo("replace");
    assertThat(log.currentSnapshot().parentId()).isEqualTo(snapshot);
    assertThat(log.currentSnapshot().timestampMillis())
        .isEqualTo(log.snapshot(snapshot).timestampMillis() + 1);
    assertThat(answer()).isEqualTo(before);
    record(4);
    assertThat(answer()).hasSize(before.size() + 2);
  }

  @Test
  void whatIsRecordedMeanwhileStays() {
    List<DataFile> merged = new LogFiles(log).merge(List.copyOf(files()), 1 << 20);
    Set<DataFile> replaced = files();
    record(4);

    rewrite(replaced, merged);

    assertThat(files()).hasSize(2);
    assertThat(answer()).hasSize(10);
  }

  @Test
  void manifestsAreRewritten() {
    List<RecordedChange> before = answer();
    int manifests = log.currentSnapshot().allManifests(log.io()).size();

    log.rewriteManifests().clusterBy(file -> "all").commit();

    assertThat(log.currentSnapshot().allManifests(log.io())).hasSize(1);
    assertThat(manifests).isEqualTo(4);
    assertThat(files()).hasSize(4);
    assertThat(answer()).isEqualTo(before);
  }

  @Test
  void aChangeThatIsMissingIsNoticed() {
    assertRefused(
        write(rows -> rows.remove(0), newLocation()),
        "the files that it adds hold other changes (7 rows) than those that it removes (8 rows)");
  }

  @Test
  void aChangeThatIsThereTwiceIsNoticed() {
    assertRefused(
        write(rows -> rows.set(0, rows.get(1)), newLocation()),
        "the files that it adds hold other changes (8 rows) than those that it removes (8 rows)");
  }

  @Test
  void aValueThatIsAnotherIsNoticed() {
    assertRefused(
        write(rows -> rows.get(3).setField("actor", "eve#local"), newLocation()),
        "the files that it adds hold other changes (8 rows) than those that it removes (8 rows)");
  }

  @Test
  void filesLieInTheTable() {
    String elsewhere = "s3://" + project.bucket() + "/elsewhere/" + UUID.randomUUID() + ".parquet";

    assertRefused(write(rows -> {}, elsewhere), "a file lies outside of the table: " + elsewhere);
  }

  @Test
  void columnsAreFoundByTheirIds() {
    String location = newLocation();
    List<Record> rows = new ArrayList<>();
    write(all -> rows.addAll(all), newLocation());
    Schema schema = log.schema();
    OutputFile output = log.io().newOutputFile(location);
    // The same columns under other ids.
    Schema other =
        new Schema(
            schema.columns().stream()
                .map(column -> NestedField.from(column).withId(column.fieldId() + 1_000).build())
                .toList());
    try (FileAppender<Record> appender =
        Parquet.write(output)
            .schema(other)
            .createWriterFunc(GenericParquetWriter::create)
            .build()) {
      for (Record row : rows) {
        GenericRecord copy = GenericRecord.create(other);
        schema.columns().forEach(c -> copy.setField(c.name(), row.getField(c.name())));
        appender.add(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DataFile any = files().iterator().next();

    assertRefused(
        DataFiles.builder(log.spec())
            .withPath(location)
            .withFileSizeInBytes(log.io().newInputFile(location).getLength())
            .withRecordCount(rows.size())
            .withPartition(any.partition())
            .build(),
        "its files cannot be read");
  }

  @Test
  void aSnapshotThatIsThereIsNotMadeAgain() throws Exception {
    List<DataFile> merged = new LogFiles(log).merge(List.copyOf(files()), 1 << 20);
    Set<DataFile> replaced = files();
    rewrite(replaced, merged);
    Snapshot first = log.currentSnapshot();
    String again =
        SnapshotParser.toJson(first)
            .replace(
                "\"parent-snapshot-id\":" + first.parentId(),
                "\"parent-snapshot-id\":" + first.snapshotId());

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        server
                            .address()
                            .resolve(
                                "/iceberg/v1/namespaces/"
                                    + project.namespace()
                                    + "/tables/avu_changes"))
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            """
                            {"requirements": [], "updates": [
                              {"action": "add-snapshot", "snapshot": %s},
                              {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch",
                               "snapshot-id": %d}]}
                            """
                                .formatted(again, first.snapshotId())))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(409);
    log.refresh();
    assertThat(log.currentSnapshot().snapshotId()).isEqualTo(first.snapshotId());
  }

  @Test
  void nothingElseIsTaken() {
    DataFile more = write(rows -> {}, newLocation());
    AppendFiles append = log.newAppend().appendFile(more);
    String refusal =
        "Cannot commit to table: only the server changes the history of a project: "
            + project.namespace()
            + ".avu_changes";

    assertThatThrownBy(append::commit)
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining(refusal);
    assertThatThrownBy(() -> log.newDelete().deleteFile(files().iterator().next()).commit())
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining(refusal);
    assertThatThrownBy(() -> log.newOverwrite().addFile(more).commit())
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining(refusal);
  }

  @Test
  void theCredentialsForItAddFilesAndDeleteNone() {
    try (RESTCatalog readers = catalogOf("false");
        RESTCatalog owners = catalogOf("true");
        S3Client s3 = VendedS3.client(owners.loadTable(identifier()).io().properties());
        S3Client reader = VendedS3.client(readers.loadTable(identifier()).io().properties())) {
      String key = log.location().substring(("s3://" + project.bucket() + "/").length());
      String added = key + "/data/added.parquet";
      String live =
          files()
              .iterator()
              .next()
              .location()
              .substring(("s3://" + project.bucket() + "/").length());
      s3.putObject(r -> r.bucket(project.bucket()).key(added), RequestBody.fromString("content"));

      assertThat(s3.getObjectAsBytes(r -> r.bucket(project.bucket()).key(added)).asUtf8String())
          .isEqualTo("content");
      assertStatus(403, () -> s3.deleteObject(r -> r.bucket(project.bucket()).key(added)));
      assertStatus(403, () -> s3.deleteObject(r -> r.bucket(project.bucket()).key(live)));
      assertStatus(
          409,
          () ->
              s3.putObject(
                  r -> r.bucket(project.bucket()).key(live), RequestBody.fromString("other")));
      assertStatus(
          403,
          () ->
              reader.putObject(
                  r -> r.bucket(project.bucket()).key(key + "/data/more.parquet"),
                  RequestBody.fromString("content")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertStatus(int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
  }

  private TableIdentifier identifier() {
    return TableIdentifier.of(project.icebergNamespace(), "avu_changes");
  }

  private RESTCatalog catalogOf(String maintenance) {
    RESTCatalog other = new RESTCatalog();
    other.initialize(
        "varve",
        new HashMap<>(
            Map.of(
                "uri",
                server.address() + "/iceberg",
                "header.X-Varve-Maintenance",
                maintenance,
                "io-impl",
                "org.apache.iceberg.inmemory.InMemoryFileIO")));
    return other;
  }
}
