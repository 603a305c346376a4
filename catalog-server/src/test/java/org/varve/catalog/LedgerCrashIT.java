// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.AsOf;
import org.varve.history.Avu;
import org.varve.history.AvuQuery;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.LiveAvu;
import org.varve.history.MergePolicy;
import org.varve.history.Project;
import org.varve.history.TargetType;

/** A process that records change sets and merges their files is killed again and again. */
class LedgerCrashIT {
  private static final int CHANGE_SETS = 200;
  private static final int MERGED_TOGETHER = 3;
  private static final String COLLECTION = "/zone/home/lab";

  @TempDir Path directory;

  @Test
  void leavesWhatWasAcknowledgedAndAtMostTheOneInFlight() throws Exception {
    Random random = new Random(7);
    Set<Integer> acknowledged = new HashSet<>();
    Set<Integer> inFlight = new HashSet<>();
    int next = 0;
    while (next < CHANGE_SETS) {
      int stopAfter = next + 40 + random.nextInt(40);
      int done = runUntil(next, stopAfter, acknowledged);
      if (done < CHANGE_SETS) {
        inFlight.add(done);
      }
      next = done + 1;
    }

    Set<Integer> recorded = recorded();
    assertThat(recorded).containsAll(acknowledged);
    recorded.removeAll(acknowledged);
    assertThat(inFlight).containsAll(recorded);
  }

  /** Runs a child from a change set on, and kills it when it has acknowledged another. */
  private int runUntil(int first, int stopAfter, Set<Integer> acknowledged) throws Exception {
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    directory.toString(),
                    Integer.toString(first)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int expected = first;
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("recorded " + expected)) {
          acknowledged.add(expected);
          expected++;
          if (expected == stopAfter) {
            break;
          }
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    return expected;
  }

  private Set<Integer> recorded() {
    try (EmbeddedDatabase embedded = EmbeddedDatabase.start(directory);
        PostgresHistoryFixture history = open(embedded)) {
      LakehouseClient client = history.client("ana#zone");
      Project project = client.findProject(COLLECTION).orElseThrow();
      Map<String, List<Avu>> bySet = new java.util.TreeMap<>();
      for (LiveAvu avu :
          client
              .avus(project.id(), new AvuQuery(null, true, AsOf.NOW, null, 10_000, null))
              .items()) {
        bySet.computeIfAbsent(avu.avu().value(), value -> new ArrayList<>()).add(avu.avu());
      }
      assertThat(bySet.values()).allSatisfy(avus -> assertThat(avus).hasSize(2));
      Set<Integer> numbers = new HashSet<>();
      bySet.keySet().forEach(value -> numbers.add(Integer.parseInt(value)));
      return numbers;
    }
  }

  private PostgresHistoryFixture open(EmbeddedDatabase embedded) {
    PostgresHistoryFixture history = new PostgresHistoryFixture(embedded.settings(), directory);
    history.ledger().fenceAll();
    return history;
  }

  /** Records one change set of two changes after the other, and says so. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Path directory = Path.of(arguments[0]);
      EmbeddedDatabase embedded = EmbeddedDatabase.start(directory);
      PostgresHistoryFixture history = new PostgresHistoryFixture(embedded.settings(), directory);
      history.ledger().fenceAll();
      LakehouseClient client = history.client("ana#zone");
      Optional<Project> found = client.findProject(COLLECTION);
      Project project = found.orElseGet(() -> client.registerProject(COLLECTION));
      LogUpkeep upkeep =
          new LogUpkeep(history.ledger(), new MergePolicy(1 << 20, 1 << 20, 2), Clock.systemUTC());
      for (int i = Integer.parseInt(arguments[1]); i < CHANGE_SETS; i++) {
        client.recordChanges(project.id(), changeSet(i));
        System.out.println("recorded " + i);
        if (i % MERGED_TOGETHER == 0) {
          upkeep.mergeFiles(project);
        }
      }
    }

    private static ChangeSet changeSet(int number) {
      String value = Integer.toString(number);
      return new ChangeSet(
          "request-" + number,
          null,
          null,
          null,
          null,
          List.of(add("first", value), add("second", value)));
    }

    private static Change add(String attribute, String value) {
      return new Change(
          COLLECTION + "/data.txt",
          TargetType.DATA_OBJECT,
          ChangeType.ADD,
          new Avu(attribute, value, ""),
          null,
          null,
          null);
    }
  }
}
