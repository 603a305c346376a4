// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} promises of its listings. */
public abstract class ObjectListingContract {
  private ObjectStore store;

  protected abstract ObjectStore newStore() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = newStore();
  }

  @Test
  void aDirectoryWithTheNameOfAMarkerIsHiddenAndNoMarker() {
    put("dir/a", "dir/.varve-marker/b");

    assertThat(keys("dir/", "")).containsExactly("dir/a");
  }

  @Test
  void keysComeInTheOrderOfTheirBytes() {
    put("a/b", "a-b", "a.b", "a0", "a/", "a/b-c/d", "a/b.c", "😀", "\uffee");

    assertThat(keys("", ""))
        .containsExactly("a-b", "a.b", "a/", "a/b", "a/b-c/d", "a/b.c", "a0", "\uffee", "😀");
  }

  @Test
  void aPrefixCutsAnywhere() {
    put("ab/c", "abc", "a/b", "b");

    assertThat(keys("ab", "")).containsExactly("ab/c", "abc");
    assertThat(keys("a/", "")).containsExactly("a/b");
    assertThat(keys("a", "")).containsExactly("a/b", "ab/c", "abc");
    assertThat(keys("a/b/", "")).isEmpty();
    assertThat(keys("missing/", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../", "/", "a/../", "a//", "./", "../a", "\n/"})
  void aPrefixThatNoKeyHasListsNothing(String prefix) {
    put("a/b");

    assertThat(keys(prefix, "")).isEmpty();
  }

  @Test
  void startsBehindAnyTextWhetherItIsAKeyOrNot() {
    put("a", "b/c", "b/d", "c");

    assertThat(keys("", "a")).containsExactly("b/c", "b/d", "c");
    assertThat(keys("", "b/")).containsExactly("b/c", "b/d", "c");
    assertThat(keys("", "b/c")).containsExactly("b/d", "c");
    assertThat(keys("", "b/zzz")).containsExactly("c");
    assertThat(keys("b/", "a")).containsExactly("b/c", "b/d");
  }

  @Test
  void whatIsSkippedDoesNotComeAnyMore() {
    put("a/1", "a/2/x", "a/3", "a-", "b");

    try (ObjectListing listing = store.listObjects("", "")) {
      assertThat(listing.next().key()).isEqualTo("a-");
      assertThat(listing.next().key()).isEqualTo("a/1");
      listing.skipPast("a/");
      assertThat(listing.next().key()).isEqualTo("b");
      assertThat(listing.hasNext()).isFalse();
    }
  }

  @Test
  void hiddenObjectsAreListedOnlyWhereTheyAreAskedFor() {
    put(".varve-x/a", ".varve-x/b", "a/.varve-y", "a/b");

    assertThat(keys("", "")).containsExactly("a/b");
    assertThat(keys("a/", "")).containsExactly("a/b");
    assertThat(keys(".varve-x/", "")).containsExactly(".varve-x/a", ".varve-x/b");
    assertThat(keys(".varve-", "")).containsExactly(".varve-x/a", ".varve-x/b");
  }

  @Test
  void agreesWithASortedSetOnRandomKeys() {
    var random = new Random(7);
    var keys = new TreeSet<>(ObjectKeys.UTF8_ORDER);
    for (int i = 0; i < 200; i++) {
      String key = randomKey(random);
      try {
        put(key);
        keys.add(key);
      } catch (UnmappableKeyException e) {
        // A key beside its continuation: not in the store, and not in the set.
      }
    }

    for (int i = 0; i < 100; i++) {
      String prefix = i % 3 == 0 ? "" : randomKey(random);
      String after = i % 4 == 0 ? "" : randomKey(random);
      List<String> expected =
          keys.stream()
              .filter(k -> k.startsWith(prefix) && ObjectKeys.UTF8_ORDER.compare(k, after) > 0)
              .toList();

      assertThat(keys(prefix, after)).as("prefix %s after %s", prefix, after).isEqualTo(expected);
    }
  }

  private static String randomKey(Random random) {
    String[] letters = {"a", "-", ".x", "0", "~", "é", "😀"};
    var key = new StringBuilder();
    int segments = 1 + random.nextInt(3);
    for (int segment = 0; segment < segments; segment++) {
      key.append(segment == 0 ? "" : "/");
      for (int i = 0; i <= random.nextInt(2); i++) {
        key.append(letters[random.nextInt(letters.length)]);
      }
    }
    return key.toString();
  }

  private void put(String... keys) {
    for (String key : keys) {
      try (StagedObject staged = store.stageObject(key)) {
        staged.publish();
      } catch (AlreadyExistsException e) {
        // The same random key twice.
      }
    }
  }

  private List<String> keys(String prefix, String after) {
    List<String> keys = new ArrayList<>();
    try (ObjectListing listing = store.listObjects(prefix, after)) {
      listing.forEachRemaining(object -> keys.add(object.key()));
    }
    return keys;
  }
}
