// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.varve.history.HistorySchema;
import org.varve.history.Project;
import org.varve.history.ProjectNames;
import org.varve.sql.QueryException;

class PostgresProjectStoreTest {
  private final FaultyFileIO io = new FaultyFileIO();
  private final FaultyDatabase faults = new FaultyDatabase();
  private final Database database = faults.open(TestDatabase.create());
  private final LedgerFixture fixture = new LedgerFixture(database, io, LedgerFixture.IMPATIENT);
  private final PostgresProjectStore projects = fixture.projects;

  @AfterEach
  void close() {
    fixture.close();
    database.close();
  }

  @Test
  void makesNamespaceBucketAndTable() {
    Project project = projects.create("/zone/home/lab/Räds & Runs", ".mesa/iceberg", "alice#zone");

    assertThat(project.namespace()).matches("r_ds_runs_[0-9a-f]{6}");
    assertThat(project.bucket()).isEqualTo(project.namespace().replace('_', '-'));
    assertThat(project.state()).isEqualTo(Project.State.ACTIVE);
    Table changes = fixture.catalog.loadTable(LogTables.identifierOf(project));
    assertThat(changes.location()).startsWith("s3://" + project.bucket() + "/avu_changes-");
    assertThat(changes.schema().sameSchema(HistorySchema.SCHEMA)).isTrue();
    assertThat(changes.spec().fields()).extracting("name").containsExactly("recorded_at_month");
    TableMetadata metadata = ((HasTableOperations) changes).operations().current();
    assertThat(metadata.formatVersion()).isEqualTo(2);
    assertThat(metadata.properties()).containsEntry("write.parquet.compression-codec", "zstd");
    assertThat(fixture.catalog.buckets().loadRoot(project.bucket()))
        .isEqualTo("memory://" + project.bucket());
    assertThat(fixture.catalog.buckets().findKnownRoot(project.bucket()))
        .contains("memory://" + project.bucket());
    assertThat(fixture.catalog.buckets().findKnownRoot("none")).isEmpty();
    assertThat(projects.find(project.id())).contains(project);
    assertThat(fixture.catalog.loadNamespaceMetadata(project.icebergNamespace()))
        .isEqualTo(Map.of("location", "s3://" + project.bucket()));
  }

  @Test
  void namesACollectionWithoutLettersProject() {
    assertThat(ProjectNames.of("id", "/zone/home/___").namespace()).matches("project_[0-9a-f]{6}");
    assertThat(ProjectNames.of("id", "/zone/" + "x".repeat(300)).bucket()).hasSize(63);
  }

  @Test
  void refusesAPathThatIsEnrolled() {
    projects.create("/zone/home/lab", ".mesa/iceberg", "alice#zone");

    assertThatThrownBy(() -> projects.create("/zone/home/lab", ".mesa", "bob#zone"))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.CONFLICT))
        .hasMessage("Project already exists: /zone/home/lab");
  }

  @Test
  void findsTheNearestAncestor() {
    Project lab = projects.create("/zone/home/lab", ".mesa/iceberg", "alice#zone");
    Project runs = projects.create("/zone/home/lab/runs", ".mesa/iceberg", "alice#zone");

    assertThat(projects.findEnclosing("/zone/home/lab/runs/1/a.txt")).contains(runs);
    assertThat(projects.findEnclosing("/zone/home/lab/runs")).contains(runs);
    assertThat(projects.findEnclosing("/zone/home/lab/runs2")).contains(lab);
    assertThat(projects.findEnclosing("/zone/home/labs")).isEmpty();
    assertThat(projects.list()).containsExactly(lab, runs);
  }

  @Test
  void thePathThatWasLeftLastIsTheLastThoughTheClockIsSetBack() {
    Project project = projects.create("/zone/home/lab", ".mesa/iceberg", "alice#zone");

    projects.move(project.id(), "/zone/home/reef");
    projects.move(project.id(), "/zone/home/lab");
    database.transact(
        connection ->
            Sql.update(
                connection, "UPDATE varve.former_paths SET left_at = left_at + interval '1 day'"));
    Project moved = projects.move(project.id(), "/zone/home/coral");

    assertThat(moved.formerPaths()).containsExactly("/zone/home/reef", "/zone/home/lab");
  }

  @Test
  void whoBeginsToRecordAfterAMoveKnowsWhereTheFilesLie() {
    PostgresCatalog other =
        new PostgresCatalog(
            database, new BucketStore(database, "memory://warehouse"), io, Map.of());
    PostgresProjectStore movable =
        new PostgresProjectStore(
            database, fixture.catalog, (path, dataCollection, bucket) -> "memory:/" + path);
    try (PostgresLedger ledger = PostgresLedger.open(database, other)) {
      Project project = movable.create("/zone/home/lab", ".mesa/iceberg", "alice#zone");
      assertThat(other.buckets().loadRoot(project.bucket())).isEqualTo("memory://zone/home/lab");
      movable.move(project.id(), "/zone/home/reef");

      ledger.begin(project).close();

      assertThat(other.buckets().loadRoot(project.bucket())).isEqualTo("memory://zone/home/reef");
    }
  }

  @Test
  void leavesNothingBehindWhenItFails() {
    Set<String> before = io.existing();
    io.breakWritesOf(".json");
    assertThatThrownBy(() -> projects.create("/zone/home/lab", ".mesa", "alice#zone"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Failed to create the table of the project");
    io.breakWritesOf("none");

    assertThat(projects.list()).isEmpty();
    assertThat(fixture.catalog.listNamespaces()).isEmpty();
    assertThat(io.existing()).isEqualTo(before);
    assertThat(projects.create("/zone/home/lab", ".mesa", "alice#zone").irodsPath())
        .isEqualTo("/zone/home/lab");
  }

  @Test
  void keepsTheNamespaceOfAProject() {
    Project project = projects.create("/zone/home/lab", ".mesa/iceberg", "alice#zone");
    fixture.catalog.dropTable(LogTables.identifierOf(project), false);

    assertThatThrownBy(() -> fixture.catalog.dropNamespace(project.icebergNamespace()))
        .isInstanceOf(NamespaceNotEmptyException.class)
        .hasMessage("Namespace %s is not empty. Contains 1 project(s).", project.namespace());
  }

  @Test
  void archivesTwiceAndKnowsWhatIsNotThere() {
    Project project = projects.create("/zone/home/lab", ".mesa/iceberg", "alice#zone");

    assertThat(projects.archive(project.id())).isEqualTo(projects.archive(project.id()));
    assertThatThrownBy(() -> projects.archive("none"))
        .isInstanceOf(QueryException.class)
        .hasMessage("Project does not exist: none");
    assertThatThrownBy(() -> fixture.catalog.buckets().loadRoot("none"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Bucket does not exist: none");
  }
}
