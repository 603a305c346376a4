// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.zone;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.varve.catalog.BaselineStore;
import org.varve.history.Avu;
import org.varve.history.Baseline;
import org.varve.history.Change;
import org.varve.history.ChangeSet;
import org.varve.history.ChangeType;
import org.varve.history.HistoryService;
import org.varve.history.Project;
import org.varve.history.TargetType;
import org.varve.history.TripleKey;
import org.varve.storage.irods.client.IrodsAvu;
import org.varve.storage.irods.client.IrodsAvuScan;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Records the AVUs that are there and not in the history yet, in change sets of a bounded size.
 * What is in the history is passed over, so that a run goes on where an earlier one ended.
 *
 * <p>One thread runs it; others may ask how far it is.
 */
final class BaselineRun implements IrodsAvuScan.Listener {
  static final String SOURCE = "baseline";

  /** Bounds the memory of a run; well below what a change set may have. */
  static final int CHANGE_SET_SIZE = 20_000;

  private static final int MOST_EXAMPLES = 100;

  private final Project project;
  private final HistoryService history;
  private final BaselineStore store;
  private final Map<TripleKey, Change> batch = new LinkedHashMap<>();
  private final List<String> examples = new ArrayList<>();
  private long avus;
  private long skipped;
  private long collections;
  private long collectionsDone;

  /** Written by the run, read by whoever asks. */
  private volatile Baseline progress = progress(Baseline.State.RUNNING, Optional.empty());

  BaselineRun(Project project, HistoryService history, BaselineStore store) {
    this.project = project;
    this.history = history;
    this.store = store;
  }

  Baseline progress() {
    return progress;
  }

  /** Scans the project as its owner, and remembers that it is done. */
  void run(IrodsClient owner, Set<LogicalPath> leftOut) {
    store.begin(project.id());
    IrodsAvuScan scan = new IrodsAvuScan(owner, leftOut, this);
    List<LogicalPath> all = scan.collections(ZonePaths.collection(project.irodsPath()));
    collections = all.size();
    for (LogicalPath collection : all) {
      scan.scan(collection);
      collectionsDone++;
      tell();
    }
    record();
    Baseline finished = progress(Baseline.State.FINISHED, Optional.empty());
    store.finish(project.id(), finished);
    progress = finished;
  }

  void fail(String reason) {
    progress = progress(Baseline.State.FAILED, Optional.of(reason));
  }

  @Override
  public void found(IrodsAvu avu) {
    Change change = change(avu);
    if (isMark(change)) {
      return;
    }
    Optional<String> refusal = history.findRefusal(project, change);
    if (refusal.isPresent()) {
      skipped(refusal.get() + " on " + change.irodsPath());
      return;
    }
    batch.put(TripleKey.of(change.targetType(), change.irodsPath(), change.avu()), change);
    if (batch.size() == CHANGE_SET_SIZE) {
      record();
    }
  }

  @Override
  public void skipped(String what) {
    skipped++;
    if (examples.size() < MOST_EXAMPLES) {
      examples.add(what);
    }
  }

  private boolean isMark(Change change) {
    return change.irodsPath().equals(project.irodsPath())
        && change.avu().equals(ZoneEnrolment.MARK);
  }

  private static Change change(IrodsAvu avu) {
    return new Change(
        avu.path().text(),
        avu.onCollection() ? TargetType.COLLECTION : TargetType.DATA_OBJECT,
        ChangeType.ADD,
        new Avu(avu.attribute(), avu.value(), avu.unit()),
        null,
        null,
        null);
  }

  private void record() {
    avus += batch.size();
    batch.keySet().removeAll(store.findRecorded(project.id(), batch.keySet()));
    if (!batch.isEmpty()) {
      List<Change> changes = List.copyOf(batch.values());
      history.record(
          project.id(),
          project.owner(),
          new ChangeSet(requestId(), null, SOURCE, null, null, changes));
      batch.clear();
    }
    tell();
  }

  /**
   * The same for the same triples, so that two servers that came upon one project at once record
   * them once.
   */
  private String requestId() {
    MessageDigest digest = sha256();
    batch.keySet().forEach(key -> digest.update(key.hash().getBytes(US_ASCII)));
    return SOURCE + ":" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private void tell() {
    progress = progress(Baseline.State.RUNNING, Optional.empty());
  }

  private Baseline progress(Baseline.State state, Optional<String> reason) {
    return new Baseline(state, avus, skipped, examples, collections, collectionsDone, reason);
  }
}
