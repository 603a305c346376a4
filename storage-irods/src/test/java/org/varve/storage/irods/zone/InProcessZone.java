// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.zone.ZoneEntry.DataObject;
import org.varve.storage.irods.zone.ZoneEntry.Replica;

/**
 * A zone named {@code tempZone} with an administrator {@code rods}, on a port of the loopback
 * interface. What it stores lies in a directory that the caller gives and removes.
 *
 * <p>Not here, though a real zone has it: tickets, rules, quotas, federation, and the progress
 * messages of long removals. Thread-safe; whoever started it closes it.
 */
public final class InProcessZone implements AutoCloseable {
  public static final String ZONE = "tempZone";
  public static final String ADMIN = "rods";
  public static final String PASSWORD = "rods-password";

  private final ZoneCatalog catalog;
  private final ZoneFaults faults = new ZoneFaults();
  private final Map<Integer, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<ZoneAgent> agents = ConcurrentHashMap.newKeySet();
  private final @Nullable ZoneTls tls;
  private ServerSocket listener;
  private int port;

  private InProcessZone(Path vault, @Nullable ZoneTls tls) {
    this.tls = tls;
    catalog = new ZoneCatalog(ZONE, vault, Clock.systemUTC(), ADMIN, PASSWORD);
  }

  public static InProcessZone start(Path vault) throws IOException {
    return start(vault, null);
  }

  /** One that can encrypt its connections. */
  public static InProcessZone start(Path vault, @Nullable ZoneTls tls) throws IOException {
    Files.createDirectories(vault);
    var zone = new InProcessZone(vault, tls);
    zone.listen();
    return zone;
  }

  public int port() {
    return port;
  }

  public String host() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  public ZoneFaults faults() {
    return faults;
  }

  /** Takes connections, on the same port as before if there was one. */
  public synchronized void listen() throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = socket;
    port = socket.getLocalPort();
    var acceptor = new Thread(() -> accept(socket), "zone-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Takes no more connections and ends those there are: the zone is down. */
  public synchronized void goDown() throws IOException {
    listener.close();
    dropConnections();
  }

  /** Ends every connection, as a firewall or a restart of the server does. */
  public void dropConnections() {
    agents.forEach(ZoneAgent::close);
  }

  public int connections() {
    return agents.size();
  }

  /** How many requests of a number came in so far. */
  public long requests(int api) {
    LongAdder count = counts.get(api);
    return count == null ? 0 : count.sum();
  }

  /** All requests but those of logging in. */
  public long requests() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey() != Api.AUTHENTICATE)
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /** An ordinary user with a home collection. */
  public void addUser(String name, String password) {
    catalog.addUser(name, "rodsuser", password);
  }

  public void addGroup(String name, String... members) {
    ZoneUser group = catalog.addUser(name, "rodsgroup", "");
    for (String member : members) {
      group.members.add(catalog.user(member).id);
    }
  }

  /** Gives a user an account that PAM knows. */
  public void setPamPassword(String user, String password) {
    catalog.user(user).pamPassword = password;
  }

  public void setPassword(String user, String password) {
    catalog.user(user).password = password;
  }

  public void makeCollections(String owner, String path) {
    synchronized (catalog) {
      if (catalog.findCollection(path).isEmpty()) {
        catalog.createCollection(catalog.user(owner), path, true);
      }
    }
  }

  /** A collection that the user made, wherever it is; the administrator makes what leads to it. */
  public void makeOwned(String owner, String path) {
    synchronized (catalog) {
      makeCollections(ADMIN, ZoneEntry.parentOf(path));
      catalog.createOwned(catalog.user(owner), path);
    }
  }

  /** The levels that were given on a collection or a data object, by user or group. */
  public Map<String, AccessLevel> access(String path) {
    synchronized (catalog) {
      Map<String, AccessLevel> access = new TreeMap<>();
      entry(path)
          .access
          .forEach((id, level) -> access.put(catalog.findUser(id).orElseThrow().name, level));
      return access;
    }
  }

  /** Renames a collection or a data object, as its owner does. */
  public void rename(String from, String to) {
    synchronized (catalog) {
      catalog.rename(entry(from).owner, from, to, false);
    }
  }

  /** The triples on a collection or a data object, as {@code attribute=value unit}. */
  public List<String> avus(String path) {
    synchronized (catalog) {
      return entry(path).avus.stream()
          .map(avu -> (avu.attribute() + "=" + avu.value() + " " + avu.unit()).strip())
          .toList();
    }
  }

