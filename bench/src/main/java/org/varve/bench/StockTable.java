// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.varve.catalog.ConnectionSettings;
import org.varve.history.Change;
import org.varve.history.HistorySchema;
import org.varve.history.ImportedChangeSet;

/**
 * The baseline: a table of the same shape in Iceberg's own JdbcCatalog, on the same PostgreSQL and
 * the same disk, appended to through Iceberg's own API. It keeps rows and nothing else: no order,
 * no request ids, no closed changes.
 */
final class StockTable implements AutoCloseable {
  private final JdbcCatalog catalog;
  private final Table table;
  private final FileWriterFactory<Record> writers;
  private final OutputFileFactory locations;

  StockTable(ConnectionSettings database, String warehouse, FileIO files) {
    this.catalog = new JdbcCatalog(properties -> files, null, false);
    catalog.initialize(
        "stock",
        Map.of(
            CatalogProperties.URI,
            database.jdbcUrl(),
            CatalogProperties.WAREHOUSE_LOCATION,
            warehouse,
            "jdbc.user",
            database.user(),
            "jdbc.password",
            database.password(),
            "jdbc.schema-version",
            "V1"));
    Namespace namespace = Namespace.of("bench" + UUID.randomUUID().toString().substring(0, 8));
    catalog.createNamespace(namespace, Map.of());
    this.table =
        HistorySchema.describe(
                catalog.buildTable(TableIdentifier.of(namespace, "changes"), HistorySchema.SCHEMA))
            .create();
    this.writers =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .dataSchema(table.schema())
            .build();
    this.locations =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .ioSupplier(table::io)
            .build();
  }

  /** One commit. All rows are of the month of {@code changeSet}. */
  void append(ImportedChangeSet changeSet) throws IOException {
    List<Record> rows = rows(changeSet);
    PartitionKey month = new PartitionKey(table.spec(), table.schema());
    month.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(rows.get(0)));
    DataWriter<Record> writer =
        writers.newDataWriter(locations.newOutputFile(table.spec(), month), table.spec(), month);
    try (writer) {
      rows.forEach(writer::write);
    }
    AppendFiles append = table.newAppend();
    append.appendFile(writer.toDataFile());
    append.commit();
  }

  private List<Record> rows(ImportedChangeSet imported) {
    String changeSetId = UUID.randomUUID().toString();
    List<Record> rows = new ArrayList<>();
    for (Change change : imported.changeSet().changes()) {
      rows.add(row(imported, changeSetId, rows.size(), change));
    }
    return rows;
  }

  private Record row(ImportedChangeSet imported, String changeSetId, int ordinal, Change change) {
    Instant time = imported.eventTime();
    GenericRecord row = GenericRecord.create(table.schema());
    row.setField("change_id", UUID.randomUUID().toString());
    row.setField("change_set_id", changeSetId);
    row.setField("ordinal", ordinal);
    row.setField("project_id", "stock");
    row.setField("irods_path", change.irodsPath());
    row.setField("target_type", change.targetType().wireName());
    row.setField("attribute", change.avu().attribute());
    row.setField("value", change.avu().value());
    row.setField("unit", change.avu().unit());
    row.setField("change_type", change.changeType().wireName());
    row.setField("operation", "add");
    row.setField("actor", imported.actor());
    row.setField("recorded_at", time.atOffset(ZoneOffset.UTC));
    row.setField("effective_at", time.atOffset(ZoneOffset.UTC));
    row.setField("snapshot_id", 1L);
    row.setField("change_set_hash", "0".repeat(64));
    return row;
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }
}
