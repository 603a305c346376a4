// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableMap;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.IrodsFileIO;
import org.varve.storage.irods.client.IrodsClient;

/**
 * The files of buckets, wherever the buckets lie.
 *
 * <p>A location is {@code s3://<bucket>/<key>}. The bucket's root is looked up at each call, and
 * the {@code FileIO} of the root's scheme does the work, with its promises: {@link LocalFileIO} for
 * {@code file:}, {@link IrodsFileIO} for {@code irods:}, whose properties it takes as well.
 * Everything that comes back is named by {@code s3://} locations again. A key never leaves its
 * root: empty, {@code .} and {@code ..} segments are refused with a {@code ValidationException},
 * and nothing is percent-decoded.
 *
 * <p>Two ways to make one. A program that knows its buckets passes {@link BucketRoots}; such an
 * instance cannot be serialized. A Spark job names this class as {@code io-impl} and gives each
 * bucket's root as a property, {@code varve.bucket.<bucket>.root=file:///srv/varve/lab}.
 *
 * <p>The property {@code varve.extra-locations}, prefixes of {@code file:} locations with commas
 * between them, lets files below those through as they are named. Without it every location that is
 * not {@code s3://} is refused.
 *
 * <p>Thread-safe. Whoever made it closes it.
 */
public final class BucketFileIO implements DelegateFileIO {
  /** Prefixes of locations that are files of this machine and lie in no bucket. */
  public static final String EXTRA_LOCATIONS = "varve.extra-locations";

  private Map<String, String> properties = SerializableMap.copyOf(Map.of());
  private transient @Nullable BucketRoots embeddedRoots;
  private final LocalFileIO localFiles = new LocalFileIO();
  private IrodsFileIO irodsFiles = new IrodsFileIO();

  /** For Iceberg, which calls {@link #initialize} next. */
  public BucketFileIO() {}

  /** For programs that keep the roots themselves, none of them in a zone. */
  public BucketFileIO(BucketRoots roots) {
    embeddedRoots = roots;
  }

  /** For programs that keep the roots themselves, and a client of the zone that some lie in. */
  public BucketFileIO(BucketRoots roots, IrodsClient client) {
    embeddedRoots = roots;
    irodsFiles = new IrodsFileIO(client);
  }

  @Override
  public void initialize(Map<String, String> newProperties) {
    properties = SerializableMap.copyOf(newProperties);
    irodsFiles.initialize(newProperties);
  }

  @Override
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public InputFile newInputFile(String location) {
    String rooted = rootedFile(location);
    return new BucketInputFile(location, filesOf(rooted).newInputFile(rooted));
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    String rooted = rootedFile(location);
    return new BucketInputFile(location, filesOf(rooted).newInputFile(rooted, length));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    String rooted = rootedFile(location);
    return new BucketOutputFile(location, filesOf(rooted).newOutputFile(rooted));
  }

  @Override
  public void deleteFile(String location) {
    String rooted = rootedFile(location);
    filesOf(rooted).deleteFile(rooted);
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    var failures = new BulkFailures();
    List<String> rooted = new ArrayList<>();
    for (String location : locations) {
      failures.attempt(() -> rooted.add(rootedFile(location)));
    }
    deleteRooted(rooted, failures);
    failures.throwIfAny();
  }

  /** By scheme, so that what is slow one by one is done as its {@code FileIO} does it best. */
  private void deleteRooted(List<String> rooted, BulkFailures failures) {
    Map<DelegateFileIO, List<String>> byFiles = new LinkedHashMap<>();
    for (String location : rooted) {
      failures.attempt(
          () ->
              byFiles.computeIfAbsent(filesOf(location), files -> new ArrayList<>()).add(location));
    }
    byFiles.forEach((files, locations) -> failures.attemptAll(() -> files.deleteFiles(locations)));
  }

  /** As the root's {@code FileIO} lists, in its order. The prefix may be a whole bucket. */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    BucketLocation parsed = BucketLocation.parsePrefix(prefix);
    String root = roots().loadRoot(parsed.bucket());
    String base = new BucketLocation(parsed.bucket(), "").below(root);
    return new RenamedListing(
        filesOf(base).listPrefix(parsed.below(root)), base, "s3://" + parsed.bucket());
  }

  @Override
  public void deletePrefix(String prefix) {
    BucketLocation parsed = BucketLocation.parsePrefix(prefix);
    String rooted = parsed.below(roots().loadRoot(parsed.bucket()));
    filesOf(rooted).deletePrefix(rooted);
  }

  @Override
  public void close() {
    localFiles.close();
    irodsFiles.close();
  }

  private String rootedFile(String location) {
    if (isExtra(location)) {
      return location;
    }
    BucketLocation parsed = BucketLocation.parseFile(location);
    return parsed.below(roots().loadRoot(parsed.bucket()));
  }

  private boolean isExtra(String location) {
    String prefixes = properties.getOrDefault(EXTRA_LOCATIONS, "");
    return location.startsWith("file:")
        && !location.matches(".*/\\.\\.?(/.*)?")
        && Arrays.stream(prefixes.split(","))
            .filter(prefix -> prefix.startsWith("file:"))
            .anyMatch(prefix -> location.startsWith(prefix.endsWith("/") ? prefix : prefix + "/"));
  }

  private DelegateFileIO filesOf(String rooted) {
    if (rooted.startsWith("irods:")) {
      return irodsFiles;
    }
    ValidationException.check(
        rooted.startsWith("file:"), "Invalid bucket root: unknown scheme: %s", rooted);
    return localFiles;
  }

  private BucketRoots roots() {
    BucketRoots given = embeddedRoots;
    return given != null ? given : new PropertyBucketRoots(properties);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    if (embeddedRoots != null) {
      throw new NotSerializableException(
          "Cannot serialize BucketFileIO: its roots are not in its properties");
    }
    out.defaultWriteObject();
  }
}