  /** Lets what is made in a collection get its permissions. */
  public void inherit(String path) {
    synchronized (catalog) {
      catalog.findCollection(path).orElseThrow().inherits = true;
    }
  }

  public void grant(String user, AccessLevel level, String path) {
    synchronized (catalog) {
      entry(path).access.put(catalog.user(user).id, level);
    }
  }

  public void revoke(String user, String path) {
    synchronized (catalog) {
      entry(path).access.remove(catalog.user(user).id);
    }
  }

  /** A good object with the given bytes at the given position, and a hole before them. */
  public void plantObject(String owner, String path, long position, byte[] bytes)
      throws IOException {
    synchronized (catalog) {
      makeCollections(owner, ZoneEntry.parentOf(path));
      DataObject object =
          catalog.createObject(catalog.user(owner), path, ZoneCatalog.DEFAULT_RESOURCE);
      Replica replica = object.replicas.get(0);
      try (FileChannel file = FileChannel.open(replica.file, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(bytes), position);
      }
      replica.size = Files.size(replica.file);
      replica.status = 1;
    }
  }

  public void addAvu(String path, String attribute, String value, String unit) {
    synchronized (catalog) {
      entry(path).avus.add(new ZoneEntry.Avu(attribute, value, unit));
    }
  }

  /** Another replica with its own bytes. */
  public void addReplica(String path, String resource, int status, String bytes) {
    synchronized (catalog) {
      Replica replica = catalog.addReplica(object(path), resource, status);
      try {
        Files.write(replica.file, bytes.getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      replica.size = bytes.getBytes(UTF_8).length;
    }
  }

  public void setReplicaStatus(String path, int number, int status) {
    synchronized (catalog) {
      object(path).replicas.get(number).status = status;
    }
  }

  public void setChecksum(String path, int number, String checksum) {
    synchronized (catalog) {
      object(path).replicas.get(number).checksum = checksum;
    }
  }

  /** Cuts the file of a replica behind the catalog's back. */
  public void truncate(String path, int number, long size) throws IOException {
    try (FileChannel file =
        FileChannel.open(object(path).replicas.get(number).file, StandardOpenOption.WRITE)) {
      file.truncate(size);
    }
  }

  /** The next write stores other bytes than it was given, and says nothing. */
  public void corruptNextWrite() {
    catalog.corruptNextWrite();
  }

  /** The status of each replica, in the order of their numbers; empty if there is no object. */
  public List<Integer> statuses(String path) {
    synchronized (catalog) {
      return catalog
          .findObject(path)
          .map(object -> object.replicas.values().stream().map(replica -> replica.status).toList())
          .orElse(List.of());
    }
  }

  /** The resource of each replica, in the order of their numbers; empty if there is no object. */
  public List<String> resources(String path) {
    synchronized (catalog) {
      return catalog
          .findObject(path)
          .map(
              object -> object.replicas.values().stream().map(replica -> replica.resource).toList())
          .orElse(List.of());
    }
  }

  /** The bytes on disk of a replica, whatever its status. */
  public byte[] bytesOf(String path, int number) throws IOException {
    return Files.readAllBytes(object(path).replicas.get(number).file);
  }

  /** Logical paths of everything below a collection, whatever its status. */
  public List<String> objectsBelow(String collection) {
    return catalog.objects().stream()
        .map(object -> object.path)
        .filter(path -> path.startsWith(collection + "/"))
        .toList();
  }

  @Override
  public void close() throws IOException {
    goDown();
  }

  private DataObject object(String path) {
    return catalog.objectOrThrow(path, Codes.NO_ROWS);
  }

  private ZoneEntry entry(String path) {
    return catalog
        .findCollection(path)
        .<ZoneEntry>map(found -> found)
        .orElseGet(() -> object(path));
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        if (socket.isClosed()) {
          connection.close(); // taken while the zone went down
        } else {
          serve(connection);
        }
      } catch (IOException e) {
        return; // the listener was closed
      }
    }
  }

  private void serve(Socket connection) {
    var agent = new ZoneAgent(catalog, faults, this::count, connection, tls);
    agents.add(agent);
    var thread =
        new Thread(
            () -> {
              try {
                agent.run();
              } finally {
                agents.remove(agent);
              }
            },
            "zone-agent");
    thread.setDaemon(true);
    thread.start();
  }

  private void count(int api) {
    counts.computeIfAbsent(api, number -> new LongAdder()).increment();
  }
}
