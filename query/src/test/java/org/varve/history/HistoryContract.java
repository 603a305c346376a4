// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.varve.client.LakehouseClient;
import org.varve.sql.QueryException;

/**
 * What every contract of the history starts from: a new project, and words for what is done to it.
 *
 * <p>Subclasses are nested in one test class per implementation, which opens the fixture once.
 */
public abstract class HistoryContract {
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  /** The client that most cases use. */
  protected LakehouseClient client;

  /** A project that no other case uses. */
  protected Project project;

  /** A data object in it. */
  protected String image;

  /** The running implementation; not closed here. */
  protected abstract HistoryFixture fixture();

  @BeforeEach
  void enrolProject() {
    client = fixture().client(Samples.ANA);
    project =
        client.registerProject("/tempZone/home/reef-lab/survey " + PROJECTS.incrementAndGet());
    image = project.irodsPath() + "/site-a/img_0001.tif";
  }

  protected final RecordedChangeSet record(Change... changes) {
    return record(Samples.changeSet(changes));
  }

  protected final RecordedChangeSet record(ChangeSet changeSet) {
    return client.recordChanges(project.id(), changeSet);
  }

  protected final Change add(String attribute, String value) {
    return Samples.add(image, attribute, value);
  }

  protected final Change delete(String attribute, String value) {
    return Samples.change(image, ChangeType.DELETE, Samples.avu(attribute, value), null);
  }

  protected final Change update(String attribute, String oldValue, String value) {
    return Samples.change(
        image, ChangeType.UPDATE, Samples.avu(attribute, value), Samples.avu(attribute, oldValue));
  }

  /** Every triple of the project, as {@link Replay} writes them. */
  protected final Set<String> state(AsOf asOf) {
    Set<String> triples = new TreeSet<>();
    allAvus(new AvuQuery(null, true, asOf, null, Pages.MAX_LIMIT, null))
        .forEach(avu -> triples.add(Replay.triple(avu.irodsPath(), avu.targetType(), avu.avu())));
    return triples;
  }

  /** The items of all pages. */
  protected final List<LiveAvu> allAvus(AvuQuery query) {
    List<LiveAvu> items = new ArrayList<>();
    Page<LiveAvu> page = client.avus(project.id(), query);
    items.addAll(page.items());
    while (page.nextPageToken() != null) {
      page =
          client.avus(
              project.id(),
              new AvuQuery(
                  query.path(),
                  query.recursive(),
                  query.asOf(),
                  query.attribute(),
                  query.limit(),
                  page.nextPageToken()));
      items.addAll(page.items());
    }
    return items;
  }

  protected final Page<RecordedChange> changes(ChangeQuery.Order order, int limit, String token) {
    return client.changes(
        project.id(),
        new ChangeQuery(null, true, null, null, null, null, null, null, order, limit, token));
  }

  /** All changes, oldest first. */
  protected final List<RecordedChange> allChanges() {
    return changes(ChangeQuery.Order.OLDEST_FIRST, Pages.MAX_LIMIT, null).items();
  }

  protected static AsOf at(Instant time) {
    return new AsOf.RecordedAt(time);
  }

  /** The triples of the test's data object. */
  protected final Set<String> onImage(String... attributesAndValues) {
    Set<String> triples = new TreeSet<>();
    Arrays.stream(attributesAndValues)
        .map(pair -> pair.split("=", 2))
        .map(pair -> Samples.avu(pair[0], pair[1]))
        .forEach(avu -> triples.add(Replay.triple(image, TargetType.DATA_OBJECT, avu)));
    return triples;
  }

  protected static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      QueryException.Kind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(QueryException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
