// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;

/** Realistic values that the tests of the history share. */
public final class Samples {
  /** The collection that tests enrol. */
  public static final String ROOT = "/tempZone/home/reef-lab/coral-survey";

  /** A data object in it. */
  public static final String IMAGE = ROOT + "/site-a/img_0001.tif";

  /** Who makes the changes. */
  public static final String ANA = "ana#tempZone";

  private Samples() {}

  /** A project as a store has it. */
  static Project project() {
    return new Project(
        "01890a5d-ac96-774b-bcce-b302099a8057",
        ROOT,
        Project.DEFAULT_DATA_COLLECTION,
        "coral_survey_1f09ac",
        "coral-survey-1f09ac",
        ANA,
        Instant.parse("2026-03-01T08:00:00Z"),
        Project.State.ACTIVE);
  }

  /** A triple without a unit. */
  public static Avu avu(String attribute, String value) {
    return new Avu(attribute, value, "");
  }

  /** An add to {@link #IMAGE}. */
  public static Change add(String attribute, String value) {
    return add(IMAGE, attribute, value);
  }

  /** An add to a data object. */
  public static Change add(String path, String attribute, String value) {
    return change(path, ChangeType.ADD, avu(attribute, value), null);
  }

  /** A delete from {@link #IMAGE}. */
  public static Change delete(String attribute, String value) {
    return change(IMAGE, ChangeType.DELETE, avu(attribute, value), null);
  }

  /** An update on {@link #IMAGE}. */
  public static Change update(String attribute, String oldValue, String value) {
    return change(IMAGE, ChangeType.UPDATE, avu(attribute, value), avu(attribute, oldValue));
  }

  /** Any change of a data object. */
  public static Change change(String path, ChangeType type, Avu avu, Avu oldAvu) {
    return new Change(path, TargetType.DATA_OBJECT, type, avu, oldAvu, null, null);
  }

  /** Changes without a request id. */
  public static ChangeSet changeSet(Change... changes) {
    return new ChangeSet(null, null, null, null, null, List.of(changes));
  }

  /** Changes with a request id. */
  public static ChangeSet request(String requestId, Change... changes) {
    return new ChangeSet(requestId, null, null, null, null, List.of(changes));
  }

  /** Changes that happened at another time than they are recorded. */
  public static ChangeSet effective(Instant effectiveAt, Change... changes) {
    return new ChangeSet(null, null, null, null, effectiveAt, List.of(changes));
  }
}
