// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.varve.client.EmbeddedLakehouseClient;
import org.varve.client.LakehouseClient;
import org.varve.sql.SqlConfig;
import org.varve.sql.SqlEngine;
import org.varve.sql.SqlService;

/** The history in this process, over Iceberg's in-memory catalog. */
final class EmbeddedFixture implements HistoryFixture {
  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private final Clock clock = Clock.systemUTC();
  private final ProjectStore projects;
  private final SqlEngine engine;
  private HistoryService history;

  EmbeddedFixture(Path cacheDirectory) {
    catalog.initialize("varve", Map.of());
    this.projects = new ForeignProjectStore(catalog, clock);
    this.engine = SqlEngine.open(SqlConfig.defaults(cacheDirectory));
    this.history = startHistory();
  }

  private HistoryService startHistory() {
    return new HistoryService(projects, new ForeignLedger(catalog, clock), engine, clock);
  }

  @Override
  public void restart() {
    history.close();
    history = startHistory();
  }

  @Override
  public LakehouseClient client(String actor) {
    return EmbeddedLakehouseClient.over(projects, history, new SqlService(engine, catalog), actor);
  }

  @Override
  public Optional<Table> log(Project project) {
    TableIdentifier name = TableIdentifier.of(project.icebergNamespace(), Project.CHANGES_TABLE);
    return Optional.of(catalog.loadTable(name));
  }

  @Override
  public void close() {
    history.close();
    engine.close();
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
