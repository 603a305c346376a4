// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import java.util.List;
import org.varve.history.Avu;
import org.varve.history.RecordedChange;

/** Changes as rows for people. */
final class ChangeColumns {
  private static final Column<RecordedChange> WHEN =
      Column.of("recorded", change -> change.recordedAt().toString());
  private static final Column<RecordedChange> TYPE =
      Column.of("change", change -> change.changeType().wireName());
  private static final Column<RecordedChange> PATH = Column.path("path", RecordedChange::irodsPath);
  private static final Column<RecordedChange> ATTRIBUTE =
      Column.shortened("attribute", change -> change.avu().attribute());
  private static final Column<RecordedChange> VALUE =
      Column.shortened("value", ChangeColumns::value);
  private static final Column<RecordedChange> ACTOR =
      Column.shortened("actor", RecordedChange::actor);
  private static final Column<RecordedChange> NOTE =
      Column.shortened("note", change -> change.note() == null ? "" : change.note());

  private ChangeColumns() {}

  /** Of one path, which is not repeated. */
  static Table<RecordedChange> ofOnePath() {
    return new Table<>(List.of(WHEN, TYPE, ATTRIBUTE, VALUE, ACTOR, NOTE));
  }

  static Table<RecordedChange> ofManyPaths() {
    return new Table<>(List.of(WHEN, TYPE, PATH, ATTRIBUTE, VALUE, ACTOR, NOTE));
  }

  private static String value(RecordedChange change) {
    Avu old = change.oldAvu();
    return old == null ? text(change.avu()) : text(old) + " → " + text(change.avu());
  }

  private static String text(Avu avu) {
    return avu.unit().isEmpty() ? avu.value() : avu.value() + " " + avu.unit();
  }
}
