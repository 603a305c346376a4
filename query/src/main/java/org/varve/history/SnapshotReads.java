// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which snapshots recorded change sets. Thread-safe. */
final class SnapshotReads {
  private final HistoryLedger ledger;

  SnapshotReads(HistoryLedger ledger) {
    this.ledger = ledger;
  }

  Page<HistorySnapshot> snapshots(Project project, int limit, Optional<String> pageToken) {
    Pages.checkLimit(limit);
    String fingerprint = PageToken.fingerprint("snapshots", project.id());
    Optional<PageToken> token = pageToken.map(text -> PageToken.parse(text, fingerprint));
    Instant asOf =
        token.map(PageToken::recordedAt).orElseGet(() -> ledger.readPoint(project).asOf());
    List<HistorySnapshot> found =
        ledger.listSnapshots(project, token.map(SnapshotReads::last), limit + 1);
    return Pages.cut(
        asOf,
        new PageToken(fingerprint, asOf, ""),
        found,
        limit,
        snapshot -> Long.toString(snapshot.snapshotId()),
        snapshot -> snapshot);
  }

  private static Long last(PageToken token) {
    try {
      return Long.parseLong(token.last());
    } catch (NumberFormatException e) {
      throw PageToken.invalid("not one that was given out");
    }
  }
}
