// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.AsOf;
import org.varve.history.AvuQuery;
import org.varve.history.Change;
import org.varve.history.ChangeQuery;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.ImportRun;
import org.varve.history.ImportedChangeSet;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.history.RecordedChangeSet;
import org.varve.history.Samples;
import org.varve.sql.QueryException;

/** Small files of a history are merged, and nobody who asks can tell. */
class LogMergeTest {
  private static final Instant FIRST = Instant.parse("2024-11-20T10:00:00Z");
  private static final MergePolicy EAGER = new MergePolicy(1 << 20, 1 << 20, 2);

  @TempDir private Path directory;

  private final FaultyDatabase faults = new FaultyDatabase();
  private final Random random = new Random(11);
  private PostgresHistoryFixture fixture;
  private LakehouseClient client;
  private Project project;

  @BeforeEach
  void open() {
    fixture = new PostgresHistoryFixture(faults.open(TestDatabase.create()), directory);
    client = fixture.client(Samples.ANA);
    project = client.registerProject(Samples.ROOT);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Maintenance.Maintained maintain() {
    return maintain(EAGER, Clock.systemUTC());
  }

  private Maintenance.Maintained maintain(MergePolicy policy, Clock clock) {
    return fixture
        .maintenance(policy, clock)
        .maintain(LogTables.identifierOf(project))
        .orElseThrow();
  }

  /** Change sets of four months, one file each, and a few of now. */
  private List<RecordedChangeSet> recordAHistory() {
    ImportRun run = client.openImport(project.id(), "old", Optional.empty());
    List<RecordedChangeSet> recorded = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ImportedChangeSet imported =
          new ImportedChangeSet("ben#tempZone", FIRST.plus(Duration.ofDays(4L * i)), someChanges());
      recorded.addAll(client.importChanges(project.id(), run, List.of(imported)));
    }
    client.closeImport(project.id(), run);
    for (int i = 0; i < 6; i++) {
      recorded.add(client.recordChanges(project.id(), someChanges()));
    }
    return recorded;
  }

  private ChangeSet someChanges() {
    Change[] changes = new Change[1 + random.nextInt(5)];
    for (int i = 0; i < changes.length; i++) {
      String path = Samples.ROOT + "/site-" + random.nextInt(4) + "/é " + random.nextInt(5);
      changes[i] =
          random.nextInt(3) > 0
              ? Samples.add(path, "depth", "" + random.nextInt(4))
              : Samples.change(
                  path,
                  ChangeType.UPDATE,
                  Samples.avu("depth", "" + random.nextInt(4)),
                  Samples.avu("depth", "" + random.nextInt(4)));
    }
    return Samples.changeSet(changes);
  }

  /** Everything that anybody can ask, with the answer. */
  private Map<String, Object> answers(List<RecordedChangeSet> recorded) {
    Map<String, Object> answers = new TreeMap<>();
    answers.put("now", client.avus(project.id(), query(AsOf.NOW)));
    for (int i = 0; i < recorded.size(); i += 5) {
      RecordedChangeSet one = recorded.get(i);
      answers.put("as of " + i, client.avus(project.id(), query(at(one.recordedAt()))));
      answers.put(
          "at snapshot " + i,
          client.avus(project.id(), query(new AsOf.AtSnapshot(one.snapshotId()))));
      answers.put(
          "effective " + i,
          client.avus(project.id(), query(new AsOf.EffectiveAt(one.recordedAt()))));
    }
    answers.put("changes", client.changes(project.id(), everything()));
    answers.put("blame", client.blame(project.id(), Samples.ROOT + "/site-1/é 1"));
    answers.put("snapshots", client.snapshots(project.id(), 1_000, Optional.empty()));
    answers.put("sql", sql("SELECT * FROM avu_changes ORDER BY recorded_at, ordinal"));
    answers.put(
        "travel",
        sql(
            "SELECT * FROM avu_changes AT (VERSION => "
                + recorded.get(20).snapshotId()
                + ") ORDER BY recorded_at, ordinal"));
    answers.put(
        "tag",
        sql("SELECT * FROM avu_changes AT (VERSION => 'release') ORDER BY recorded_at, ordinal"));
    answers.put(
        "month",
        sql(
            "SELECT * FROM avu_changes AT (VERSION => 'varve-month-2025-01')"
                + " ORDER BY recorded_at, ordinal"));
    answers.put(
        "time",
        sql(
            "SELECT * FROM avu_changes AT (TIMESTAMP => '2025-01-15 00:00:00')"
                + " ORDER BY recorded_at, ordinal"));
    return answers;
  }

