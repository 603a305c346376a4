// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local copies of immutable files, least recently used ones removed first. Thread-safe.
 *
 * <p>A copy appears under its name only when it is complete and on the disk, so whatever has a
 * valid name after a crash is good. A file that several threads want is fetched once. Pinned files
 * are never removed; when nothing else can go, the next file is refused rather than the limit
 * passed.
 */
final class FileCache {
  /** The caller does not know how long the file is. */
  static final long UNKNOWN_LENGTH = -1;

  private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})-(\\d+)");

  private final Path directory;
  private final long maxBytes;
  private final AtomicLong temporaries = new AtomicLong();

  // Everything below is read and written under the lock of this object.
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, CompletableFuture<Void>> loads = new HashMap<>();
  private long bytes;
  private long hits;
  private long misses;
  private long evictions;

  private static final class Entry {
    private final Path path;
    private final long length;
    private int pins;

    private Entry(Path path, long length) {
      this.path = path;
      this.length = length;
    }
  }

  private FileCache(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** Opens a directory and takes over the complete files that an earlier process left there. */
  static FileCache open(Path directory, long maxBytes) throws IOException {
    Files.createDirectories(directory);
    FileCache cache = new FileCache(directory, maxBytes);
    cache.index();
    return cache;
  }

  /**
   * Answers the copy of a file, made by {@code source} if it is not there.
   *
   * @param key what identifies the content for ever, such as a location
   * @param expectedLength the length that the copy must have, or {@link #UNKNOWN_LENGTH}
   * @throws QueryException of kind TOO_LARGE if the file can never fit, of kind UNAVAILABLE if it
   *     does not fit as long as other queries hold theirs, of kind FAILED if the length is wrong
   * @throws IOException from {@code source}
   */
  CachedFile pin(String key, long expectedLength, FileSource source) throws IOException {
    String name = sha256(key);
    while (true) {
      CompletableFuture<Void> load = new CompletableFuture<>();
      CompletableFuture<Void> running;
      synchronized (this) {
        CachedFile found = findAndPin(name, key, expectedLength);
        if (found != null) {
          return found;
        }
        running = loads.putIfAbsent(name, load);
      }
      if (running == null) {
        return load(name, key, expectedLength, source, load);
      }
      running.join();
    }
  }

  synchronized CacheStats stats() {
    return new CacheStats(entries.size(), bytes, hits, misses, evictions);
  }

  private @Nullable CachedFile findAndPin(String name, String key, long expectedLength) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return null;
    }
    requireLength(key, expectedLength, entry.length);
    hits++;
    return pinned(entry);
  }

  private CachedFile load(
      String name, String key, long expectedLength, FileSource source, CompletableFuture<Void> load)
      throws IOException {
    long reserved = Math.max(0, expectedLength);
    Path temporary = directory.resolve(name + "." + temporaries.incrementAndGet() + ".part");
    boolean held = false;
    try {
      reserve(key, reserved);
      held = true;
      source.writeTo(temporary);
      long length = Files.size(temporary);
      requireLength(key, expectedLength, length);
      reserve(key, length - reserved);
      reserved = length;
      return publish(name, temporary, length);
    } catch (IOException | RuntimeException e) {
      if (held) {
        release(reserved);
      }
      Files.deleteIfExists(temporary);
      throw e;
    } finally {
      synchronized (this) {
        loads.remove(name);
      }
      // Who waited looks again: after a failure it fetches, and fails, by itself.
      load.complete(null);
    }
  }

  private CachedFile publish(String name, Path temporary, long length) throws IOException {
    // A name that survives a power failure must not survive it without its content.
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Path path = directory.resolve(name + "-" + length);
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    synchronized (this) {
      Entry entry = new Entry(path, length);
      entries.put(name, entry);
      misses++;
      return pinned(entry);
    }
  }

  private CachedFile pinned(Entry entry) {
    entry.pins++;
    return new CachedFile(entry.path, entry.length, () -> unpin(entry));
  }

  private synchronized void unpin(Entry entry) {
    entry.pins--;
  }

  private synchronized void release(long reserved) {
    bytes -= reserved;
  }

  private synchronized void reserve(String key, long more) {
    if (more > maxBytes) {
      throw new QueryException(
          QueryException.Kind.TOO_LARGE,
          "Cannot read file: " + more + " bytes do not fit into sql.cache-bytes: " + key);
    }
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (bytes + more > maxBytes && oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next();
      if (entry.pins == 0) {
        oldestFirst.remove();
        delete(entry);
      }
    }
    if (bytes + more > maxBytes) {
      throw new QueryException(
          QueryException.Kind.UNAVAILABLE,
          "Cannot read file: the files that queries hold fill sql.cache-bytes: " + key);
    }
    bytes += more;
  }

  private void delete(Entry entry) {
    try {
      Files.deleteIfExists(entry.path);
    } catch (IOException e) {
      LOG.warn("Failed to delete cached file: {}", entry.path, e);
    }
    bytes -= entry.length;
    evictions++;
  }

  private synchronized void index() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> paths = Files.list(directory)) {
      paths.forEach(found::add);
    }
    found.sort(Comparator.comparing(path -> path.toFile().lastModified()));
    for (Path path : found) {
      Matcher name = NAME.matcher(path.getFileName().toString());
      if (name.matches() && Long.toString(Files.size(path)).equals(name.group(2))) {
        entries.put(name.group(1), new Entry(path, Files.size(path)));
        bytes += Files.size(path);
      } else {
        Files.delete(path);
      }
    }
    reserve("", 0);
  }

  private static void requireLength(String key, long expected, long actual) {
    if (expected != UNKNOWN_LENGTH && expected != actual) {
      throw new QueryException(
          QueryException.Kind.FAILED,
          "Failed to read file: " + actual + " bytes instead of " + expected + ": " + key);
    }
  }

  private static String sha256(String text) {
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.encode(text);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(utf8);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
