// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.varve.storage.irods.ZoneFixture;
import org.varve.storage.irods.zone.InProcessZone;

class IrodsAvuScanTest {
  private static final LogicalPath PROJECT = new LogicalPath(ZoneFixture.HOME + "/proj");
  private static final LogicalPath LEFT_OUT = PROJECT.child("left out");

  @RegisterExtension final ZoneFixture fixture = new ZoneFixture();

  private final List<IrodsAvu> found = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  @BeforeEach
  void makeProject() {
    fixture.client().createCollections(PROJECT);
  }

  @Test
  void findsEveryAvuBelowACollection() throws Exception {
    InProcessZone zone = fixture.zone();
    LogicalPath below = PROJECT.child("it's below");
    fixture.client().createCollections(below);
    zone.addAvu(PROJECT.text(), "mesa.enabled", "true", "");
    zone.addAvu(below.text(), "color", "ışık & <tag>", "");
    zone.plantObject("varve", below.child("object").text(), 0, new byte[1]);
    zone.addAvu(below.child("object").text(), "size", "12", "cm");
    fixture.client().createCollections(LEFT_OUT.child("deep"));
    zone.addAvu(LEFT_OUT.text(), "color", "red", "");
    zone.addAvu(LEFT_OUT.child("deep").text(), "color", "red", "");

    scanAll();

    assertThat(found)
        .containsExactlyInAnyOrder(
            new IrodsAvu(PROJECT, true, "mesa.enabled", "true", ""),
            new IrodsAvu(below, true, "color", "ışık & <tag>", ""),
            new IrodsAvu(below.child("object"), false, "size", "12", "cm"));
    assertThat(skipped).isEmpty();
  }

  @Test
  void readsAnyNumberOfPages() throws Exception {
    fixture.zone().plantObject("varve", PROJECT.child("object").text(), 0, new byte[1]);
    for (int i = 0; i < 2_500; i++) {
      fixture.zone().addAvu(PROJECT.child("object").text(), "number", String.valueOf(i), "");
    }

    scanAll();

    assertThat(found).hasSize(2_500).doesNotHaveDuplicates();
  }

  @Test
  void saysWhatItCannotAskFor() throws Exception {
    fixture.zone().makeOwned("varve", PROJECT + "/it's || odd");
    fixture.zone().plantObject("varve", PROJECT + "/an' && object", 0, new byte[1]);
    fixture.zone().addAvu(PROJECT + "/an' && object", "color", "red", "");

    scanAll();

    assertThat(found).isEmpty();
    assertThat(skipped)
        .containsExactly(
            "Invalid logical path: holds a quote together with || or &&: "
                + PROJECT
                + "/it's || odd",
            "Invalid logical path: holds a quote together with || or &&: "
                + PROJECT
                + "/an' && object");
  }

  @Test
  void whatCannotBeReadIsNamedAndTheRestIsFound() throws Exception {
    LogicalPath odd = PROJECT.child("odd");
    fixture.client().createCollections(odd);
    fixture.zone().plantObject("varve", odd.child("object").text(), 0, new byte[1]);
    fixture.zone().addAvu(odd.child("object").text(), "color", "\u0001", "");
    fixture.zone().plantObject("varve", odd.child("another").text(), 0, new byte[1]);
    fixture.zone().addAvu(odd.child("another").text(), "color", "blue", "");
    fixture.zone().addAvu(odd.text(), "color", "red", "");
    fixture.zone().addAvu(PROJECT.text(), "color", "\u0001", "");

    scanAll();

    assertThat(found)
        .containsExactly(
            new IrodsAvu(odd, true, "color", "red", ""),
            new IrodsAvu(odd.child("another"), false, "color", "blue", ""));
    assertThat(skipped)
        .containsExactly(
            "AVUs with a control character, on " + PROJECT,
            "AVUs with a control character, on " + odd.child("object"));
  }

  @Test
  void aListenerThatFailsLeavesNoStatementOpen() throws Exception {
    fixture.zone().plantObject("varve", PROJECT.child("object").text(), 0, new byte[1]);
    for (int i = 0; i < 1_500; i++) {
      fixture.zone().addAvu(PROJECT.child("object").text(), "number", String.valueOf(i), "");
    }
    var scan =
        new IrodsAvuScan(
            fixture.client(),
            Set.of(),
            new IrodsAvuScan.Listener() {
              @Override
              public void found(IrodsAvu avu) {
                throw new IllegalStateException("enough");
              }

              @Override
              public void skipped(String what) {}
            });

    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> scan.scan(PROJECT)).hasMessage("enough");
    }

    assertThat(fixture.client().isCollection(PROJECT)).isTrue();
  }

  private void scanAll() {
    var scan =
        new IrodsAvuScan(
            fixture.client(),
            Set.of(LEFT_OUT),
            new IrodsAvuScan.Listener() {
              @Override
              public void found(IrodsAvu avu) {
                found.add(avu);
              }

              @Override
              public void skipped(String what) {
                skipped.add(what);
              }
            });
    scan.collections(PROJECT).forEach(scan::scan);
  }
}
