// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.varve.sql.QueryException;

/** Answers in pages: all of them together are one answer, whatever is recorded in between. */
public abstract class PagingContract extends HistoryContract {

  @BeforeEach
  void recordSomeChanges() {
    for (int i = 0; i < 4; i++) {
      String path = project.irodsPath() + "/site " + i % 2;
      record(
          Samples.add(path, "depth", "old" + i),
          Samples.change(
              path,
              ChangeType.UPDATE,
              Samples.avu("depth", "new" + i),
              Samples.avu("depth", "old" + i)),
          Samples.add(path, "depth", "x" + i),
          Samples.change(path, ChangeType.ADD, new Avu("depth", "x" + i, "m"), null));
    }
  }

  @Test
  void pagesOfAvusAreOneAnswer() {
    for (AsOf asOf : List.of(AsOf.NOW, new AsOf.EffectiveAt(Instant.now()))) {
      List<LiveAvu> whole = allAvus(new AvuQuery(null, true, asOf, null, 100, null));

      assertThat(whole).hasSize(12);
      for (int limit : new int[] {1, 5, 12}) {
        assertThat(allAvus(new AvuQuery(null, true, asOf, null, limit, null))).isEqualTo(whole);
      }
    }
  }

  @Test
  void pagesOfChangesAreOneAnswerInBothOrders() {
    for (ChangeQuery.Order order : ChangeQuery.Order.values()) {
      List<RecordedChange> whole = changes(order, 100, null).items();

      assertThat(whole).hasSize(16);
      assertThat(pages(token -> changes(order, 3, token))).isEqualTo(whole);
      assertThat(pages(token -> changes(order, 1, token))).isEqualTo(whole);
    }
  }

  @Test
  void pagesOfDiffsAreOneAnswer() {
    Instant first = allChanges().get(0).recordedAt();
    DiffQuery whole = new DiffQuery(null, at(first), AsOf.NOW, 100, null);

    List<RecordedChange> changes = pages(token -> client.diff(project.id(), paged(whole, token)));
    List<NetChange> net = pages(token -> client.netDiff(project.id(), paged(whole, token)));

    assertThat(changes).hasSize(12).isEqualTo(client.diff(project.id(), whole).items());
    assertThat(net).hasSize(9).isEqualTo(client.netDiff(project.id(), whole).items());
  }

  @Test
  void pagesOfSnapshotsAreOneAnswer() {
    List<HistorySnapshot> whole = client.snapshots(project.id(), 10, Optional.empty()).items();

    List<HistorySnapshot> paged =
        pages(token -> client.snapshots(project.id(), 1, Optional.ofNullable(token)));

    assertThat(paged).hasSize(4).isEqualTo(whole);
  }

  @Test
  void whatIsRecordedBetweenPagesIsNotOnThem() {
    Page<LiveAvu> first = client.avus(project.id(), avus(AsOf.NOW, null));
    List<LiveAvu> whole = allAvus(new AvuQuery(null, true, AsOf.NOW, null, 100, null));
    record(
        Samples.add(project.irodsPath() + "/zzz", "depth", "late"),
        Samples.change(whole.get(11).irodsPath(), ChangeType.DELETE, whole.get(11).avu(), null));

    List<LiveAvu> items = new ArrayList<>(first.items());
    Page<LiveAvu> page = first;
    while (page.nextPageToken() != null) {
      page = client.avus(project.id(), avus(AsOf.NOW, page.nextPageToken()));
      assertThat(page.asOf()).isEqualTo(first.asOf());
      items.addAll(page.items());
    }

    assertThat(items).isEqualTo(whole);
  }

  @Test
  void aTokenOfAnotherQueryIsRefused() {
    String token = client.avus(project.id(), avus(AsOf.NOW, null)).nextPageToken();

    assertRefused(
            QueryException.Kind.INVALID, () -> changes(ChangeQuery.Order.OLDEST_FIRST, 5, token))
        .hasMessage("Invalid page_token: of another query");
    assertRefused(
            QueryException.Kind.INVALID,
            () -> client.avus(project.id(), avus(at(Instant.EPOCH), token)))
        .hasMessage("Invalid page_token: of another query");
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    for (String token : List.of("", "x", "!!", "MSAyIDMgNA", "a".repeat(500))) {
      assertRefused(
              QueryException.Kind.INVALID, () -> changes(ChangeQuery.Order.OLDEST_FIRST, 5, token))
          .hasMessageStartingWith("Invalid page_token: ");
    }
  }

  private static AvuQuery avus(AsOf asOf, String token) {
    return new AvuQuery(null, true, asOf, null, 5, token);
  }

  private static DiffQuery paged(DiffQuery query, String token) {
    return new DiffQuery(query.path(), query.from(), query.to(), 2, token);
  }

  private static <T> List<T> pages(Function<String, Page<T>> ask) {
    List<T> items = new ArrayList<>();
    Page<T> page = ask.apply(null);
    items.addAll(page.items());
    while (page.nextPageToken() != null) {
      page = ask.apply(page.nextPageToken());
      items.addAll(page.items());
    }
    return items;
  }
}
