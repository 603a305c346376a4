// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.varve.sql.QueryException;

/**
 * Lines up the change sets of each project, so that those that arrive while a commit is under way
 * share the next one. Thread-safe; closed by who made it.
 *
 * <p>Commits run on threads of their own, one at a time for a project: a caller that is interrupted
 * gives up only its own wait, never the commit that others share.
 */
final class GroupCommit implements AutoCloseable {
  private static final int MAX_THREADS = 32;
  private static final long STOP_SECONDS = 60;

  private final ConcurrentMap<String, WaitingLine> lines = new ConcurrentHashMap<>();
  private final Recorder recorder;
  private final ThreadPoolExecutor threads;

  /** What records a group. */
  interface Recorder {
    /** The answers in the order of the drafts. */
    List<RecordedChangeSet> record(Project project, List<Draft> drafts);
  }

  GroupCommit(Recorder recorder) {
    this.recorder = recorder;
    this.threads =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new CommitThreads());
    this.threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Records one change set together with others of its project, and waits for the outcome.
   *
   * @throws QueryException of kind SLOW_DOWN if too many are waiting; CANCELLED if the thread is
   *     interrupted before anything of it was written; OUTCOME_UNKNOWN if it is interrupted later
   */
  RecordedChangeSet record(Project project, Draft draft) {
    WaitingLine line = lines.computeIfAbsent(project.id(), id -> new WaitingLine());
    var waiting = new WaitingLine.Waiting(project, draft, new CompletableFuture<>());
    if (line.enter(waiting)) {
      start(line);
    }
    try {
      return waiting.answer().get();
    } catch (ExecutionException e) {
      throw ownFailure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw line.leave(waiting)
          ? new QueryException(
              QueryException.Kind.CANCELLED, "Cannot record: interrupted, nothing was written", e)
          : new QueryException(
              QueryException.Kind.OUTCOME_UNKNOWN, "Cannot say whether it was recorded", e);
    }
  }

  private void start(WaitingLine line) {
    try {
      threads.execute(() -> recordNext(line));
    } catch (RejectedExecutionException e) {
      var closed =
          new QueryException(QueryException.Kind.UNAVAILABLE, "Cannot record: shutting down", e);
      List<WaitingLine.Waiting> group = line.nextGroup();
      while (!group.isEmpty()) {
        group.forEach(waiting -> waiting.answer().completeExceptionally(closed));
        group = line.nextGroup();
      }
    }
  }

  private void recordNext(WaitingLine line) {
    List<WaitingLine.Waiting> group = line.nextGroup();
    if (group.isEmpty()) {
      return;
    }
    try {
      Project project = group.get(group.size() - 1).project();
      List<RecordedChangeSet> answers =
          recorder.record(project, group.stream().map(WaitingLine.Waiting::draft).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer().complete(answers.get(i));
      }
    } catch (Throwable e) {
      // An Error too: somebody waits for every one of these.
      group.forEach(waiting -> waiting.answer().completeExceptionally(e));
    }
    // Not a loop: other projects wait for a thread too.
    start(line);
  }

  /** Callers of one group share a cause, not an exception: each adds its own stack to it. */
  private static RuntimeException ownFailure(ExecutionException failure) {
    if (failure.getCause() instanceof QueryException shared) {
      return new QueryException(shared.kind(), String.valueOf(shared.getMessage()), shared);
    }
    return new QueryException(QueryException.Kind.FAILED, "Failed to record change set", failure);
  }

  /** Lets the commits that are under way finish, and refuses what waits. Closing twice is fine. */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Names the threads, and does not keep a process alive that forgets to close. */
  private static final class CommitThreads implements ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "varve-record-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
