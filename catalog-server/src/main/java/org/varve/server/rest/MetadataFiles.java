// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.apache.iceberg.view.ViewProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.varve.catalog.MetadataCache;

/** Metadata files: reads them, and writes those of a commit. Thread-safe. */
final class MetadataFiles {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataFiles.class);
  private static final Pattern VERSION = Pattern.compile("(\\d{1,9})-");

  private static final long MAX_VIEW_BYTES = 16L << 20;
  private static final long MAX_CONTENT_BYTES = 32L << 20;

  private final FileIO io;
  private final MetadataCache parsed;

  /** By location, like the tables': what a location holds never changes. */
  private final Cache<String, ParsedView> views =
      Caffeine.newBuilder()
          .maximumWeight(MAX_VIEW_BYTES)
          .weigher((String location, ParsedView view) -> view.bytes() + location.length())
          .build();

  /** By location: what this process wrote last to each table, which most commits add to. */
  private final Cache<String, MetadataJson> contents =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CONTENT_BYTES)
          .weigher((String location, MetadataJson json) -> json.bytes().length + 4_096)
          .build();

  MetadataFiles(FileIO io, MetadataCache parsed) {
    this.io = io;
    this.parsed = parsed;
  }

  /**
   * The table metadata at a location, parsed at most once while it is cached.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such file
   */
  TableMetadata loadTable(String location) {
    return parsed.load(io, location);
  }

  /**
   * The view metadata at a location, parsed at most once while it is cached.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is no such file
   */
  ViewMetadata loadView(String location) {
    return views
        .get(
            location,
            missing ->
                ParsedView.of(missing, new String(loadJson(missing), StandardCharsets.UTF_8)))
        .metadata();
  }

  /**
   * The table metadata in a file that a client names.
   *
   * @throws IllegalArgumentException if it is something else
   */
  TableMetadata loadForeignTable(String location) {
    return parseForeign(location, this::loadTable);
  }

  /**
   * The view metadata in a file that a client names.
   *
   * @throws IllegalArgumentException if it is something else
   */
  ViewMetadata loadForeignView(String location) {
    return parseForeign(location, this::loadView);
  }

  private static <T> T parseForeign(String location, Function<String, T> parse) {
    try {
      return parse.apply(location);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof JsonProcessingException) {
        throw new IllegalArgumentException("Invalid metadata: it is not JSON: " + location, e);
      }
      throw e;
    } catch (NullPointerException | ClassCastException | IllegalStateException e) {
      // Iceberg's parsers, about fields that they take for granted.
      throw new IllegalArgumentException("Invalid metadata: something is missing: " + location, e);
    }
  }

  /** The JSON at a location, not parsed. */
  byte[] loadJson(String location) {
    try (InputStream in = io.newInputFile(location).newStream()) {
      return isGzip(location) ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    } catch (NotFoundException e) {
      // The text that Iceberg's clients know from its own FileIO.
      throw new NotFoundException(e, "Failed to open input stream for file: %s", location);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to read metadata: %s", location);
    }
  }

  /**
   * Writes a table's next metadata file.
   *
   * @param base the metadata location that it follows; null for the first
   */
  WrittenTable write(@Nullable String base, TableMetadata metadata) {
    String location =
        nextLocation(
            base,
            metadata.location(),
            metadata.properties(),
            TableProperties.WRITE_METADATA_LOCATION,
            TableProperties.METADATA_COMPRESSION);
    MetadataJson json =
        Optional.ofNullable(base)
            .map(contents::getIfPresent)
            .flatMap(before -> before.followedBy(metadata))
            .orElseGet(() -> MetadataJson.of(metadata));
    write(location, json.bytes());
    TableMetadata stored =
        TableMetadata.buildFrom(metadata).discardChanges().withMetadataLocation(location).build();
    return new WrittenTable(stored, json);
  }

  /**
   * Keeps what a commit made visible, so that nobody has to read it back.
   *
   * @param base the metadata location that it followed; null for the first
   */
  void remember(@Nullable String base, WrittenTable written) {
    parsed.put(written.location(), written.metadata());
    contents.put(written.location(), written.content());
    if (base != null) {
      contents.invalidate(base);
    }
  }

  /**
   * Writes a view's next metadata file.
   *
   * @param base the metadata location that it follows; null for the first
   */
  ViewMetadata write(@Nullable String base, ViewMetadata metadata) {
    String location =
        nextLocation(
            base,
            metadata.location(),
            metadata.properties(),
            ViewProperties.WRITE_METADATA_LOCATION,
            ViewProperties.METADATA_COMPRESSION);
    String json = ViewMetadataParser.toJson(metadata);
    write(location, json.getBytes(StandardCharsets.UTF_8));
    ParsedView written = ParsedView.of(location, json);
    views.put(location, written);
    return written.metadata();
  }

  /** Removes a file of a commit that certainly did not happen. A failure is only logged. */
  void deleteUncommitted(String location) {
    try {
      io.deleteFile(location);
    } catch (RuntimeException e) {
      LOG.warn("Failed to delete metadata of a commit that did not happen: {}", location, e);
    }
  }

  /**
   * Removes the metadata files that a table no longer lists, if its properties ask for that. Called
   * after the commit; what cannot be removed is only logged. What lies outside of the table stays,
   * whatever its metadata says.
   */
  void deleteSuperseded(TableMetadata base, TableMetadata committed) {
    if (!committed.propertyAsBoolean(
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT)) {
      return;
    }
    String within = Locations.withoutSlash(committed.location()) + "/";
    Set<MetadataLogEntry> listed = Set.copyOf(committed.previousFiles());
    List<String> superseded =
        base.previousFiles().stream()
            .filter(entry -> !listed.contains(entry))
            .map(MetadataLogEntry::file)
            .filter(file -> file.startsWith(within))
            .toList();
    CatalogUtil.deleteFiles(io, superseded, "superseded metadata", true);
  }

  private void write(String location, byte[] json) {
    try (OutputStream out = io.newOutputFile(location).create()) {
      out.write(isGzip(location) ? gzip(json) : json);
    } catch (IOException e) {
      throw new RuntimeIOException(e, "Failed to write metadata: %s", location);
    }
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static boolean isGzip(String location) {
    return location.endsWith(".gz.metadata.json") || location.endsWith(".metadata.json.gz");
  }

  private static String nextLocation(
      @Nullable String base,
      String location,
      Map<String, String> properties,
      String directoryProperty,
      String codecProperty) {
    String directory =
        properties.getOrDefault(directoryProperty, Locations.withoutSlash(location) + "/metadata");
    String codec = properties.getOrDefault(codecProperty, "none");
    return String.format(
        Locale.ROOT,
        "%s/%05d-%s%s",
        Locations.withoutSlash(directory),
        base == null ? 0 : version(base) + 1,
        UUID.randomUUID(),
        TableMetadataParser.getFileExtension(codec.toUpperCase(Locale.ROOT)));
  }

  private static int version(String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    Matcher matcher = VERSION.matcher(name);
    // Metadata that another catalog wrote may be named otherwise: then numbers start again.
    return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /**
   * A view's metadata.
   *
   * @param bytes about what it takes of the heap
   */
  private record ParsedView(ViewMetadata metadata, int bytes) {
    static ParsedView of(String location, String json) {
      return new ParsedView(ViewMetadataParser.fromJson(location, json), 2 * json.length());
    }
  }
}
