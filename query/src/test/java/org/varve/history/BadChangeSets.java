// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What no history takes, each with the one sentence that it is refused with. */
final class BadChangeSets {
  private static final Change GOOD = Samples.add("species", "Acropora");

  private BadChangeSets() {}

  static Stream<Arguments> all() {
    return Stream.of(ofChangeSets(), ofPaths(), ofTriples(), ofUpdates()).flatMap(bad -> bad);
  }

  private static Stream<Arguments> ofChangeSets() {
    return Stream.of(
        bad(Samples.changeSet(), "Invalid changes: empty"),
        bad(
            new ChangeSet(null, null, null, null, null, Collections.nCopies(100_001, GOOD)),
            "Invalid changes: more than 100000: 100001"),
        bad(Samples.request(" ", GOOD), "Invalid request_id: blank"),
        bad(Samples.request("a\0b", GOOD), "Invalid request_id: holds a NUL character"),
        bad(new ChangeSet(null, null, "  ", null, null, List.of(GOOD)), "Invalid source: blank"),
        bad(
            new ChangeSet(null, null, null, "", null, List.of(GOOD)),
            "Invalid on_behalf_of: blank"),
        bad(
            new ChangeSet(null, "\ud800", null, null, null, List.of(GOOD)),
            "Invalid note: holds half of a surrogate pair"),
        bad(
            Samples.effective(Instant.MAX, GOOD),
            "Invalid effective_at: not in the years 1 to 9999: " + Instant.MAX));
  }

  private static Stream<Arguments> ofPaths() {
    return Stream.of(
        badPath("site-a", "not absolute: site-a"),
        badPath(Samples.ROOT + "/a/../b", "holds '..': " + Samples.ROOT + "/a/../b"),
        badPath(Samples.ROOT + "//a", "holds '//': " + Samples.ROOT + "//a"),
        badPath(Samples.ROOT + "/", "ends with a slash: " + Samples.ROOT + "/"),
        badPath(Samples.ROOT + "/a\n", "holds a control character: " + Samples.ROOT + "/a\n"),
        badPath(
            "/tempZone/home/other",
            "outside the project " + Samples.ROOT + ": /tempZone/home/other"),
        badPath(
            Samples.ROOT + "-2/a",
            "outside the project " + Samples.ROOT + ": " + Samples.ROOT + "-2/a"),
        badPath(
            Samples.ROOT + "/.mesa/iceberg/x",
            "inside the project's data collection: " + Samples.ROOT + "/.mesa/iceberg/x"));
  }

  private static Stream<Arguments> ofTriples() {
    String long2701 = "é".repeat(1350) + "x";
    return Stream.of(
        badTriple(new Avu("", "v", ""), "attribute: empty"),
        badTriple(new Avu("a", "", ""), "value: empty"),
        badTriple(new Avu(long2701, "v", ""), "attribute: longer than 2700 bytes: 2701 bytes"),
        badTriple(new Avu("a", long2701, ""), "value: longer than 2700 bytes: 2701 bytes"),
        badTriple(new Avu("a", "v", "u".repeat(251)), "unit: longer than 250 bytes: 251 bytes"),
        badTriple(new Avu("a", "v\0", ""), "value: holds a NUL character"),
        badTriple(new Avu("a", "\udc00", ""), "value: holds half of a surrogate pair"));
  }

  private static Stream<Arguments> ofUpdates() {
    return Stream.of(
        badSecond(
            Samples.change(Samples.IMAGE, ChangeType.UPDATE, Samples.avu("a", "v"), null),
            "old_value: missing"),
        badSecond(
            Samples.change(
                Samples.IMAGE, ChangeType.UPDATE, Samples.avu("a", "v"), Samples.avu("a", "")),
            "old_value: empty"),
        badSecond(
            Samples.change(
                Samples.IMAGE, ChangeType.UPDATE, Samples.avu("a", "v"), Samples.avu("b", "v")),
            "old_value: of another attribute: b"),
        badSecond(
            Samples.change(
                Samples.IMAGE, ChangeType.ADD, Samples.avu("a", "v"), Samples.avu("a", "w")),
            "old_value: only an update has one"));
  }

  private static Arguments badPath(String path, String why) {
    return badSecond(Samples.add(path, "a", "v"), "irods_path: " + why);
  }

  private static Arguments badTriple(Avu avu, String why) {
    return badSecond(Samples.change(Samples.IMAGE, ChangeType.ADD, avu, null), why);
  }

  private static Arguments badSecond(Change change, String why) {
    return bad(Samples.changeSet(GOOD, change), "Invalid changes[1]." + why);
  }

  private static Arguments bad(ChangeSet changeSet, String message) {
    return Arguments.of(changeSet, message);
  }
}
