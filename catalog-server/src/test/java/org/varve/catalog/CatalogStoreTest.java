// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogStoreTest {
  private static final Namespace LAB = Namespace.of("lab");
  private static final TableIdentifier READS = TableIdentifier.of(LAB, "reads");
  private static final TableIdentifier RUNS = TableIdentifier.of(LAB, "runs");

  private static final Origin ADA = new Origin("ada#local", "request-1");

  private final Database database = Database.open(TestDatabase.create());
  private final CatalogStore store =
      new PostgresCatalog(
              database,
              new BucketStore(database, "memory://warehouse"),
              new InMemoryFileIO(),
              Map.of())
          .store();

  @BeforeEach
  void createNamespace() {
    store.transact(
        ADA,
        transaction -> {
          transaction.createNamespace(LAB, Map.of("owner", "ada"));
          return true;
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aCommitMovesAllPointersOrNone() {
    store.commit(ADA, List.of(create(READS, "reads-0"), create(RUNS, "runs-0")), nothing -> true);

    assertThatThrownBy(
            () ->
                store.commit(
                    ADA,
                    List.of(swap(READS, "reads-0", "reads-1"), swap(RUNS, "stale", "runs-1")),
                    nothing -> true))
        .isInstanceOf(CommitFailedException.class)
        .hasMessage("Cannot commit lab.runs: metadata location runs-0 has changed from stale");

    assertThat(pointer(READS)).isEqualTo("reads-0");
    assertThat(pointer(RUNS)).isEqualTo("runs-0");
  }

  @Test
  void whatIsDoneBesideACommitSharesItsFate() {
    store.commit(ADA, List.of(create(READS, "reads-0")), nothing -> true);

    assertThatThrownBy(
            () ->
                store.commit(
                    ADA,
                    List.of(swap(READS, "stale", "reads-1")),
                    transaction -> {
                      transaction.createNamespace(Namespace.of("side"), Map.of());
                      return true;
                    }))
        .isInstanceOf(CommitFailedException.class)
        .hasMessage("Cannot commit lab.reads: metadata location reads-0 has changed from stale");

    boolean there = store.read(transaction -> transaction.namespaceExists(Namespace.of("side")));
    assertThat(there).isFalse();
  }

  @Test
  void whatIsMissingIsNamedByItsKind() {
    assertThatThrownBy(() -> pointer(READS))
        .isInstanceOf(NoSuchTableException.class)
        .hasMessage("Table does not exist: lab.reads");
    assertThatThrownBy(
            () ->
                store.transact(ADA, transaction -> transaction.unregister(PointerType.VIEW, READS)))
        .isInstanceOf(NoSuchViewException.class)
        .hasMessage("View does not exist: lab.reads");
    assertThatThrownBy(
            () ->
                store.read(
                    transaction ->
                        transaction.list(PointerType.TABLE, Namespace.of("none"), "", 10)))
        .isInstanceOf(NoSuchNamespaceException.class)
        .hasMessage("Namespace does not exist: none");
  }

  @Test
  void aDroppedTableLeavesItsLastLocation() {
    store.commit(ADA, List.of(create(READS, "reads-0")), nothing -> true);

    String last =
        store.transact(ADA, transaction -> transaction.unregister(PointerType.TABLE, READS));

    assertThat(last).isEqualTo("reads-0");
  }

  @Test
  void listsGoOnAfterANameAndAreBounded() {
    store.commit(ADA, List.of(create(READS, "reads-0"), create(RUNS, "runs-0")), nothing -> true);

    List<TableIdentifier> first =
        store.read(transaction -> transaction.list(PointerType.TABLE, LAB, "", 1));
    List<TableIdentifier> second =
        store.read(transaction -> transaction.list(PointerType.TABLE, LAB, "reads", 1));

    assertThat(first).containsExactly(READS);
    assertThat(second).containsExactly(RUNS);
  }

  @Test
  void aDatabaseThatIsDownChangedNothing() {
    try (Database down =
        Database.open(
            new ConnectionSettings("jdbc:postgresql://127.0.0.1:1/none", "nobody", "", 2))) {
      CatalogStore closed =
          new PostgresCatalog(
                  down, new BucketStore(down, "memory://w"), new InMemoryFileIO(), Map.of())
              .store();

      assertThatThrownBy(() -> closed.read(transaction -> transaction.namespaceExists(LAB)))
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessage("Catalog does not answer");
    }
  }

  private String pointer(TableIdentifier identifier) {
    return store.read(transaction -> transaction.load(PointerType.TABLE, identifier));
  }

  private static PointerChange create(TableIdentifier identifier, String location) {
    return new PointerChange(identifier, PointerType.TABLE, null, location, facts(identifier));
  }

  private static PointerChange swap(TableIdentifier identifier, String base, String next) {
    return new PointerChange(identifier, PointerType.TABLE, base, next, facts(identifier));
  }

  private static MetadataFacts facts(TableIdentifier identifier) {
    return new MetadataFacts("memory://" + identifier.name(), "", false);
  }
}
