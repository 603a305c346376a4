// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.irods.irods4j.common.Reference;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSKeywords;
import org.irods.irods4j.low_level.protocol.packing_instructions.CollInpNew_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.CollOprStat_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.DataObjCopyInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.DataObjInp_PI;
import org.varve.storage.irods.client.IrodsClientException.Kind;
import org.varve.storage.irods.client.IrodsConnection.Effect;

/**
 * A zone, as one user sees it.
 *
 * <p>Every call may wait for a connection of the pool. A question that loses its connection is
 * asked once more; a change never is. Unless said otherwise failures are {@link
 * IrodsClientException}s of the kind that fits, with {@code OUTCOME_UNKNOWN} for a change whose
 * answer was lost.
 *
 * <p>Thread-safe. Making one connects to nothing. Whoever made it closes it, after its readers and
 * writers.
 */
public final class IrodsClient implements AutoCloseable {
  private static final int RENAME_DATA_OBJECT = 11;

  private final IrodsConfig config;
  private final IrodsConnectionPool pool;
  private final IrodsReadHandles handles;
  private final IrodsRequests requests;
  private final IrodsThreads threads;

  public IrodsClient(IrodsConfig config) {
    this.config = config;
    this.pool = new IrodsConnectionPool(config);
    this.handles = new IrodsReadHandles(pool, config.pool().idleTimeout());
    this.requests = new IrodsRequests(pool, config.timeouts().read());
    this.threads = new IrodsThreads(config.pool().idleTimeout(), this::closeUnused);
  }

  /** Runs a computation while the caller waits for the network. */
  CompletableFuture<Void> runBeside(Runnable computation) {
    return threads.runBeside(computation);
  }

  private void closeUnused() {
    handles.closeExpired();
    pool.closeIdle();
  }

  /** The zone and its server, for messages. */
  public IrodsEndpoint endpoint() {
    return config.endpoint();
  }

  /** Who asks: {@code user#zone}. */
  public String user() {
    return config.login().effectiveUser() + "#" + config.endpoint().zone();
  }

  /**
   * A client of its own that logs in as this one does, and whom the zone takes for another user: to
   * do as he what needs his permissions, without his password. For a few calls; the caller closes
   * it.
   *
   * <p>Only a rodsadmin may; for others the first request fails with kind {@code FORBIDDEN}.
   */
  public IrodsClient actingAs(String user) {
    return new IrodsClient(with(config.login().as(user)));
  }

  /**
   * Logs in as that user, and out again.
   *
   * @throws IrodsClientException with kind {@code FORBIDDEN} if the zone refuses, {@code
   *     UNAVAILABLE} if it could not be asked
   */
  public void checkLogin(IrodsLogin login) {
    IrodsConnection.open(with(login)).close();
  }

  private IrodsConfig with(IrodsLogin login) {
    return new IrodsConfig(
        config.endpoint(),
        login,
        config.tls(),
        config.timeouts(),
        config.pool(),
        config.resource());
  }

  /** Logs in and asks the catalog something, or says why that is impossible. */
  public void checkAvailable() {
    read(connection -> IrodsCatalog.isCollection(connection, new LogicalPath("/")));
  }

  public ObjectLookup lookUp(LogicalPath path) {
    return read(connection -> IrodsCatalog.lookUp(connection, path));
  }

  /** Whether there is a collection that the user can see. */
  public boolean isCollection(LogicalPath path) {
    return read(connection -> IrodsCatalog.isCollection(connection, path));
  }

  /** The whole data objects directly in a collection, in no order; none if it is missing. */
  public List<IrodsObject> listObjects(LogicalPath collection) {
    return read(connection -> IrodsCatalog.objectsIn(connection, collection));
  }

  /** All data objects directly in a collection, whole or not, in no order. */
  public List<LogicalPath> listAllObjects(LogicalPath collection) {
    return read(connection -> IrodsCatalog.namesIn(connection, collection));
  }

  /** What the catalog knows of every data object directly in a collection, in no order. */
  public List<IrodsObjectState> listStates(LogicalPath collection) {
    return read(connection -> IrodsCatalog.statesIn(connection, collection));
  }

  /** The collections directly in a collection, in no order; none if it is missing. */
  public List<LogicalPath> listCollections(LogicalPath collection) {
    return read(connection -> IrodsCatalog.collectionsIn(connection, collection));
  }

  /** Opens an object that was just looked up. The caller closes the reader. */
  public IrodsReader openReader(IrodsObject object) {
    return new IrodsReader(handles, object);
  }

  /**
   * Opens a new data object. Its collection must be there. The caller finishes or aborts the
   * writer.
   *
   * @throws IrodsClientException with kind {@code EXISTS} or {@code LOCKED} if the name is taken
   */
  public IrodsWriter openWriter(LogicalPath path) {
    try {
      return new IrodsWriter(this, path, IrodsDescriptor.create(pool, path, config.resource()));
    } catch (IrodsClientException e) {
      if (e.kind() == Kind.OUTCOME_UNKNOWN) {
        removeHalfCreated(path, e);
      }
      throw e;
    }
  }

