// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.varve.history.Baseline;
import org.varve.history.TripleKey;

/** Which projects have their baseline, and which triples are in a history already. Thread-safe. */
public final class BaselineStore {
  private final LedgerDatabase database;
  private final ChangeSetStore changeSets = new ChangeSetStore();
  private final EventStore events = new EventStore();

  public BaselineStore(Database database) {
    this.database = new LedgerDatabase(database);
  }

  /** The baseline of a project, if it is finished. */
  public Optional<Baseline> find(String projectId) {
    return database.transact(
        connection ->
            Sql.query(
                    connection,
                    "SELECT avus, skipped, examples, collections FROM varve.baselines"
                        + " WHERE project_id = ?",
                    projectId)
                .find(
                    row ->
                        new Baseline(
                            Baseline.State.FINISHED,
                            row.number(1),
                            row.number(2),
                            row.texts(3),
                            row.number(4),
                            row.number(4),
                            Optional.empty())));
  }

  /** Tells those who follow the events that the baseline of a project is being recorded. */
  public void begin(String projectId) {
    database.transact(
        connection -> {
          events.add(connection, Origin.SERVER, EventDraft.of("begin-baseline", projectId));
          return true;
        });
  }

  /** Remembers that a project has its baseline. */
  public void finish(String projectId, Baseline baseline) {
    database.transact(connection -> finish(connection, projectId, baseline));
  }

  private boolean finish(Connection connection, String projectId, Baseline baseline)
      throws SQLException {
    boolean first =
        Sql.update(
                connection,
                "INSERT INTO varve.baselines (project_id, avus, skipped, examples, collections)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                projectId,
                baseline.avus(),
                baseline.skipped(),
                baseline.examples().toArray(String[]::new),
                baseline.collections())
            > 0;
    if (first) {
      events.add(
          connection,
          Origin.SERVER,
          EventDraft.of("finish-baseline", projectId)
              .with("avus", Long.toString(baseline.avus()))
              .with("skipped", Long.toString(baseline.skipped())));
    }
    return first;
  }

  /** Those of the triples that are there, as the project's history says. */
  public Set<TripleKey> findRecorded(String projectId, Collection<TripleKey> keys) {
    return database
        .runStatement(connection -> changeSets.findOpenAdds(connection, projectId, keys))
        .keySet();
  }
}
