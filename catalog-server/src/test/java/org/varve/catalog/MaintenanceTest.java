// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.history.MergePolicy;
import org.varve.storage.BucketFileIO;
import org.varve.storage.LocalFileIO;

/** What grows with every commit stays within bounds, and nothing that is needed is lost. */
class MaintenanceTest {
  private static final TableIdentifier READS = TableIdentifier.of("lab", "reads");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
  private static final int MAX_UNTAGGED = 5;

  @TempDir private Path directory;

  private final Database database = Database.open(TestDatabase.create());
  private BucketFileIO io;
  private PostgresCatalog catalog;
  private PostgresLedger ledger;
  private Table reads;

  @BeforeEach
  void createTable() {
    io = new BucketFileIO(new BucketStore(database, LocalFileIO.locationOf(directory)));
    io.initialize(Map.of());
    catalog = newCatalog();
    ledger = PostgresLedger.open(database, catalog);
    catalog.createNamespace(Namespace.of("lab"), Map.of());
    reads = catalog.createTable(READS, SCHEMA);
  }

  /** One that remembers nothing yet. */
  private PostgresCatalog newCatalog() {
    BucketStore buckets = new BucketStore(database, LocalFileIO.locationOf(directory));
    return new PostgresCatalog(database, buckets, io, Map.of());
  }

  @AfterEach
  void close() {
    ledger.close();
    io.close();
    database.close();
  }

  private DataFile writeFile(int number) throws IOException {
    String location = reads.location() + "/data/" + number + ".parquet";
    try (var out = io.newOutputFile(location).create()) {
      out.write(new byte[] {1, 2, 3});
    }
    return DataFiles.builder(reads.spec())
        .withPath(location)
        .withFileSizeInBytes(3)
        .withRecordCount(1)
        .build();
  }

  /** Of tables that belong to no history. */
  private Maintenance newMaintenance(Clock clock) {
    PostgresProjectStore projects =
        new PostgresProjectStore(
            database, catalog, (path, dataCollection, bucket) -> "file://" + directory);
    return new Maintenance(
        catalog,
        projects,
        new LogUpkeep(ledger, MergePolicy.DEFAULTS, clock),
        io,
        clock,
        MAX_UNTAGGED);
  }

  private Maintenance.Maintained maintain(Duration later) {
    Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
    return newMaintenance(clock).maintain(READS).orElseThrow();
  }

  private Set<String> files(String ending) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void theOldestSnapshotsGoAndTaggedOnesStay() throws IOException {
    DataFile replaced = writeFile(0);
    reads.newAppend().appendFile(replaced).commit();
    long first = reads.currentSnapshot().snapshotId();
    reads.newAppend().appendFile(writeFile(1)).commit();
    long tagged = reads.currentSnapshot().snapshotId();
    reads.manageSnapshots().createTag("release", tagged).commit();
    reads.newDelete().deleteFile(replaced).commit();
    for (int i = 2; i < 10; i++) {
      reads.newAppend().appendFile(writeFile(i)).commit();
    }

    Maintenance.Maintained done = maintain(Duration.ZERO);

    assertThat(done.failures()).isEmpty();
    assertThat(done.expiredSnapshots()).isEqualTo(5);
    reads.refresh();
    assertThat(reads.snapshots())
        .hasSize(MAX_UNTAGGED + 1)
        .extracting(Snapshot::snapshotId)
        .contains(tagged)
        .doesNotContain(first);
    // The tag still needs the file that was deleted after it.
    assertThat(files(".parquet")).hasSize(10);
    assertThat(maintain(Duration.ZERO).expiredSnapshots()).isZero();
  }

  @Test
  void whatOnlyExpiredSnapshotsNeedIsDeletedWithThem() throws IOException {
    DataFile replaced = writeFile(0);
    reads.newAppend().appendFile(replaced).commit();
    reads.newDelete().deleteFile(replaced).commit();
    for (int i = 1; i < 9; i++) {
      reads.newAppend().appendFile(writeFile(i)).commit();
    }

    maintain(Duration.ZERO);

    assertThat(files(".parquet")).hasSize(8).doesNotContain("0.parquet");
  }

  @Test
  void withoutGarbageCollectionNothingExpires() throws IOException {
    reads.updateProperties().set("gc.enabled", "false").commit();
    for (int i = 0; i < 9; i++) {
      reads.newAppend().appendFile(writeFile(i)).commit();
    }

    assertThat(maintain(Duration.ZERO).expiredSnapshots()).isZero();
  }

  @Test
  void manifestsAreMergedWhenThereAreTooMany() throws IOException {
    reads.updateProperties().set("commit.manifest-merge.enabled", "false").commit();
    for (int i = 0; i < 101; i++) {
      reads.newFastAppend().appendFile(writeFile(i)).commit();
    }

    Maintenance.Maintained done = maintain(Duration.ZERO);

    assertThat(done.failures()).isEmpty();
    assertThat(done.mergedManifests()).isEqualTo(100);
    reads.refresh();
    assertThat(reads.currentSnapshot().allManifests(io)).hasSize(1);
    assertThat(reads.newScan().planFiles()).hasSize(101);
  }

  @Test
  void oldFilesThatNothingRefersToAreDeletedAndYoungOnesAreNot() throws IOException {
    reads.newAppend().appendFile(writeFile(1)).commit();
    Set<String> referenced = files("");
    for (String name : List.of("00007-lost.metadata.json", "lost-m0.avro", "snap-lost.avro")) {
      try (var out = io.newOutputFile(reads.location() + "/metadata/" + name).create()) {
        out.write(1);
      }
    }

    assertThat(maintain(Duration.ZERO).deletedOrphans()).isZero();
    assertThat(maintain(Duration.ofDays(4)).deletedOrphans()).isEqualTo(3);

    assertThat(files("")).isEqualTo(referenced);
    assertThat(reads.newScan().planFiles()).hasSize(1);
  }

  @Test
  void nothingIsDeletedWhileAManifestListIsMissing() throws IOException {
    reads.newAppend().appendFile(writeFile(1)).commit();
    io.deleteFile(reads.currentSnapshot().manifestListLocation());
    Set<String> before = files("");
    catalog = newCatalog();

    Maintenance.Maintained done = maintain(Duration.ofDays(4));

    assertThat(done.failures())
        .contains(
            "Failed to delete orphans: Cannot look for orphans of varve.lab.reads: a manifest list"
                + " is missing");
    assertThat(files("")).isEqualTo(before);
  }

  @Test
  void allTablesOfAllNamespacesAreListed() {
    catalog.createNamespace(Namespace.of("lab", "inner"), Map.of());
    catalog.createTable(TableIdentifier.of("lab", "inner", "runs"), SCHEMA);
    Maintenance maintenance = newMaintenance(Clock.systemUTC());

    assertThat(maintenance.listTables(Optional.empty()))
        .containsExactly(READS, TableIdentifier.of("lab", "inner", "runs"));
    assertThat(maintenance.listTables(Optional.of(Namespace.of("lab", "inner"))))
        .containsExactly(TableIdentifier.of("lab", "inner", "runs"));
    assertThat(maintenance.maintain(TableIdentifier.of("lab", "gone"))).isEmpty();
  }
}
