// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitsTest {
  private static final Namespace LAB = Namespace.of("lab");
  private static final TableIdentifier READS = TableIdentifier.of(LAB, "reads");
  private static final TableIdentifier RUNS = TableIdentifier.of(LAB, "runs");

  private final FaultyDatabase faults = new FaultyDatabase();
  private final Database database = faults.open(TestDatabase.create());
  private final PointerStore pointers = new PointerStore();
  private final NamespaceStore namespaces = new NamespaceStore();
  private final Commits commits = new Commits(database, pointers, namespaces);

  @BeforeEach
  void createNamespace() {
    database.transact(
        connection -> {
          namespaces.create(connection, Origin.SERVER, LAB, Map.of());
          return true;
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void movesAllPointersOrNone() {
    commits.commit(Origin.SERVER, create(READS, "reads-0"));
    commits.commit(Origin.SERVER, create(RUNS, "runs-0"));

    assertThatThrownBy(
            () ->
                commits.commit(
                    Origin.SERVER,
                    List.of(swap(READS, "reads-0", "reads-1"), swap(RUNS, "stale", "runs-1")),
                    connection -> true))
        .isInstanceOf(CommitFailedException.class)
        .hasMessage("Cannot commit lab.runs: metadata location runs-0 has changed from stale");
    assertThat(pointer(READS)).isEqualTo("reads-0");

    commits.commit(
        Origin.SERVER,
        List.of(swap(RUNS, "runs-0", "runs-1"), swap(READS, "reads-0", "reads-1")),
        connection -> true);
    assertThat(pointer(READS)).isEqualTo("reads-1");
    assertThat(pointer(RUNS)).isEqualTo("runs-1");
  }

  @Test
  void saysThatANameIsTakenAndNotThatARaceWasLost() {
    commits.commit(Origin.SERVER, create(READS, "reads-0"));

    assertThatThrownBy(() -> commits.commit(Origin.SERVER, create(READS, "reads-other")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessage("Table already exists: lab.reads");
    assertThatThrownBy(
            () ->
                commits.commit(
                    Origin.SERVER,
                    new PointerChange(READS, PointerType.VIEW, null, "view-0", facts(READS))))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessage("Table with same name already exists: lab.reads");
  }

  @Test
  void createsNothingInANamespaceThatIsNotThere() {
    assertThatThrownBy(
            () ->
                commits.commit(
                    Origin.SERVER, create(TableIdentifier.of("nowhere", "reads"), "reads-0")))
        .isInstanceOf(NoSuchNamespaceException.class)
        .hasMessage("Namespace does not exist: nowhere");
  }

  @Test
  void succeedsWhenOnlyTheAnswerWasLost() {
    commits.commit(Origin.SERVER, create(READS, "reads-0"));
    faults.breakNextCommit(FaultyDatabase.Fault.LOST_AFTER_COMMIT);

    commits.commit(Origin.SERVER, swap(READS, "reads-0", "reads-1"));

    assertThat(pointer(READS)).isEqualTo("reads-1");
  }

  @Test
  void failsForCertainWhenTheCommitNeverArrived() {
    commits.commit(Origin.SERVER, create(READS, "reads-0"));
    faults.breakNextCommit(FaultyDatabase.Fault.LOST_BEFORE_COMMIT);

    assertThatThrownBy(() -> commits.commit(Origin.SERVER, swap(READS, "reads-0", "reads-1")))
        .isInstanceOf(CommitFailedException.class)
        .hasMessage("Cannot commit lab.reads: the database lost the transaction");

    assertThat(pointer(READS)).isEqualTo("reads-0");
  }

  private String pointer(TableIdentifier identifier) {
    return database
        .transact(connection -> pointers.find(connection, PointerType.TABLE, identifier))
        .orElseThrow();
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
