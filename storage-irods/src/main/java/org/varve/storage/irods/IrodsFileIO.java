// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableMap;
import org.jspecify.annotations.Nullable;
import org.varve.storage.BulkFailures;
import org.varve.storage.TemporaryNames;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.LogicalPath;

/**
 * Data objects of an iRODS zone, for Iceberg.
 *
 * <p>A location is {@code irods://<zone>/<path>}, and is never percent-decoded. Only data objects
 * with a good replica count: what is being written, and what a writer left that died, is neither
 * listed nor read. Names of the form {@code .varve-….part} are kept for unfinished files. A file
 * that Iceberg can open was compared with what its writer sent, by length and by the checksum that
 * the server computed (if the zone's scheme is SHA-256, its default). Collections are made on
 * demand.
 *
 * <p>The properties are those of {@link IrodsProperties}; they hold the password, so whoever sees
 * them can log in. An instance that was made of a client cannot be serialized.
 *
 * <p>Thread-safe; each stream is for one thread at a time. Connects when it is first used. Whoever
 * made it closes it, after its streams; a client that was given stays open.
 */
public final class IrodsFileIO implements DelegateFileIO {
  private static final int MAX_DELETING = 8;

  private Map<String, String> properties = SerializableMap.copyOf(Map.of());
  private boolean embedded;

  /** Given, or made on first use from the properties; guarded by this. */
  private transient @Nullable IrodsClient client;

  /** For Iceberg, which calls {@link #initialize} next. */
  public IrodsFileIO() {}

  /** For programs that have a client, and close it themselves. */
  public IrodsFileIO(IrodsClient client) {
    this.client = client;
    this.embedded = true;
  }

  @Override
  public void initialize(Map<String, String> newProperties) {
    properties = SerializableMap.copyOf(newProperties);
  }

  @Override
  public Map<String, String> properties() {
    return properties;
  }

  @Override
  public InputFile newInputFile(String location) {
    return new IrodsInputFile(client(), IrodsLocation.parse(location));
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code create()} fails with {@code AlreadyExistsException} if the name is taken, and so does
   * {@code close()} if another writer was faster: of any number of writers that create a file, one
   * wins. {@code createOrOverwrite()} is not atomic where a file is: the old one is renamed away
   * and the new one takes its name; between the two a reader finds nothing, and never wrong bytes.
   * Both give an {@link org.varve.storage.Abortable} stream. If {@code close()} fails with anything
   * but {@code AlreadyExistsException}, the file is there whole or not at all.
   */
  @Override
  public OutputFile newOutputFile(String location) {
    IrodsLocation parsed = IrodsLocation.parse(location);
    ValidationException.check(
        !TemporaryNames.isTemporary(parsed.path().name()),
        "Invalid location: reserved for temporary files: %s",
        location);
    return new IrodsOutputFile(client(), parsed);
  }

  /**
   * Deletes a file for good, not into the trash; its collection stays. Does nothing if there is no
   * such file, or if its collection cannot be seen, which iRODS does not tell apart.
   *
   * @throws RuntimeIOException if it cannot be deleted, or is a collection
   */
  @Override
  public void deleteFile(String location) {
    delete(IrodsLocation.parse(location));
  }

  private void delete(IrodsLocation location) {
    try {
      client().unlink(location.path());
    } catch (IrodsClientException e) {
      if (e.kind() != IrodsClientException.Kind.NOT_FOUND || isCollection(location)) {
        throw IrodsFailures.failed(e, "delete", location);
      }
    }
  }

  private boolean isCollection(IrodsLocation location) {
    try {
      return client().isCollection(location.path());
    } catch (IrodsClientException e) {
      throw IrodsFailures.failed(e, "delete", location);
    }
  }

  /**
   * Deletes the files, several at a time, whatever happens to the others.
   *
   * @throws org.apache.iceberg.io.BulkDeletionFailureException with the count of those that could
   *     not be deleted, each failure attached as suppressed
   */
  @Override
  public void deleteFiles(Iterable<String> locations) {
    var failures = new BulkFailures();
    try (var workers = new Workers("irods-delete", MAX_DELETING)) {
      for (String location : locations) {
        workers.run(() -> failures.attempt(() -> deleteFile(location)));
      }
    }
    failures.throwIfAny();
  }

  /**
   * The files under a collection at any depth, in the order of their locations' UTF-8 bytes.
   *
   * <p>The prefix names a collection, with or without a slash at the end, so {@code …/a/b} does not
   * cover {@code …/a/bc}; if it names a file, that file is the listing. Missing means empty. A
   * listing is not a point in time: files that come or go while it is read may show or not.
   * Collections are read one by one as the caller goes on. The creation time is the time of the
   * last modification, in whole seconds.
   */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    IrodsLocation root = IrodsLocation.parsePrefix(prefix);
    return () -> new IrodsListing(client(), root);
  }

  /**
   * Deletes every file under a collection, with what unfinished writers left there and the
   * collections themselves. See {@link #listPrefix} for what a prefix is. Missing is fine.
   *
   * @throws RuntimeIOException if something could not be deleted; the rest may be deleted or not
   */
  @Override
  public void deletePrefix(String prefix) {
    IrodsLocation root = IrodsLocation.parsePrefix(prefix);
    try {
      deleteTree(root.path());
      if (!client().isCollection(root.path())) {
        client().unlinkIfThere(root.path());
      }
    } catch (IrodsClientException e) {
      throw IrodsFailures.failed(e, "delete prefix", root);
    }
  }

  private void deleteTree(LogicalPath collection) {
    client().listCollections(collection).forEach(this::deleteTree);
    var failures = new BulkFailures();
    try (var workers = new Workers("irods-delete", MAX_DELETING)) {
      for (LogicalPath object : client().listAllObjects(collection)) {
        workers.run(() -> failures.attempt(() -> client().unlinkIfThere(object)));
      }
    }
    failures.throwFirst();
    try {
      client().removeCollection(collection);
    } catch (IrodsClientException e) {
      // A writer came in between; its file is not one of those that were asked for.
      if (e.code() != IrodsClientException.COLLECTION_NOT_EMPTY) {
        throw e;
      }
    }
  }

  /** Closes the client, unless it was given. */
  @Override
  public synchronized void close() {
    if (client != null && !embedded) {
      client.close();
      client = null;
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    if (embedded) {
      throw new NotSerializableException(
          "Cannot serialize IrodsFileIO: its client is not in its properties");
    }
    out.defaultWriteObject();
  }

  private synchronized IrodsClient client() {
    if (client == null) {
      client = new IrodsClient(IrodsProperties.config(properties));
    }
    return client;
  }
}