  /** If the answer was lost after the server created the object, an empty stale one is left. */
  private void removeHalfCreated(LogicalPath path, IrodsClientException lost) {
    try {
      if (settled(path) instanceof ObjectLookup.Broken broken && !broken.beingWritten()) {
        unlinkIfThere(path);
      }
    } catch (IrodsClientException e) {
      lost.addSuppressed(e);
    }
  }

  /**
   * Gives a data object another name in the same collection, in one step, if nobody has it.
   *
   * @throws IrodsClientException with kind {@code EXISTS} if the name is taken
   */
  public void rename(IrodsObject object, LogicalPath to) {
    var input = new DataObjCopyInp_PI();
    input.DataObjInp_PI = new DataObjInp_PI[] {renamed(object.path()), renamed(to)};
    try {
      change("rename data object", object.path(), comm -> IRODSApi.rcDataObjRename(comm, input));
    } catch (IrodsClientException e) {
      if (e.kind() != Kind.OUTCOME_UNKNOWN || !isAt(object, to, e)) {
        throw e;
      }
    }
  }

  private static DataObjInp_PI renamed(LogicalPath path) {
    DataObjInp_PI input = new Keywords().forObject(path);
    input.oprType = RENAME_DATA_OBJECT;
    return input;
  }

  private boolean isAt(IrodsObject object, LogicalPath path, IrodsClientException lost) {
    try {
      return lookUp(path) instanceof ObjectLookup.Good good && good.object().id() == object.id();
    } catch (IrodsClientException e) {
      lost.addSuppressed(e);
      return false;
    }
  }

  /**
   * Removes a data object for good, not into the trash.
   *
   * @throws IrodsClientException with kind {@code NOT_FOUND} if it is missing
   */
  public void unlink(LogicalPath path) {
    DataObjInp_PI input = new Keywords().with(IRODSKeywords.FORCE_FLAG, "").forObject(path);
    try {
      change("remove data object", path, comm -> IRODSApi.rcDataObjUnlink(comm, input));
    } catch (IrodsClientException e) {
      if (e.kind() != Kind.OUTCOME_UNKNOWN || !isMissing(path, e)) {
        throw e;
      }
    }
  }

  private boolean isMissing(LogicalPath path, IrodsClientException lost) {
    try {
      return lookUp(path) instanceof ObjectLookup.Missing;
    } catch (IrodsClientException e) {
      lost.addSuppressed(e);
      return false;
    }
  }

  /** As {@link #unlink}; missing is fine. */
  public void unlinkIfThere(LogicalPath path) {
    try {
      unlink(path);
    } catch (IrodsClientException e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Makes a collection and its missing ancestors. Does nothing if it is there. */
  public void createCollections(LogicalPath path) {
    var input = new CollInpNew_PI();
    input.collName = path.text();
    input.KeyValPair_PI = new Keywords().with(IRODSKeywords.RECURSIVE_OPR, "").packed();
    try {
      change("create collection", path, comm -> IRODSApi.rcCollCreate(comm, input));
    } catch (IrodsClientException e) {
      boolean doubtful = e.kind() == Kind.EXISTS || e.kind() == Kind.OUTCOME_UNKNOWN;
      if (!doubtful || !isCollection(path)) {
        throw e;
      }
    }
  }

  /**
   * Removes an empty collection. Missing is fine.
   *
   * @throws IrodsClientException also if it is not empty
   */
  public void removeCollection(LogicalPath path) {
    var input = new CollInpNew_PI();
    input.collName = path.text();
    input.KeyValPair_PI = new Keywords().with(IRODSKeywords.FORCE_FLAG, "").packed();
    try {
      change(
          "remove collection",
          path,
          comm -> IRODSApi.rcRmColl(comm, input, new Reference<CollOprStat_PI>()));
    } catch (IrodsClientException e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** The checksum that the server has, or computes now if it has none. */
  String checksum(LogicalPath path) {
    DataObjInp_PI input = new Keywords().forObject(path);
    return read(
        connection -> {
          var output = new Reference<String>();
          connection.request(
              Effect.READS,
              "compute checksum",
              path.text(),
              comm -> IRODSApi.rcDataObjChksum(comm, input, output));
          return output.value;
        });
  }

  /** What becomes of an object after its writer closed it or was lost. */
  ObjectLookup settled(long id, LogicalPath path) {
    return requests.settle(connection -> IrodsCatalog.lookUpById(connection, id, path));
  }

  private ObjectLookup settled(LogicalPath path) {
    return requests.settle(connection -> IrodsCatalog.lookUp(connection, path));
  }

  void change(String verb, LogicalPath path, IrodsConnection.Request request) {
    requests.change(verb, path, request);
  }

  <T> T read(Function<IrodsConnection, T> question) {
    return requests.read(question);
  }

  void readOnce(Consumer<IrodsConnection> question) {
    requests.readOnce(question);
  }

  /** Connections that are open. */
  public int connections() {
    return pool.connections();
  }

  /** Connections that are in use at this moment. */
  public int leasedConnections() {
    return pool.leased();
  }

  @Override
  public void close() {
    threads.close();
    handles.close();
    pool.close();
  }
}
