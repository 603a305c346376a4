// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistorySchemaTest {
  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void open() {
    catalog.initialize("varve", Map.of());
    catalog.createNamespace(Namespace.of("lab"));
  }

  @AfterEach
  void close() throws Exception {
    catalog.close();
  }

  @Test
  void aCatalogKeepsTheFieldIds() {
    Table table = create();

    assertThat(table.schema().sameSchema(HistorySchema.SCHEMA)).isTrue();
    assertThat(table.schema().columns())
        .extracting(Types.NestedField::fieldId)
        .startsWith(1, 2, 3)
        .endsWith(24, 25);
  }

  @Test
  void filesAreOfOneMonthAndSortedByPath() {
    Table table = create();

    assertThat(table.spec().fields().get(0).name()).isEqualTo("recorded_at_month");
    assertThat(table.sortOrder().toString()).contains("identity(5) ASC", "identity(21) ASC");
  }

  @Test
  void theFormatIsWhatEveryEngineReads() {
    Table table = create();

    assertThat(TableUtil.formatVersion(table)).isEqualTo(2);
    assertThat(table.properties()).containsEntry("write.parquet.compression-codec", "zstd");
  }

  private Table create() {
    TableIdentifier name = TableIdentifier.of("lab", Project.CHANGES_TABLE);
    return HistorySchema.describe(catalog.buildTable(name, HistorySchema.SCHEMA)).create();
  }
}
