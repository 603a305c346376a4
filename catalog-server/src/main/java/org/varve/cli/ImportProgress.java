// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far an import is, on standard error: a bar for a person, now and then a line otherwise.
 * One thread at a time; closed by who opened it.
 */
final class ImportProgress implements AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int KIBIBYTE = 1024;

  private final Console console;
  private final long size;
  private final Clock clock;
  private final @Nullable ProgressBar bar;
  private Instant nextLine;

  ImportProgress(Console console, long size, Clock clock) {
    this.console = console;
    this.size = Math.max(1, size);
    this.clock = clock;
    this.bar = console.interactive() ? bar(console, size) : null;
    this.nextLine = clock.instant().plus(BETWEEN_LINES);
  }

  /** So many bytes of the file are imported. */
  void advance(long position, long changeSets) {
    if (bar != null) {
      bar.setExtraMessage(" " + Counts.of(changeSets, "change set"));
      bar.stepTo(position);
    } else if (clock.instant().isAfter(nextLine)) {
      nextLine = clock.instant().plus(BETWEEN_LINES);
      console
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "%3d %%  %s",
                  100 * position / size,
                  Counts.of(changeSets, "change set")));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private static ProgressBar bar(Console console, long size) {
    int width = Math.min(console.columns(), 100) - 1;
    return new ProgressBarBuilder()
        .setTaskName("import")
        .setInitialMax(size)
        .setUnit(" KiB", KIBIBYTE)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(console.err(), width))
        .setUpdateIntervalMillis(200)
        .build();
  }
}