  private static AvuQuery query(AsOf asOf) {
    return new AvuQuery(null, true, asOf, null, 1_000, null);
  }

  private static AsOf at(Instant time) {
    return new AsOf.RecordedAt(time);
  }

  private static ChangeQuery everything() {
    return new ChangeQuery(
        null,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        ChangeQuery.Order.OLDEST_FIRST,
        1_000,
        null);
  }

  private List<?> sql(String statement) {
    return client.sql(statement, Optional.of(project.id())).rows();
  }

  private Table log() {
    return fixture.log(project).orElseThrow();
  }

  private TableMetadata metadata() {
    return ((HasTableOperations) log()).operations().current();
  }

  private List<DataFile> files() throws IOException {
    List<DataFile> files = new ArrayList<>();
    try (var tasks = log().newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files.add(task.file());
      }
    }
    return files;
  }

  private Map<Integer, Long> filesByMonth() throws IOException {
    return files().stream()
        .collect(
            Collectors.groupingBy(
                file -> file.partition().get(0, Integer.class),
                TreeMap::new,
                Collectors.counting()));
  }

  private Set<String> dataFilesOnDisk() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.map(Path::toString)
          .filter(name -> name.endsWith(".parquet") && name.contains("avu_changes-"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void nobodyCanTellThatFilesWereMerged() throws IOException {
    List<RecordedChangeSet> recorded = recordAHistory();
    log().manageSnapshots().createTag("release", recorded.get(25).snapshotId()).commit();
    Map<String, Object> before = answers(recorded);
    int files = files().size();

    Maintenance.Maintained done = maintain();

    assertThat(done.failures()).isEmpty();
    assertThat(done.mergedFiles()).isEqualTo(files - files().size());
    assertThat(filesByMonth().values()).hasSize(6).containsOnly(1L);
    assertThat(answers(recorded)).isEqualTo(before);
    assertThat(log().currentSnapshot().operation()).isEqualTo("replace");
    // What is only in memory has no part in it.
    fixture.restart();
    client = fixture.client(Samples.ANA);
    assertThat(answers(recorded)).isEqualTo(before);
    assertThat(maintain().mergedFiles()).isZero();
  }

  @Test
  void mergedFilesAreSortedByPath() throws IOException {
    recordAHistory();

    maintain();

    for (DataFile file : files()) {
      assertThat(file.sortOrderId()).isEqualTo(log().sortOrder().orderId());
    }
    List<String> paths = new ArrayList<>();
    try (var rows =
        IcebergGenerics.read(log())
            .where(
                org.apache.iceberg.expressions.Expressions.lessThan(
                    "recorded_at", FIRST.plus(Duration.ofDays(10)).toEpochMilli() * 1_000))
            .build()) {
      for (Record row : rows) {
        paths.add((String) row.getField("irods_path"));
      }
    }
    assertThat(paths).isNotEmpty().isSorted();
  }

  @Test
  void aMonthIsSplitByPathWhenItIsLarge() throws IOException {
    for (int i = 0; i < 4; i++) {
      Change[] changes = new Change[3_000];
      for (int j = 0; j < changes.length; j++) {
        changes[j] =
            Samples.add(
                Samples.ROOT + "/" + random.nextInt(100_000), "k" + i, "" + random.nextLong());
      }
      client.recordChanges(project.id(), Samples.changeSet(changes));
    }

    maintain(new MergePolicy(200_000, 10_000_000, 2), Clock.systemUTC());

    List<DataFile> files = new ArrayList<>();
    try (var tasks = log().newScan().includeColumnStats().planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    }
    assertThat(files).hasSizeGreaterThan(2);
    int path = log().schema().findField("irods_path").fieldId();
    files.sort(java.util.Comparator.comparing(file -> file.lowerBounds().get(path)));
    for (int i = 1; i < files.size(); i++) {
      assertThat(files.get(i).lowerBounds().get(path))
          .isGreaterThanOrEqualTo(files.get(i - 1).upperBounds().get(path));
    }
    assertThat(files.stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(12_000);
  }

  @Test
  void aMonthThatGoesOnIsMergedWhenItHasManyFiles() throws IOException {
    for (int i = 0; i < MergePolicy.DEFAULTS.recentFiles() - 1; i++) {
      client.recordChanges(project.id(), someChanges());
    }
    Clock soon = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    assertThat(maintain(MergePolicy.DEFAULTS, soon).mergedFiles()).isZero();

    client.recordChanges(project.id(), someChanges());
    assertThat(maintain(MergePolicy.DEFAULTS, soon).mergedFiles()).isGreaterThanOrEqualTo(6);

    client.recordChanges(project.id(), someChanges());
    Clock nextMonth = Clock.offset(soon, Duration.ofDays(32));
    maintain(MergePolicy.DEFAULTS, nextMonth);
    assertThat(filesByMonth().values()).containsOnly(1L);
  }

  @Test
  void theSnapshotOfAMergeIsTheOneBeforeItInOtherFiles() {
    List<RecordedChangeSet> recorded = recordAHistory();
    RecordedChangeSet last = recorded.get(recorded.size() - 1);

    maintain();

    Snapshot merge = log().currentSnapshot();
    assertThat(merge.timestampMillis())
        .isEqualTo(log().snapshot(merge.parentId()).timestampMillis() + 1);
    assertThat(fixture.ledger().findRecordedAt(project, merge.snapshotId()))
        .contains(last.recordedAt());
    assertThat(client.avus(project.id(), query(new AsOf.AtSnapshot(merge.snapshotId()))).items())
        .isEqualTo(client.avus(project.id(), query(AsOf.NOW)).items());
    RecordedChangeSet next = client.recordChanges(project.id(), someChanges());
    assertThat(next.recordedAt()).isAfter(last.recordedAt());
    assertThat(log().currentSnapshot().timestampMillis()).isGreaterThan(merge.timestampMillis());
    List<Long> times = new ArrayList<>();
    metadata().snapshotLog().forEach(entry -> times.add(entry.timestampMillis()));
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anImportThatIsOpenIsLeftAlone() throws IOException {
    recordAHistory();
    ImportRun run = client.openImport(project.id(), "more", Optional.empty());
    Set<String> before = dataFilesOnDisk();

    Maintenance.Maintained done = maintain();

    assertThat(done.failures()).isEmpty();
    assertThat(done.mergedFiles()).isZero();
    assertThat(dataFilesOnDisk()).isEqualTo(before);
    client.closeImport(project.id(), run);
    assertThat(maintain().mergedFiles()).isPositive();
  }

  @Test
  void aMergeThatCertainlyFailedLeavesNothingBehind() throws IOException {
    recordAHistory();
    Set<String> before = dataFilesOnDisk();
    String location = metadata().metadataFileLocation();
    LogUpkeep upkeep = new LogUpkeep(fixture.ledger(), EAGER, Clock.systemUTC());
    Table stale = fixture.ledger().tables().load(project);
    upkeep.mergeFiles(project);
    Set<String> merged = dataFilesOnDisk();

    // Somebody who planned before the merge finds the files gone.
    List<DataFile> removed = new ArrayList<>();
    try (var tasks = stale.newScan().planFiles()) {
      tasks.forEach(task -> removed.add(task.file()));
    }
    assertThatThrownBy(() -> fixture.ledger().replace(project, Replacement.of(removed, List.of())))
        .hasMessageStartingWith("Missing required files to delete: ");

    assertThat(metadata().metadataFileLocation()).isNotEqualTo(location);
    assertThat(dataFilesOnDisk()).isEqualTo(merged).containsAll(before);
    assertThat(client.recordChanges(project.id(), someChanges()).repeated()).isFalse();
  }

  @Test
  void whenTheDatabaseIsLostBeforeTheCommitNothingHappened() throws IOException {
    List<RecordedChangeSet> recorded = recordAHistory();
    log().manageSnapshots().createTag("release", recorded.get(25).snapshotId()).commit();
    Map<String, Object> before = answers(recorded);
    Set<String> files = dataFilesOnDisk();

    // The commits of looking at the project do not count.
    LogUpkeep upkeep = new LogUpkeep(fixture.ledger(), EAGER, Clock.systemUTC());
    faults.breakNextCommit(FaultyDatabase.Fault.LOST_BEFORE_COMMIT);
    int merged = upkeep.mergeFiles(project);

    // Certainly lost: so it was done again.
    assertThat(merged).isPositive();
    assertThat(answers(recorded)).isEqualTo(before);
    assertThat(dataFilesOnDisk()).containsAll(files).hasSize(files.size() + 6);
  }

  @Test
  void whenNobodyKnowsWhetherItWasCommittedNothingIsDeleted() throws IOException {
    List<RecordedChangeSet> recorded = recordAHistory();
    log().manageSnapshots().createTag("release", recorded.get(25).snapshotId()).commit();
    Map<String, Object> before = answers(recorded);
    LogUpkeep upkeep = new LogUpkeep(fixture.ledger(), EAGER, Clock.systemUTC());
    faults.breakAllAfter(FaultyDatabase.Fault.LOST_AFTER_COMMIT);

    assertThatThrownBy(() -> upkeep.mergeFiles(project))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.OUTCOME_UNKNOWN));
    faults.repair();

    assertThat(answers(recorded)).isEqualTo(before);
    assertThat(filesByMonth().values()).containsOnly(1L);
  }

  @Test
  void filesThatWereMergedAwayGoWhenNoSnapshotNeedsThem() throws IOException {
    List<RecordedChangeSet> recorded = recordAHistory();
    log().manageSnapshots().createTag("release", recorded.get(25).snapshotId()).commit();
    maintain();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(4));
    Set<String> all = dataFilesOnDisk();

    // While its snapshots are there they stay.
    maintain(EAGER, later);
    assertThat(dataFilesOnDisk()).isEqualTo(all);

    expireAllButNamed();
    maintain(EAGER, later);
    Set<String> left = dataFilesOnDisk();
    assertThat(left).hasSizeLessThan(all.size());
    assertThat(sql("SELECT count(*) FROM avu_changes AT (VERSION => 'release')"))
        .isEqualTo(List.of(List.of(rows(recorded.subList(0, 26)))));

    log().manageSnapshots().removeTag("release").commit();
    expireAllButNamed();
    Map<String, String> months = new HashMap<>();
    metadata().refs().forEach((name, ref) -> months.put(name, ""));
    months.keySet().stream()
        .filter(name -> name.startsWith("varve-"))
        .forEach(name -> log().manageSnapshots().removeTag(name).commit());
    expireAllButNamed();
    maintain(EAGER, later);
    assertThat(dataFilesOnDisk()).hasSize(files().size());
    assertThat(client.changes(project.id(), everything()).items()).isNotEmpty();
  }

  private void expireAllButNamed() {
    TableMetadata metadata = metadata();
    var expire =
        log().expireSnapshots().cleanupLevel(ExpireSnapshots.CleanupLevel.NONE).expireOlderThan(0);
    UnnamedSnapshots.listBeyond(metadata, 1)
        .forEach(snapshot -> expire.expireSnapshotId(snapshot.snapshotId()));
    expire.commit();
  }

  private long rows(List<RecordedChangeSet> recorded) {
    Set<String> ids =
        recorded.stream().map(RecordedChangeSet::changeSetId).collect(Collectors.toSet());
    long rows = 0;
    try (var all = IcebergGenerics.read(log()).build()) {
      for (Record row : all) {
        rows += ids.contains(row.getField("change_set_id")) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return rows;
  }
}
