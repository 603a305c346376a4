// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.zone.WireMessage.Header;

/**
 * Serves one connection: greets, lets the client log in, and answers one request after another. One
 * thread; {@link #close} may come from another.
 */
final class ZoneAgent implements Runnable {
  static final String VERSION = "rods5.0.2";

  private final ZoneCatalog catalog;
  private final ZoneFaults faults;
  private final IntConsumer counter;
  private final Socket socket;
  private final @Nullable ZoneTls tls;
  private ZoneLogin login;
  private ZoneUser user;
  private ObjectRequests objects;
  private CatalogRequests entries;
  private QueryRequests queries;
  private Query2Requests queries2;
  private MetadataRequests metadata;

  /** Of the last request: whoever writes a long file sends one piece after another. */
  private byte[] lastBytes = new byte[0];

  ZoneAgent(
      ZoneCatalog catalog,
      ZoneFaults faults,
      IntConsumer counter,
      Socket socket,
      @Nullable ZoneTls tls) {
    this.catalog = catalog;
    this.faults = faults;
    this.counter = counter;
    this.socket = socket;
    this.tls = tls;
  }

  @Override
  public void run() {
    boolean killed = false;
    try (socket) {
      socket.setTcpNoDelay(true);
      Socket greeted = greet();
      serve(input(greeted), greeted.getOutputStream());
    } catch (AgentDiedException e) {
      killed = true;
    } catch (IOException e) {
      // The client went away, or the zone was stopped.
    } finally {
      if (objects != null && killed) {
        objects.die();
      } else if (objects != null) {
        objects.abandon();
      }
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static DataInputStream input(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  /** What to go on with: the connection as it is, or encrypted. */
  private Socket greet() throws IOException {
    // Not buffered: what follows may be encrypted.
    var in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    Packed startup = Header.read(in).readRest(in).packed();
    boolean encrypted = negotiates(startup, in, out);
    Optional<ZoneUser> client =
        catalog.users().stream()
            .filter(found -> found.name.equals(startup.text("clientUser")))
            .findFirst();
    var version =
        new Packed("Version_PI")
            .with("status", 0)
            .with("relVersion", VERSION)
            .with("apiVersion", "d")
            .with("reconnPort", 0)
            .with("reconnAddr", "")
            .with("cookie", 400);
    send(out, new WireMessage("RODS_VERSION", version.format(), new byte[0], 0));
    login =
        new ZoneLogin(catalog, startup.text("proxyUser"), startup.text("clientUser"), encrypted);
    if (client.isPresent()) {
      user = client.get();
      objects = new ObjectRequests(catalog, user);
      entries = new CatalogRequests(catalog, user);
      queries = new QueryRequests(catalog, user);
      queries2 = new Query2Requests(catalog, user);
      metadata = new MetadataRequests(catalog, user);
    }
    return encrypted ? tls.upgrade(socket) : socket;
  }

  /** Whether both sides want encryption. */
  private boolean negotiates(Packed startup, DataInputStream in, OutputStream out)
      throws IOException {
    String policy = tls == null ? "CS_NEG_REFUSE" : tls.policy();
    String decision = "";
    if (startup.text("option").contains("request_server_negotiation")) {
      var offer = new Packed("CS_NEG_PI").with("status", 1).with("result", policy);
      send(out, new WireMessage("RODS_CS_NEG_T", offer.format(), new byte[0], 0));
      decision = Header.read(in).readRest(in).packed().text("result");
    }
    boolean encrypted = decision.contains("CS_NEG_USE_SSL");
    if (decision.contains("CS_NEG_FAILURE") || policy.equals("CS_NEG_REQUIRE") && !encrypted) {
      throw new IOException("The client does not want to be encrypted");
    }
    return encrypted;
  }

  private void serve(DataInputStream in, OutputStream out) throws IOException {
    while (true) {
      Header header = Header.read(in);
      if (header.type().equals("RODS_DISCONNECT")) {
        return;
      }
      counter.accept(header.number());
      faults.await(header.number());
      Optional<Fault> fault = faults.take(header.number());
      if (fault.isEmpty()) {
        WireMessage request = header.readRest(in, lastBytes);
        lastBytes = request.bytes();
        send(out, answer(request));
      } else if (!misbehave(fault.get(), header, in, out)) {
        return;
      }
    }
  }

  /** Whether the connection goes on. */
  private boolean misbehave(Fault fault, Header header, DataInputStream in, OutputStream out)
      throws IOException {
    if (fault instanceof Fault.CutRequest cut) {
      in.readNBytes(Math.min(cut.afterBytes(), header.bodyLength() + header.bytesLength()));
      return false;
    }
    WireMessage request = header.readRest(in);
    if (fault instanceof Fault.Answer refusal) {
      send(out, WireMessage.reply(refusal.code()));
      return true;
    }
    if (fault instanceof Fault.Kill) {
      throw new AgentDiedException();
    }
    if (fault instanceof Fault.Stall) {
      return in.read() >= 0 && false;
    }
    if (fault instanceof Fault.CutBefore) {
      return false;
    }
    WireMessage reply = answer(request);
    if (fault instanceof Fault.AnswerAfter refusal) {
      send(out, WireMessage.reply(refusal.code()));
      return true;
    }
    if (fault instanceof Fault.CutReply cut) {
      byte[] encoded = reply.encoded();
      out.write(encoded, 0, Math.min(cut.afterBytes(), encoded.length));
    } else if (fault instanceof Fault.StallAfter) {
      in.read();
    }
    return false;
  }

  private WireMessage answer(WireMessage request) throws IOException {
    try {
      return request.number() == Api.AUTHENTICATE
          ? login.step(request.packed())
          : loggedIn(request.number(), request.packed(), request.bytes());
    } catch (ZoneException e) {
      return WireMessage.reply(e.code());
    }
  }

  private WireMessage loggedIn(int api, Packed input, byte[] bytes) throws IOException {
    if (!login.isDone() || user == null) {
      throw new ZoneException(Codes.NO_PERMISSION);
    }
    return switch (api) {
      case Api.REPLICA_OPEN -> objects.replicaOpen(input);
      case Api.OBJECT_OPEN -> objects.objectOpen(input);
      case Api.OBJECT_CREATE -> objects.objectCreate(input);
      case Api.READ -> objects.read(input);
      case Api.WRITE -> objects.write(input, bytes);
      case Api.SEEK -> objects.seek(input);
      case Api.REPLICA_CLOSE -> objects.replicaClose(input);
      case Api.OBJECT_CLOSE -> objects.objectClose(input);
      case Api.OBJECT_UNLINK -> objects.unlink(input);
      case Api.RENAME -> objects.rename(input);
      case Api.CHECKSUM -> objects.checksum(input);
      case Api.STAT -> objects.stat(input);
      case Api.CREATE_COLLECTION -> entries.createCollection(input);
      case Api.REMOVE_COLLECTION -> entries.removeCollection(input);
      case Api.MODIFY_ACCESS -> entries.modifyAccess(input);
      case Api.TOUCH -> entries.touch(input);
      case Api.ADMIN, Api.USER_ADMIN -> entries.admin(input);
      case Api.SERVER_INFO -> entries.serverInfo();
      case Api.QUERY -> queries.query(input);
      case Api.SPECIFIC_QUERY -> queries.specificQuery(input);
      case Api.QUERY_2 -> queries2.query(input);
      case Api.MODIFY_AVU -> metadata.modify(input);
      case Api.APPLY_AVUS -> metadata.applyAll(input);
      default -> throw new ZoneException(Codes.API_NOT_SUPPORTED);
    };
  }

  private static void send(OutputStream out, WireMessage message) throws IOException {
    message.send(out);
  }
}
