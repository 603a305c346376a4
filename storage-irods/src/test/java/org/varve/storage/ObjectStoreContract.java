// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} promises, but for the order and the bounds of its listings. */
public abstract class ObjectStoreContract {
  private ObjectStore store;

  /** An empty store; the caller keeps it until the next test. */
  protected abstract ObjectStore newStore() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = newStore();
  }

  protected ObjectStore store() {
    return store;
  }

  @Test
  void whatIsPublishedIsFoundAndRead() {
    StoredObject put = put("a/b c%20ı", "content");

    assertThat(store.findObject("a/b c%20ı")).contains(put);
    assertThat(put.sizeBytes()).isEqualTo(7);
    assertThat(read("a/b c%20ı")).isEqualTo("content");
  }

  @Test
  void anEmptyObjectIsAnObject() {
    put("empty", "");

    assertThat(store.findObject("empty"))
        .hasValueSatisfying(o -> assertThat(o.sizeBytes()).isZero());
    assertThat(read("empty")).isEmpty();
  }

  @Test
  void nothingIsSeenBeforeItIsPublishedNorAfterItIsDiscarded() {
    try (StagedObject staged = stage("a/b", "content")) {
      staged.seal();

      assertThat(store.findObject("a/b")).isEmpty();
      assertThat(keys("", "")).isEmpty();
    }

    assertThat(store.findObject("a/b")).isEmpty();
    assertThat(keys("", "")).isEmpty();
  }

  @Test
  void publishingKeepsTheIdentityThatWasSealed() {
    try (StagedObject staged = stage("a", "content")) {
      StoredObject sealed = staged.seal();

      assertThat(staged.publish()).isEqualTo(sealed);
      assertThat(store.findObject("a")).contains(sealed);
    }
  }

  @Test
  void whatIsSealedCanBeReadBeforeItIsPublished() {
    try (StagedObject staged = stage("a", "content")) {
      StoredObject sealed = staged.seal();

      try (ObjectReader reader = staged.openSealed()) {
        assertThat(reader.object()).isEqualTo(sealed);
        assertThat(read(reader)).isEqualTo("content");
      }
    }
  }

  @Test
  void whatIsThereIsNeverReplaced() {
    StoredObject first = put("a", "first");

    try (StagedObject staged = stage("a", "second")) {
      assertThatThrownBy(staged::publish)
          .isInstanceOf(AlreadyExistsException.class)
          .hasMessage("Object already exists: a");
    }

    assertThat(store.findObject("a")).contains(first);
    assertThat(read("a")).isEqualTo("first");
  }

  @Test
  void anObjectThatCameBackIsAnotherOne() {
    StoredObject first = put("a", "content");
    try (ObjectReader open = store.openObject("a")) {
      store.deleteObject("a");
      StoredObject second = put("a", "content");

      assertThat(second.isSameBytesAs(first)).isFalse();
      assertThat(read(open)).isEqualTo("content");
    }
  }

  @Test
  void deletingAnswersWhetherThereWasAnObject() {
    put("a/b", "content");

    assertThat(store.deleteObject("a")).isFalse();
    assertThat(store.deleteObject("a/b")).isTrue();
    assertThat(store.deleteObject("a/b")).isFalse();
    assertThat(store.findObject("a/b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "a/missing", "a/b/below", "a", "a/"})
  void whatIsNoObjectIsMissing(String key) {
    put("a/b", "content");

    assertThat(store.findObject(key)).isEmpty();
    assertThat(store.deleteObject(key)).isFalse();
    assertThatThrownBy(() -> store.openObject(key))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Object does not exist: " + key);
  }

  @Test
  void readsFromAnyPosition() {
    put("a", "0123456789");

    try (ObjectReader reader = store.openObject("a")) {
      ByteBuffer target = ByteBuffer.allocate(3);
      while (target.hasRemaining()) {
        reader.read(4L + target.position(), target);
      }
      assertThat(new String(target.array(), UTF_8)).isEqualTo("456");
    }
  }

  @Test
  void aKeyBesideItsOwnContinuationIsRefused() {
    put("a", "content");
    put("b/c", "content");

    assertThatThrownBy(() -> put("a/b", "content"))
        .isInstanceOf(UnmappableKeyException.class)
        .hasMessage("Invalid key: an object exists above it: a/b");
    assertThatThrownBy(() -> put("b", "content"))
        .isInstanceOf(UnmappableKeyException.class)
        .hasMessage("Invalid key: objects exist below it: b");
  }

  @Test
  void aKeyIsFreeAgainWhenItsContinuationsAreGone() {
    put("a/b/c", "content");
    store.deleteObject("a/b/c");

    put("a", "content");

    assertThat(read("a")).isEqualTo("content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/a", "a//b", "a/./b", "a\nb"})
  void keysAgainstTheRulesAreRefused(String key) {
    assertThatThrownBy(() -> store.stageObject(key)).isInstanceOf(UnmappableKeyException.class);
    assertThatThrownBy(() -> store.findObject(key)).isInstanceOf(UnmappableKeyException.class);
    assertThatThrownBy(() -> store.openObject(key)).isInstanceOf(UnmappableKeyException.class);
    assertThatThrownBy(() -> store.deleteObject(key)).isInstanceOf(UnmappableKeyException.class);
  }

  @Test
  void aMarkerIsAnObjectBesideItsContinuations() {
    put("a/", "");
    put("a/b", "content");

    assertThat(keys("", "")).containsExactly("a/", "a/b");
    assertThat(store.findObject("a/")).isPresent();
    assertThat(store.deleteObject("a/")).isTrue();
    assertThat(keys("", "")).containsExactly("a/b");
  }

  @Test
  void ofManyPublishersExactlyOneWins() throws Exception {
    int publishers = 8;
    ExecutorService executor = Executors.newFixedThreadPool(publishers);
    try {
      for (int round = 0; round < 50; round++) {
        String key = "race/" + round;
        var barrier = new CyclicBarrier(publishers);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        for (int publisher = 0; publisher < publishers; publisher++) {
          String content = "publisher " + publisher;
          outcomes.add(executor.submit(() -> publishes(key, content, barrier)));
        }
        List<String> winners = new ArrayList<>();
        for (int publisher = 0; publisher < publishers; publisher++) {
          if (outcomes.get(publisher).get()) {
            winners.add("publisher " + publisher);
          }
        }
        assertThat(winners).containsExactly(read(key));
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private boolean publishes(String key, String content, CyclicBarrier barrier) throws Exception {
    try (StagedObject staged = stage(key, content)) {
      barrier.await();
      staged.publish();
      return true;
    } catch (AlreadyExistsException e) {
      return false;
    }
  }

  protected StoredObject put(String key, String content) {
    try (StagedObject staged = stage(key, content)) {
      return staged.publish();
    }
  }

  protected List<String> keys(String prefix, String after) {
    List<String> keys = new ArrayList<>();
    try (ObjectListing listing = store.listObjects(prefix, after)) {
      listing.forEachRemaining(object -> keys.add(object.key()));
    }
    return keys;
  }

  private StagedObject stage(String key, String content) {
    StagedObject staged = store.stageObject(key);
    byte[] bytes = content.getBytes(UTF_8);
    staged.write(bytes, 0, bytes.length);
    return staged;
  }

  private String read(String key) {
    try (ObjectReader reader = store.openObject(key)) {
      return read(reader);
    }
  }

  private static String read(ObjectReader reader) {
    ByteBuffer target = ByteBuffer.allocate((int) reader.object().sizeBytes());
    while (target.hasRemaining()) {
      reader.read(target.position(), target);
    }
    return new String(target.array(), UTF_8);
  }
}
