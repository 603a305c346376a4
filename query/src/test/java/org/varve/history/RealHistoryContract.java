// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A real history of eleven years, imported with a crash in the middle, compared with a replay. */
public abstract class RealHistoryContract extends HistoryContract {
  private static final int BATCH = 200;
  private static final int SAMPLE = 89;

  @Test
  void aRealHistoryIsWhatAReplayOfItIsAtEveryTime() throws IOException {
    Optional<RealHistory> found = RealHistory.find();
    assumeTrue(found.isPresent(), "the real history is not on this machine");
    List<ImportedChangeSet> changeSets = found.get().changeSets();
    project = client.registerProject(RealHistory.ROOT);

    bring(changeSets.subList(0, 500));
    fixture().restart();
    client = fixture().client(Samples.ANA);
    ImportRun run = bring(changeSets);
    client.closeImport(project.id(), run);

    assertThat(run.times()).isEqualTo(ImportRun.Times.RECORDED);
    assertThat(allChanges()).hasSize(9_333);
    assertThat(state(AsOf.NOW)).hasSize(5_658).isEqualTo(found.get().finalState());
    assertReplayEquals(changeSets);
  }

  private ImportRun bring(List<ImportedChangeSet> changeSets) {
    ImportRun run = client.openImport(project.id(), "obo", Optional.empty());
    for (int i = 0; i < changeSets.size(); i += BATCH) {
      List<ImportedChangeSet> batch = changeSets.subList(i, Math.min(i + BATCH, changeSets.size()));
      assertThat(client.importChanges(project.id(), run, batch))
          .extracting(RecordedChangeSet::recordedAt)
          .isEqualTo(batch.stream().map(ImportedChangeSet::eventTime).toList());
    }
    return run;
  }

  private void assertReplayEquals(List<ImportedChangeSet> changeSets) {
    Replay replay = new Replay();
    Set<String> before = Set.of();
    for (int i = 0; i < changeSets.size(); i++) {
      ImportedChangeSet changeSet = changeSets.get(i);
      replay.apply(changeSet.changeSet(), changeSet.eventTime());
      if (i % SAMPLE == 0) {
        assertThat(state(at(changeSet.eventTime()))).as("at %s", i).isEqualTo(replay.state());
        assertThat(state(at(changeSet.eventTime().minusNanos(1))))
            .as("before %s", i)
            .isEqualTo(before);
        assertThat(state(new AsOf.EffectiveAt(changeSet.eventTime())))
            .as("effective at %s", i)
            .isEqualTo(replay.state());
      }
      before = i % SAMPLE == SAMPLE - 1 ? replay.state() : before;
    }
  }
}
