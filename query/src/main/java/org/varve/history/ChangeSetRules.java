// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.List;
import org.varve.sql.QueryException;

/**
 * What a change set must be before anything of it is written. Every refusal is a {@link
 * QueryException} of kind INVALID that names the field.
 */
final class ChangeSetRules {
  static final int MAX_CHANGES = 100_000;
  static final int MAX_TRIPLE_BYTES = 2_700;
  static final int MAX_UNIT_BYTES = 250;
  static final int MAX_NAME_BYTES = 1_000;
  static final int MAX_NOTE_BYTES = 100_000;

  private final Project project;
  private final String dataCollection;

  ChangeSetRules(Project project) {
    this.project = project;
    this.dataCollection = project.irodsPath() + "/" + project.dataCollection();
  }

  /**
   * Refuses what may not be recorded in the project.
   *
   * @param at what the fields are called in messages: a prefix
   */
  void check(String at, String actor, ChangeSet changeSet) {
    TextRules.checkPresent(at + "actor", actor);
    TextRules.checkNotBlank(at + "actor", actor, MAX_NAME_BYTES);
    TextRules.checkPresent(at + "change_set", changeSet);
    TextRules.checkNotBlank(at + "request_id", changeSet.requestId(), MAX_NAME_BYTES);
    TextRules.checkNotBlank(at + "source", changeSet.source(), MAX_NAME_BYTES);
    TextRules.checkNotBlank(at + "on_behalf_of", changeSet.onBehalfOf(), MAX_NAME_BYTES);
    TextRules.checkStorable(at + "note", changeSet.note(), MAX_NOTE_BYTES);
    TextRules.checkTime(at + "effective_at", changeSet.effectiveAt());
    checkChanges(at, changeSet.changes());
  }

  /** Refuses one change as {@link #check} would. */
  void checkChange(Change change) {
    checkChange("", change);
  }

  private void checkChanges(String at, List<Change> changes) {
    if (changes.isEmpty()) {
      throw TextRules.invalid(at + "changes", "empty");
    }
    if (changes.size() > MAX_CHANGES) {
      throw TextRules.invalid(at + "changes", "more than " + MAX_CHANGES + ": " + changes.size());
    }
    for (int i = 0; i < changes.size(); i++) {
      checkChange(at + "changes[" + i + "].", changes.get(i));
    }
  }

  private void checkChange(String at, Change change) {
    TextRules.checkPresent(at + "target_type", change.targetType());
    TextRules.checkPresent(at + "change_type", change.changeType());
    checkPath(at + "irods_path", change);
    checkTriple(at, change.avu());
    checkOldTriple(at, change);
    TextRules.checkStorable(at + "via_ticket", change.viaTicket(), MAX_NAME_BYTES);
    TextRules.checkStorable(at + "rule_invocation", change.ruleInvocation(), MAX_NOTE_BYTES);
  }

  private void checkPath(String field, Change change) {
    String path = change.irodsPath();
    TextRules.checkPresent(field, path);
    LogicalPaths.check(field, path);
    TextRules.checkStorable(field, path, Integer.MAX_VALUE);
    // What was there before the collection was moved can only go away.
    boolean held =
        change.changeType() == ChangeType.DELETE
            ? project.everHeld(path)
            : LogicalPaths.isWithin(path, project.irodsPath());
    if (!held) {
      throw TextRules.invalid(field, "outside the project " + project.irodsPath() + ": " + path);
    }
    if (LogicalPaths.isWithin(path, dataCollection)) {
      throw TextRules.invalid(field, "inside the project's data collection: " + path);
    }
  }

  private static void checkTriple(String at, Avu avu) {
    TextRules.checkPresent(at + "attribute", avu);
    TextRules.checkFilled(at + "attribute", avu.attribute(), MAX_TRIPLE_BYTES);
    TextRules.checkFilled(at + "value", avu.value(), MAX_TRIPLE_BYTES);
    TextRules.checkPresent(at + "unit", avu.unit());
    TextRules.checkStorable(at + "unit", avu.unit(), MAX_UNIT_BYTES);
  }

  private static void checkOldTriple(String at, Change change) {
    Avu old = change.oldAvu();
    if (change.changeType() != ChangeType.UPDATE) {
      if (old != null) {
        throw TextRules.invalid(at + "old_value", "only an update has one");
      }
      return;
    }
    if (old == null) {
      throw TextRules.invalid(at + "old_value", "missing");
    }
    if (!change.avu().attribute().equals(old.attribute())) {
      throw TextRules.invalid(at + "old_value", "of another attribute: " + old.attribute());
    }
    TextRules.checkFilled(at + "old_value", old.value(), MAX_TRIPLE_BYTES);
    TextRules.checkPresent(at + "old_unit", old.unit());
    TextRules.checkStorable(at + "old_unit", old.unit(), MAX_UNIT_BYTES);
  }
}
