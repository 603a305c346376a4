// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.varve.client.LakehouseClient;
import org.varve.history.Baseline;
import org.varve.history.Project;

/**
 * Waits until a server has recorded what a project had before it was enrolled, and shows how far it
 * is, on standard error. One thread.
 */
final class BaselineWait {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final Console console;
  private final LakehouseClient client;
  private final Clock clock;
  private @Nullable ProgressBar bar;

  BaselineWait(Console console, LakehouseClient client, Clock clock) {
    this.console = console;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Returns when it is finished, or where there is none.
   *
   * @throws CommandException if it failed
   */
  Baseline await(Project project) {
    Instant nextLine = clock.instant().plus(BETWEEN_LINES);
    Baseline baseline = client.baseline(project.id());
    try {
      while (baseline.state() == Baseline.State.RUNNING) {
        if (console.interactive()) {
          draw(baseline);
        } else if (clock.instant().isAfter(nextLine)) {
          nextLine = clock.instant().plus(BETWEEN_LINES);
          console.err().println(line(baseline));
        }
        Thread.sleep(BETWEEN_QUESTIONS.toMillis());
        baseline = client.baseline(project.id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted; the server goes on recording the baseline");
    } finally {
      if (bar != null) {
        bar.close();
      }
    }
    report(baseline);
    return baseline;
  }

  private void draw(Baseline baseline) {
    ProgressBar open = bar;
    if (open == null) {
      int width = Math.min(console.columns(), 100) - 1;
      open =
          new ProgressBarBuilder()
              .setTaskName("baseline")
              .setInitialMax(Math.max(1, baseline.collections()))
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), width))
              .setUpdateIntervalMillis((int) BETWEEN_QUESTIONS.toMillis())
              .build();
      bar = open;
    }
    open.maxHint(Math.max(1, baseline.collections()));
    open.setExtraMessage(" " + Counts.of(baseline.avus(), "AVU"));
    open.stepTo(baseline.collectionsDone());
  }

  private static String line(Baseline baseline) {
    return "baseline: "
        + Counts.of(baseline.avus(), "AVU")
        + ", "
        + baseline.collectionsDone()
        + " of "
        + Counts.of(baseline.collections(), "collection");
  }

  private void report(Baseline baseline) {
    if (baseline.state() == Baseline.State.FAILED) {
      throw new CommandException(
          "Failed to record the baseline: "
              + baseline.reason().orElse("nobody knows why")
              + "; the project is enrolled, and enrolling it again goes on");
    }
    baseline.examples().forEach(what -> console.err().println("skipped: " + what));
    long more = baseline.skipped() - baseline.examples().size();
    if (more > 0) {
      console.err().println("skipped: " + more + " more");
    }
  }
}
