// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.sql.QueryException;

/**
 * Which files a question reads: the one that it must not need is deleted. A question that does need
 * it fails, and never leaves its rows out.
 */
class HistoryPruningTest {
  private static final String OTHER = Samples.ROOT + "/site-b/img_0001.tif";

  @TempDir Path cacheDirectory;

  private EmbeddedFixture fixture;
  private LakehouseClient client;
  private Project project;
  private RecordedChangeSet kept;

  @BeforeEach
  void recordTwoFilesAndLoseOne() throws IOException {
    fixture = new EmbeddedFixture(cacheDirectory);
    client = fixture.client(Samples.ANA);
    project = client.registerProject(Samples.ROOT);
    kept = client.recordChanges(project.id(), Samples.changeSet(Samples.add("depth", "1")));
    client.recordChanges(project.id(), Samples.changeSet(Samples.add(OTHER, "depth", "2")));
    Table log = fixture.log(project).orElseThrow();
    try (CloseableIterable<FileScanTask> tasks =
        log.newScan().filter(Expressions.equal(HistorySchema.IRODS_PATH, OTHER)).planFiles()) {
      tasks.forEach(task -> log.io().deleteFile(task.file().location()));
    }
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void onePathReadsOnlyItsFiles() {
    assertThat(client.blame(project.id(), Samples.IMAGE)).hasSize(1);
    assertThat(client.history(project.id(), Samples.IMAGE, 10, Optional.empty()).items())
        .hasSize(1);
    assertThat(avus(Samples.ROOT + "/site-a", AsOf.NOW)).hasSize(1);
  }

  @Test
  void aPastTimeReadsOnlyItsFiles() {
    assertThat(avus(null, new AsOf.RecordedAt(kept.recordedAt()))).hasSize(1);
    assertThat(avus(null, new AsOf.AtSnapshot(kept.snapshotId()))).hasSize(1);
  }

  @Test
  void aMissingFileIsAnErrorAndNeverAPartialAnswer() {
    assertThatThrownBy(() -> avus(null, AsOf.NOW))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("avu_changes")
        .extracting(e -> ((QueryException) e).kind())
        .isEqualTo(QueryException.Kind.FAILED);
    assertThatThrownBy(() -> client.blame(project.id(), OTHER)).isInstanceOf(QueryException.class);
  }

  private List<LiveAvu> avus(String path, AsOf asOf) {
    return client.avus(project.id(), new AvuQuery(path, true, asOf, null, 10, null)).items();
  }
}
