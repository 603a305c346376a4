// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.sql.QueryException.Kind;

/**
 * One DuckDB in this process, locked down, and the local cache of the files it reads.
 *
 * <p>It reaches no file outside its cache directory, no network and no extension, and its settings
 * cannot be changed any more. That protects the machine, not the tables: SQL of others goes through
 * {@link SqlService}. Thread-safe. Who opened it closes it; sessions that are still open then fail.
 */
public final class SqlEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlEngine.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int FETCH_THREADS = 8;

  private final SqlConfig config;
  private final FileChannel lock;
  private final FileCache cache;
  private final ParquetFit fit = new ParquetFit();
  private final PlanCache plans = new PlanCache();
  private final DuckDBConnection root;
  private final ExecutorService fetches;
  private final ScheduledExecutorService timer;
  private final Semaphore slots;
  private final Set<QuerySession> sessions = ConcurrentHashMap.newKeySet();

  private SqlEngine(
      SqlConfig config, FileChannel lock, FileCache cache, DuckDBConnection connection) {
    this.config = config;
    this.lock = lock;
    this.cache = cache;
    this.root = connection;
    this.fetches = Executors.newFixedThreadPool(FETCH_THREADS, daemons("varve-sql-fetch-"));
    this.timer = Executors.newSingleThreadScheduledExecutor(daemons("varve-sql-timer-"));
    this.slots = new Semaphore(config.maxSessions(), true);
  }

  /**
   * Starts DuckDB, and takes over the files that an earlier engine cached.
   *
   * @throws QueryException of kind CONFLICT if another engine uses the cache directory, of kind
   *     FAILED if the directory cannot be used
   */
  public static SqlEngine open(SqlConfig config) {
    FileChannel lock = null;
    try {
      Files.createDirectories(config.cacheDirectory());
      lock = lock(config.cacheDirectory());
      clear(spill(config));
      clear(results(config));
      FileCache cache =
          FileCache.open(config.cacheDirectory().resolve("files"), config.cacheBytes());
      return new SqlEngine(config, lock, cache, connect(config));
    } catch (IOException | SQLException | RuntimeException e) {
      closeAfter(lock, e);
      if (e instanceof QueryException refused) {
        throw refused;
      }
      throw new QueryException(
          Kind.FAILED, "Failed to open SQL engine: " + config.cacheDirectory(), e);
    }
  }

  /**
   * A session, which the caller closes. Waits a few seconds for one to be free.
   *
   * @throws QueryException of kind SLOW_DOWN if none became free
   */
  public QuerySession openSession() {
    takeSlot();
    try {
      QuerySession session = new QuerySession(this, root.duplicate());
      sessions.add(session);
      return session;
    } catch (SQLException | RuntimeException e) {
      slots.release();
      throw new QueryException(Kind.UNAVAILABLE, "Cannot open session: the engine is closed", e);
    }
  }

  /** What the cache of files holds and did. */
  public CacheStats cacheStats() {
    return cache.stats();
  }

  /** Stops running statements, then DuckDB. The cached files stay. */
  @Override
  public void close() {
    sessions.forEach(QuerySession::cancel);
    timer.shutdown();
    fetches.shutdown();
    try (lock;
        root) {
      LOG.debug("Closing SQL engine: {}", config.cacheDirectory());
    } catch (IOException | SQLException e) {
      throw new QueryException(
          Kind.FAILED, "Failed to close SQL engine: " + config.cacheDirectory(), e);
    }
  }

  SqlConfig config() {
    return config;
  }

  FileCache cache() {
    return cache;
  }

  PlanCache plans() {
    return plans;
  }

  ParquetFit fit() {
    return fit;
  }

  ExecutorService fetches() {
    return fetches;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  /** Where trusted code lets DuckDB write results that are streamed afterwards. */
  Path resultsDirectory() {
    return results(config);
  }

  void closed(QuerySession session) {
    if (sessions.remove(session)) {
      slots.release();
    }
  }

  private void takeSlot() {
    try {
      if (slots.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new QueryException(
        Kind.SLOW_DOWN, "Cannot open session: too many are open: " + config.maxSessions());
  }

  private static DuckDBConnection connect(SqlConfig config) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      for (String setting : settings(config)) {
        statement.execute(setting);
      }
      return connection.unwrap(DuckDBConnection.class);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** In this order: after the last one nothing can be set any more. */
  private static List<String> settings(SqlConfig config) {
    return List.of(
        "SET GLOBAL TimeZone = 'UTC'",
        "SET GLOBAL Calendar = 'gregorian'",
        "SET GLOBAL threads = " + config.threads(),
        "SET GLOBAL memory_limit = '" + config.memoryBytes() + "B'",
        "SET GLOBAL temp_directory = " + SqlText.string(spill(config).toString()),
        "SET GLOBAL max_temp_directory_size = '" + config.cacheBytes() + "B'",
        "SET GLOBAL parquet_metadata_cache = true",
        "SET GLOBAL autoinstall_known_extensions = false",
        "SET GLOBAL autoload_known_extensions = false",
        "SET GLOBAL allow_community_extensions = false",
        "SET GLOBAL allow_persistent_secrets = false",
        "SET GLOBAL allowed_directories = [" + SqlText.string(config.cacheDirectory() + "/") + "]",
        "SET GLOBAL enable_external_access = false",
        "SET GLOBAL lock_configuration = true");
  }

  private static Path spill(SqlConfig config) {
    return config.cacheDirectory().resolve("spill");
  }

  private static Path results(SqlConfig config) {
    return config.cacheDirectory().resolve("results");
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("The cache directory is locked by this process: {}", directory, e);
    }
    channel.close();
    throw new QueryException(
        Kind.CONFLICT, "Cannot open SQL engine: another one uses the directory: " + directory);
  }

  private static void clear(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> leftovers = Files.list(directory)) {
      for (Path leftover : leftovers.toList()) {
        Files.delete(leftover);
      }
    }
  }

  private static void closeAfter(@Nullable FileChannel lock, Exception e) {
    try (lock) {
      LOG.debug("Giving the cache directory back", e);
    } catch (IOException again) {
      e.addSuppressed(again);
    }
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
