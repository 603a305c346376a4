// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.IrodsWriter;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.client.ObjectLookup;
import org.varve.storage.irods.zone.TcpProxy;

/**
 * What this module relies on from a zone. Every zone passes the same tests, through a proxy that
 * can cut the network; each test is an ordinary user of its own and removes him.
 */
abstract class ZoneContract {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);
  private static final int RACERS = 6;
  private static final String USER = "writer";

  private ZoneStage stage;
  private TcpProxy proxy;
  private IrodsClient client;
  private LogicalPath collection;

  /** The zone, and an administrator of it. */
  abstract RealZone zone();

  @BeforeEach
  void makeCollection() throws IOException {
    stage = ZoneStage.open(zone());
    stage.addUser(USER);
    proxy = TcpProxy.start(zone().host(), zone().port());
    client = new IrodsClient(stage.configAt(proxy.port(), USER));
    collection = new LogicalPath(stage.home(USER) + "/collection");
    client.createCollections(collection);
  }

  @AfterEach
  void removeUser() throws IOException {
    // In reverse order, as far as they came to be. The stage has a connection of its own.
    try (ZoneStage cleared = stage;
        TcpProxy closed = proxy;
        IrodsClient first = client) {
      assertThat(cleared).isNotNull();
    }
  }

  @Test
  void aNewObjectIsGoodOnceItIsFinished() {
    IrodsObject object = create("object", CONTENT);

    assertThat(client.lookUp(at("object"))).isEqualTo(new ObjectLookup.Good(object));
    assertThat(object.size()).isEqualTo(7);
    assertThat(object.checksum()).isNotEmpty();
    assertThat(object.id()).isPositive();
  }

  @Test
  void anObjectIsNotGoodWhileItIsWritten() {
    IrodsWriter writer = client.openWriter(at("object"));
    writer.write(CONTENT, 7);

    assertThat(client.lookUp(at("object")))
        .isInstanceOfSatisfying(
            ObjectLookup.Broken.class, broken -> assertThat(broken.beingWritten()).isTrue());
    assertThat(client.listObjects(collection)).isEmpty();

    writer.finish();
    assertThat(client.listObjects(collection)).hasSize(1);
  }

  @Test
  void aDroppedConnectionLeavesAnObjectThatIsNotGood() throws IOException {
    IrodsWriter writer = client.openWriter(at("object"));
    writer.write(new byte[2_000_000], 2_000_000);
    proxy.cutRequestsAfter(1);

    assertThatThrownBy(() -> writer.write(CONTENT, 7))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN));

    assertThat(client.lookUp(at("object"))).isInstanceOf(ObjectLookup.Broken.class);
    writer.abort();
    assertThat(client.lookUp(at("object"))).isInstanceOf(ObjectLookup.Missing.class);
  }

  @Test
  void creatingIsExclusive() {
    create("object", CONTENT);

    assertThatThrownBy(() -> create("object", new byte[100]))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS));
    assertThat(((ObjectLookup.Good) client.lookUp(at("object"))).object().size()).isEqualTo(7);
  }

  @Test
  void ofManyCreatorsOneWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      String name = "race-" + round;

      List<Boolean> won = race(racer -> () -> create(name, CONTENT));

      assertThat(won).containsOnlyOnce(true);
      assertThat(client.lookUp(at(name))).isInstanceOf(ObjectLookup.Good.class);
    }
  }

  @Test
  void renamingTakesAFreeNameAndKeepsTheObject() {
    IrodsObject object = create("before", CONTENT);

    client.rename(object, at("after"));

    assertThat(client.lookUp(at("before"))).isInstanceOf(ObjectLookup.Missing.class);
    assertThat(((ObjectLookup.Good) client.lookUp(at("after"))).object().id())
        .isEqualTo(object.id());
  }

  @Test
  void renamingNeverReplaces() {
    IrodsObject object = create("before", CONTENT);
    IrodsObject there = create("there", new byte[10]);

    assertThatThrownBy(() -> client.rename(object, at("there")))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS));
    assertThat(client.lookUp(at("there"))).isEqualTo(new ObjectLookup.Good(there));
    assertThat(client.lookUp(at("before"))).isEqualTo(new ObjectLookup.Good(object));
  }

  @Test
  void ofManyWhoRenameToOneNameOneWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      LogicalPath target = at("target-" + round);
      List<IrodsObject> objects =
          IntStream.range(0, RACERS)
              .mapToObj(racer -> create("racer-" + target.name() + "-" + racer, CONTENT))
              .toList();

      List<Boolean> won =
          race(
              racer ->
                  () -> {
                    client.rename(objects.get(racer), target);
                    return null;
                  });

      assertThat(won).containsOnlyOnce(true);
      long winner = objects.get(won.indexOf(true)).id();
      assertThat(((ObjectLookup.Good) client.lookUp(target)).object().id()).isEqualTo(winner);
    }
  }

  @Test
  void unlinkingRemovesForGood() {
    create("object", CONTENT);

    client.unlink(at("object"));

    assertThat(client.lookUp(at("object"))).isInstanceOf(ObjectLookup.Missing.class);
    assertThatThrownBy(() -> client.unlink(at("object")))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void whatIsBeingWrittenCannotBeUnlinked() {
    IrodsWriter writer = client.openWriter(at("object"));

    assertThatThrownBy(() -> client.unlink(at("object")))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
    writer.finish();
  }

  @Test
  void aReaderReadsOnAfterUnlinking() throws IOException {
    byte[] bytes = new byte[3_000_000];
    new Random(3).nextBytes(bytes);
    IrodsObject object = create("object", bytes);

    try (var reader = client.openReader(object)) {
      byte[] part = new byte[1_000_000];
      reader.readFully(0, part, part.length);
      client.unlink(at("object"));
      reader.readFully(2_000_000, part, part.length);

      assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(bytes, 2_000_000, 3_000_000));
    }
  }

  @Test
  void aMissingCollectionIsToldApartFromAMissingObjectByNothing() {
    LogicalPath nowhere = at("no").child("such").child("object");

    assertThat(client.lookUp(nowhere)).isInstanceOf(ObjectLookup.Missing.class);
    assertThat(client.listObjects(nowhere)).isEmpty();
    assertThat(client.listCollections(nowhere)).isEmpty();
    assertThatThrownBy(() -> client.openWriter(nowhere))
        .isInstanceOfSatisfying(
            IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void collectionsAreMadeOnceHoweverManyTry() throws Exception {
    LogicalPath deep = at("a").child("b").child("c");

    List<Boolean> made =
        race(
            racer ->
                () -> {
                  client.createCollections(deep);
                  return null;
                });

    assertThat(made).containsOnly(true);
    assertThat(client.isCollection(deep)).isTrue();
    assertThat(client.listCollections(at("a"))).containsExactly(at("a").child("b"));
  }

  @Test
  void onlyEmptyCollectionsAreRemoved() {
    client.createCollections(at("a").child("b"));

    assertThatThrownBy(() -> client.removeCollection(at("a")))
        .isInstanceOfSatisfying(
            IrodsClientException.class,
            e -> assertThat(e.code()).isEqualTo(IrodsClientException.COLLECTION_NOT_EMPTY));

    client.removeCollection(at("a").child("b"));
    client.removeCollection(at("a"));
    client.removeCollection(at("a"));
    assertThat(client.isCollection(at("a"))).isFalse();
  }

  @Test
  void aListingIsWholeOverManyPages() {
    int count = 1_003;
    for (int i = 0; i < count; i++) {
      create("object-" + i, new byte[0]);
    }

    assertThat(client.listObjects(collection))
        .hasSize(count)
        .extracting(object -> object.path().name())
        .doesNotHaveDuplicates();
    assertThat(client.listAllObjects(collection)).hasSize(count);
  }

  private interface Racer {
    Callable<?> call(int number);
  }

  /** Who succeeded; the others must have been told that the name is taken. */
  private static List<Boolean> race(Racer racer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    try {
      var barrier = new CyclicBarrier(RACERS);
      List<Future<Boolean>> results =
          IntStream.range(0, RACERS)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            barrier.await();
                            return succeeds(racer.call(number));
                          }))
              .toList();
      List<Boolean> won = new java.util.ArrayList<>();
      for (Future<Boolean> result : results) {
        won.add(result.get());
      }
      return won;
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean succeeds(Callable<?> call) throws Exception {
    try {
      call.call();
      return true;
    } catch (IrodsClientException e) {
      assertThat(e.kind()).isIn(Kind.EXISTS, Kind.LOCKED);
      return false;
    }
  }

  private IrodsObject create(String name, byte[] bytes) {
    IrodsWriter writer = client.openWriter(at(name));
    writer.write(bytes, bytes.length);
    return writer.finish();
  }

  private LogicalPath at(String name) {
    return collection.child(name);
  }
}
