// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.varve.storage.irods.zone.ZoneEntry.Collection;
import org.varve.storage.irods.zone.ZoneEntry.DataObject;
import org.varve.storage.irods.zone.ZoneEntry.Replica;

/** What one agent does with data objects, and the descriptors it has open. One thread. */
final class ObjectRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WRITE_ONLY = 1;
  private static final int ACCESS_MODE = 3;
  private static final int CREATE = 0100;
  private static final int EXCLUSIVE = 0200;
  private static final int TRUNCATE = 01000;
  private static final int CHECKSUM_BYTES = 256 * 1024;

  private final ZoneCatalog catalog;
  private final ZoneUser user;
  private final Map<Integer, OpenFile> open = new HashMap<>();
  private int lastDescriptor = 2;

  /** Sent before the next request comes, so it can be filled again. */
  private byte[] lastRead = new byte[0];

  ObjectRequests(ZoneCatalog catalog, ZoneUser user) {
    this.catalog = catalog;
    this.user = user;
  }

  WireMessage replicaOpen(Packed input) throws IOException {
    int descriptor = open(input, input.number("openFlags"));
    OpenFile file = open.get(descriptor);
    var info = JSON.createObjectNode();
    info.putObject("data_object_info")
        .put("object_path", file.object.path)
        .put("data_id", file.object.id)
        .put("replica_number", file.replica.number)
        .put("resource_hierarchy", file.replica.resource)
        .put("data_size", file.replica.size);
    info.put("replica_token", "token-" + file.object.id);
    return WireMessage.reply(descriptor, bytesBuffer(JSON.writeValueAsString(info)));
  }

  WireMessage objectOpen(Packed input) throws IOException {
    return WireMessage.reply(open(input, input.number("openFlags")));
  }

  WireMessage objectCreate(Packed input) throws IOException {
    boolean force = Keywords.of(input).containsKey("forceFlag");
    int flags = CREATE | WRITE_ONLY | (force ? TRUNCATE : EXCLUSIVE);
    return WireMessage.reply(open(input, flags));
  }

  private int open(Packed input, int flags) throws IOException {
    String path = input.text("objPath");
    Map<String, String> keywords = Keywords.of(input);
    boolean writes = (flags & ACCESS_MODE) != 0;
    OpenFile file;
    synchronized (catalog) {
      ZoneCatalog.checkPath(path);
      Optional<DataObject> existing = catalog.findObject(path);
      if (existing.isEmpty() && (flags & CREATE) != 0) {
        String resource = keywords.getOrDefault("destRescName", ZoneCatalog.DEFAULT_RESOURCE);
        DataObject created = catalog.createObject(user, path, resource);
        file = new OpenFile(created, created.replicas.get(0), true, true);
      } else {
        file = openExisting(existing, flags, writes, keywords);
      }
    }
    open.put(++lastDescriptor, file);
    return lastDescriptor;
  }

  private OpenFile openExisting(
      Optional<DataObject> existing, int flags, boolean writes, Map<String, String> keywords)
      throws IOException {
    DataObject object = existing.orElseThrow(() -> new ZoneException(Codes.OPEN_MISSING));
    Collection parent = catalog.collectionOrThrow(object.parent(), Codes.OPEN_MISSING);
    if (!catalog.may(user, parent, AccessLevel.READ_METADATA)) {
      throw new ZoneException(Codes.OPEN_MISSING);
    }
    AccessLevel needed = writes ? AccessLevel.MODIFY_OBJECT : AccessLevel.READ_OBJECT;
    if ((flags & EXCLUSIVE) != 0 && !object.isLocked()) {
      throw new ZoneException(Codes.EXCLUSIVE_EXISTS);
    }
    catalog.checkMay(user, object, needed);
    Replica replica = choose(object, writes, keywords);
    if (writes) {
      replica.status = 2;
    }
    var file = new OpenFile(object, replica, writes, false);
    if ((flags & TRUNCATE) != 0) {
      file.file.truncate(0);
      file.dirty = true;
    }
    return file;
  }

  /** A good one if there is one, but a stale one opens too; one that is being written does not. */
  private static Replica choose(DataObject object, boolean writes, Map<String, String> keywords) {
    if (object.isLocked() && writes) {
      throw new ZoneException(Codes.REPLICA_LOCKED);
    }
    String number = keywords.get("replNum");
    return object.replicas.values().stream()
        .filter(replica -> number == null || replica.number == Integer.parseInt(number))
        .filter(replica -> replica.status != 2)
        .max((a, b) -> Integer.compare(a.status, b.status))
        .orElseThrow(() -> new ZoneException(Codes.REPLICA_LOCKED));
  }

  WireMessage read(Packed input) throws IOException {
    OpenFile file = descriptor(input);
    int length = input.number("len");
    byte[] buffer = lastRead.length == length ? lastRead : new byte[length];
    lastRead = buffer;
    int count = Math.max(0, file.file.read(ByteBuffer.wrap(buffer)));
    return WireMessage.reply(count, count == buffer.length ? buffer : Arrays.copyOf(buffer, count));
  }

  WireMessage write(Packed input, byte[] bytes) throws IOException {
    OpenFile file = descriptor(input);
    if (bytes.length > 0 && catalog.takesCorruption()) {
      bytes[bytes.length / 2] ^= 1;
    }
    file.file.write(ByteBuffer.wrap(bytes));
    file.dirty = true;
    return WireMessage.reply(bytes.length);
  }

  WireMessage seek(Packed input) throws IOException {
    OpenFile file = descriptor(input);
    long offset = input.longNumber("offset");
    long position =
        switch (input.number("whence")) {
          case 1 -> file.file.position() + offset;
          case 2 -> file.file.size() + offset;
          default -> offset;
        };
    file.file.position(position);
    return WireMessage.reply(0, new Packed("fileLseekOut_PI").with("offset", position));
  }

  WireMessage replicaClose(Packed input) throws IOException {
    JsonNode options = JSON.readTree(Base64.getMimeDecoder().decode(input.text("buf")));
    boolean checksum = options.path("compute_checksum").asBoolean();
    boolean updates = options.path("update_status").asBoolean(true);
    return close(options.path("fd").asInt(), checksum, updates);
  }

  WireMessage objectClose(Packed input) throws IOException {
    return close(input.number("l1descInx"), false, true);
  }

  private WireMessage close(int descriptor, boolean checksum, boolean updates) throws IOException {
    OpenFile file = open.remove(descriptor);
    if (file == null) {
      throw new AgentDiedException();
    }
    file.file.close();
    if (file.writes && updates) {
      synchronized (catalog) {
        publish(file, checksum);
      }
    }
    return WireMessage.reply(0);
  }

  private void publish(OpenFile file, boolean checksum) throws IOException {
    boolean changed = file.created || file.dirty;
    file.replica.status = 1;
    file.replica.size = Files.size(file.replica.file);
    if (changed) {
      file.replica.checksum = "";
      file.object.modifiedSeconds = catalog.nowSeconds();
      file.object.replicas.values().stream()
          .filter(other -> other != file.replica)
          .forEach(other -> other.status = 0);
    }
    if (checksum) {
      file.replica.checksum = checksumOf(file.replica);
    }
  }

  WireMessage unlink(Packed input) {
    boolean force = Keywords.of(input).containsKey("forceFlag");
    catalog.unlink(user, input.text("objPath"), force);
    return WireMessage.reply(0);
  }

  WireMessage rename(Packed input) {
    Packed from = input.all("DataObjInp_PI").get(0);
    Packed to = input.all("DataObjInp_PI").get(1);
    boolean force = Keywords.of(to).containsKey("forceFlag");
    catalog.rename(user, from.text("objPath"), to.text("objPath"), force);
    return WireMessage.reply(0);
  }

  WireMessage checksum(Packed input) throws IOException {
    synchronized (catalog) {
      DataObject object = catalog.objectOrThrow(input.text("objPath"), Codes.NO_ROWS);
      catalog.checkSees(user, object, Codes.NO_ROWS);
      Replica replica = choose(object, false, Keywords.of(input));
      boolean force = Keywords.of(input).containsKey("forceChksum");
      if (replica.checksum.isEmpty() || force) {
        replica.checksum = checksumOf(replica);
      }
      return WireMessage.reply(0, new Packed("STR_PI").with("myStr", replica.checksum));
    }
  }

  WireMessage stat(Packed input) {
    String path = input.text("objPath");
    synchronized (catalog) {
      Optional<Collection> collection = catalog.findCollection(path);
      ZoneEntry entry =
          collection.isPresent()
              ? collection.get()
              : catalog.objectOrThrow(path, Codes.STAT_MISSING);
      catalog.checkSees(user, entry, Codes.STAT_MISSING);
      Optional<Replica> replica =
          entry instanceof DataObject object
              ? object.replicas.values().stream().max((a, b) -> Long.compare(a.size, b.size))
              : Optional.empty();
      return WireMessage.reply(
          collection.isPresent() ? 2 : 1,
          new Packed("RodsObjStat_PI")
              .with("objSize", replica.map(found -> found.size).orElse(0L))
              .with("objType", collection.isPresent() ? 2 : 1)
              .with("dataMode", 0)
              .with("dataId", entry.id)
              .with("chksum", replica.map(found -> found.checksum).orElse(""))
              .with("ownerName", entry.owner.name)
              .with("ownerZone", entry.owner.zone)
              .with("createTime", padded(entry.createdSeconds))
              .with("modifyTime", padded(entry.modifiedSeconds)));
    }
  }

  static String padded(long seconds) {
    return "%011d".formatted(seconds);
  }

  /** What the server does for a client that went away: partial content, marked as stale. */
  void abandon() {
    settle(0);
  }

  /** What an agent leaves that was killed: nobody unlocks what it had open. */
  void die() {
    settle(2);
  }

  private void settle(int status) {
    synchronized (catalog) {
      for (OpenFile file : open.values()) {
        try {
          file.file.close();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        if (file.writes) {
          file.replica.status = status;
          file.replica.size = status == 2 ? 0 : file.replica.file.toFile().length();
        }
      }
      open.clear();
    }
  }

  int descriptors() {
    return open.size();
  }

  private OpenFile descriptor(Packed input) {
    OpenFile file = open.get(input.number("l1descInx"));
    if (file == null) {
      throw new ZoneException(Codes.NO_SUCH_DESCRIPTOR);
    }
    return file;
  }

  static Packed bytesBuffer(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Packed("BinBytesBuf_PI")
        .with("buflen", bytes.length)
        .with("buf", Base64.getEncoder().encodeToString(bytes));
  }

  static String checksumOf(Replica replica) throws IOException {
    try (InputStream in =
        new DigestInputStream(
            Files.newInputStream(replica.file), MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[CHECKSUM_BYTES];
      while (in.read(buffer) >= 0) {
        // The stream keeps the digest.
      }
      byte[] digest = ((DigestInputStream) in).getMessageDigest().digest();
      return "sha2:" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
