// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.varve.history.Baseline;
import org.varve.history.ImportRun;
import org.varve.history.Project;

/** What happens to a project, told to those who follow. */
class ProjectEventsTest {
  private final Database database = Database.open(TestDatabase.create());
  private final LedgerFixture fixture =
      new LedgerFixture(database, new FaultyFileIO(), LedgerFixture.IMPATIENT);
  private final Project project = fixture.enrol();
  private final EventLog log = fixture.catalog.events();
  private final long enrolled = log.last();

  @AfterEach
  void close() {
    fixture.close();
    database.close();
  }

  private List<CatalogEvent> events() {
    List<CatalogEvent> events = log.list(enrolled, 100);
    assertThat(events)
        .extracting(event -> event.what().projectId())
        .containsOnly(Optional.of(project.id()));
    return events;
  }

  @Test
  void anImportIsToldWhenItTakesTheProjectAndWhenItLetsGo() {
    ImportRun run = fixture.ledger.openImport(project, "history", Optional.empty());
    fixture.ledger.openImport(project, "history", Optional.empty());
    fixture.ledger.closeImport(project, run);
    fixture.ledger.closeImport(project, run);

    assertThat(events())
        .extracting(event -> event.what().type() + " " + event.what().details())
        .containsExactly(
            "open-import {\"input_id\":\"history\",\"times\":\"recorded\"}",
            "close-import {\"input_id\":\"history\"}");
    assertThat(events()).extracting(event -> event.origin().principal()).containsOnly("alice#zone");
  }

  @Test
  void aBaselineIsToldWhenItBeginsAndOnceWhenItIsFinished() {
    BaselineStore baselines = new BaselineStore(database);
    Baseline finished =
        new Baseline(Baseline.State.FINISHED, 7, 1, List.of("a"), 2, 2, Optional.empty());

    baselines.begin(project.id());
    baselines.finish(project.id(), finished);
    baselines.finish(project.id(), finished);

    assertThat(events())
        .extracting(event -> event.what().type() + " " + event.what().details())
        .containsExactly("begin-baseline {}", "finish-baseline {\"avus\":\"7\",\"skipped\":\"1\"}");
  }

  @Test
  void aMoveIsTold() {
    fixture.projects.move(project.id(), "/zone/home/elsewhere");

    assertThat(events())
        .extracting(event -> event.what().type() + " " + event.what().details())
        .containsExactly(
            "move-project {\"irods_path\":\"/zone/home/elsewhere\",\"former_path\":\""
                + project.irodsPath()
                + "\"}");
  }
}
