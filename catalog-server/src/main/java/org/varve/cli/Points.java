// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.varve.client.wire.AsOfClock;
import org.varve.client.wire.AsOfText;
import org.varve.client.wire.TimeText;
import org.varve.history.AsOf;
import org.varve.sql.QueryException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Times and snapshots as arguments: a wrong one is wrong usage, before anything is asked. */
final class Points {
  private final CommandSpec command;

  Points(CommandSpec command) {
    this.command = command;
  }

  AsOf point(String option, @Nullable String text, AsOfClock clock) {
    try {
      return AsOfText.parse(option, text, clock);
    } catch (QueryException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  @Nullable Instant time(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return TimeText.parse(option, text);
    } catch (QueryException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
