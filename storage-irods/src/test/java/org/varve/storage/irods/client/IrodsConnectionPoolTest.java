// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.ZoneFixture;
import org.varve.storage.irods.client.IrodsClientException.Kind;

class IrodsConnectionPoolTest {
  private static final LogicalPath HOME = new LogicalPath(ZoneFixture.HOME);

  @RegisterExtension
  final ZoneFixture fixture =
      new ZoneFixture(
          new IrodsPoolLimits(2, Duration.ofMillis(300), Duration.ofMillis(200)),
          IrodsTimeouts.DEFAULTS);

  private IrodsConnectionPool pool;

  @BeforeEach
  void openPool() {
    pool = new IrodsConnectionPool(fixture.config(fixture.zone().port()));
  }

  @AfterEach
  void closePool() {
    assertThat(pool.leased()).isZero();
    pool.close();
    assertThat(pool.connections()).isZero();
  }

  @Test
  void lendsAConnectionAgain() {
    pool.lease().close();
    pool.lease().close();

    assertThat(pool.connections()).isEqualTo(1);
  }

  @Test
  void opensNoMoreThanItsLimit() {
    try (var one = pool.lease();
        var two = pool.lease()) {
      assertThat(one.connection()).isNotSameAs(two.connection());
      assertThatThrownBy(pool::lease)
          .isInstanceOfSatisfying(
              IrodsClientException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
          .hasMessage("Cannot lease iRODS connection: none of 2 became free within PT0.3S");
    }
    assertThat(fixture.zone().connections()).isEqualTo(2);
  }

  @Test
  void servesWhoWaitsInOrder() throws Exception {
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiting = new ArrayList<>();
    var patient = patientPool();
    var one = patient.lease();
    var two = patient.lease();
    for (int i = 0; i < 5; i++) {
      int number = i;
      var thread =
          new Thread(
              () -> {
                try (var lease = patient.lease()) {
                  served.add(number);
                }
              });
      thread.start();
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      waiting.add(thread);
    }

    one.close();
    for (Thread thread : waiting) {
      thread.join();
    }
    two.close();
    patient.close();

    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aPoolOf2Serves64Callers() throws Exception {
    var patient = patientPool();
    ExecutorService callers = Executors.newFixedThreadPool(64);
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        done.add(
            callers.submit(
                () -> {
                  for (int call = 0; call < 20; call++) {
                    try (var lease = patient.lease()) {
                      most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                      assertThat(IrodsCatalog.isCollection(lease.connection(), HOME)).isTrue();
                      atOnce.decrementAndGet();
                    }
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
      patient.close();
    }

    assertThat(most).hasValue(2);
    assertThat(patient.connections()).isZero();
  }

  @Test
  void neverLendsAConnectionThatBroke() {
    IrodsConnection broken;
    try (var lease = pool.lease()) {
      broken = lease.connection();
      broken.breakOff();
    }

    try (var lease = pool.lease()) {
      assertThat(lease.connection()).isNotSameAs(broken);
    }
    assertThatThrownBy(() -> pool.lease(broken))
        .hasMessage("Cannot lease iRODS connection: the one of this data object is lost");
    assertThat(pool.connections()).isEqualTo(1);
  }

  @Test
  void noticesThatTheServerClosedAConnection() {
    pool.lease().close();
    fixture.zone().dropConnections();
    await().until(() -> fixture.zone().connections() == 0);

    try (var lease = pool.lease()) {
      assertThat(IrodsCatalog.isCollection(lease.connection(), HOME)).isTrue();
    }
    assertThat(pool.connections()).isEqualTo(1);
  }

  @Test
  void whoWaitsForALostConnectionIsTold() throws Exception {
    var lease = pool.lease();
    IrodsConnection wanted = lease.connection();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    var waiter =
        new Thread(
            () -> {
              try (var unexpected = pool.lease(wanted)) {
                failures.add(new AssertionError("lent"));
              } catch (IrodsClientException e) {
                failures.add(e);
              }
            });
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

    wanted.breakOff();
    lease.close();
    waiter.join();

    assertThat(failures)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("Cannot lease iRODS connection: the one of this data object is lost");
  }

  @Test
  void anInterruptedWaiterLeavesTheQueue() throws Exception {
    var one = pool.lease();
    var two = pool.lease();
    var started = new CountDownLatch(1);
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    var waiter =
        new Thread(
            () -> {
              started.countDown();
              try (var unexpected = pool.lease()) {
                failures.add("lent");
              } catch (IrodsClientException e) {
                failures.add(e.getMessage());
              }
            });
    waiter.start();
    started.await();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

    waiter.interrupt();
    waiter.join();
    one.close();
    two.close();

    assertThat(failures).containsExactly("Cannot lease iRODS connection: interrupted");
    try (var again = pool.lease();
        var andAgain = pool.lease()) {
      assertThat(again.connection()).isNotSameAs(andAgain.connection());
    }
  }

  @Test
  void closesWhatIsUnusedForLong() {
    pool.lease().close();

    await()
        .until(
            () -> {
              pool.closeIdle();
              return pool.connections() == 0;
            });

    await().until(() -> fixture.zone().connections() == 0);
  }

  @Test
  void aClosedPoolRefuses() {
    pool.close();

    assertThatThrownBy(pool::lease)
        .hasMessage("Cannot lease iRODS connection: the client is closed");
  }

  @Test
  void aLeaseReturnedAfterClosingIsClosed() {
    var lease = pool.lease();
    pool.close();

    lease.close();

    assertThat(pool.connections()).isZero();
    await().until(() -> fixture.zone().connections() == 0);
  }

  @Test
  void whatIsUnusedIsClosedByTheClientAlone() {
    fixture.zone().makeCollections(ZoneFixture.USER, ZoneFixture.HOME + "/dir");
    IrodsClient client = fixture.client();
    var writer = client.openWriter(HOME.child("dir").child("file"));
    writer.write(new byte[] {1, 2, 3}, 3);
    IrodsObject object = writer.finish();
    client.openReader(object).close();

    await().until(() -> client.connections() == 0);

    await().until(() -> fixture.zone().connections() == 0);
  }

  /** One whose callers wait for long. */
  private IrodsConnectionPool patientPool() {
    IrodsConfig config = fixture.config(fixture.zone().port());
    var limits = new IrodsPoolLimits(2, Duration.ofSeconds(30), Duration.ofSeconds(30));
    return new IrodsConnectionPool(
        new IrodsConfig(
            config.endpoint(), config.login(), config.tls(), config.timeouts(), limits, ""));
  }
}
