// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ImportedChangeSet;

/** The same change sets in another collection. */
final class Moves {
  private Moves() {}

  static ImportedChangeSet move(ImportedChangeSet imported, String from, String to) {
    ChangeSet set = imported.changeSet();
    return new ImportedChangeSet(
        imported.actor(),
        imported.eventTime(),
        new ChangeSet(
            set.requestId(),
            set.note(),
            set.source(),
            set.onBehalfOf(),
            set.effectiveAt(),
            set.changes().stream().map(change -> move(change, from, to)).toList()));
  }

  private static Change move(Change change, String from, String to) {
    return new Change(
        to + change.irodsPath().substring(from.length()),
        change.targetType(),
        change.changeType(),
        change.avu(),
        change.oldAvu(),
        change.viaTicket(),
        change.ruleInvocation());
  }
}
