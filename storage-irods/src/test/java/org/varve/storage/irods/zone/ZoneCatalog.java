// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.varve.storage.irods.zone.ZoneEntry.Collection;
import org.varve.storage.irods.zone.ZoneEntry.DataObject;
import org.varve.storage.irods.zone.ZoneEntry.Replica;

/**
 * Users, collections, data objects and who may do what with them. Every method is synchronized: one
 * at a time, as the catalog's transactions seem to be.
 */
final class ZoneCatalog {
  static final String DEFAULT_RESOURCE = "demoResc";

  private final String zone;
  private final Path vault;
  private final Clock clock;
  private final Map<String, ZoneUser> users = new TreeMap<>();
  private final NavigableMap<String, Collection> collections = new TreeMap<>();
  private final NavigableMap<String, DataObject> objects = new TreeMap<>();
  private final AtomicBoolean corruptNext = new AtomicBoolean();
  private long lastId = 10_000;

  ZoneCatalog(String zone, Path vault, Clock clock, String admin, String password) {
    this.zone = zone;
    this.vault = vault;
    this.clock = clock;
    ZoneUser owner = addUser(admin, "rodsadmin", password);
    ZoneUser everyone = addUser("public", "rodsgroup", "");
    for (String path : List.of("/", "/" + zone, "/" + zone + "/home", "/" + zone + "/trash")) {
      Collection collection = putCollection(path, owner);
      collection.access.put(owner.id, AccessLevel.OWN);
      collection.access.put(everyone.id, AccessLevel.READ_OBJECT);
    }
    addHome(owner);
  }

  void corruptNextWrite() {
    corruptNext.set(true);
  }

  /** Whether this write is to be spoiled. */
  boolean takesCorruption() {
    return corruptNext.getAndSet(false);
  }

  String zone() {
    return zone;
  }

  synchronized ZoneUser addUser(String name, String type, String password) {
    if (users.containsKey(name)) {
      throw new ZoneException(Codes.EXISTS);
    }
    var user = new ZoneUser(++lastId, name, zone, type);
    user.password = password;
    users.put(name, user);
    if (collections.containsKey("/" + zone + "/home") && !user.isGroup()) {
      addHome(user);
    }
    return user;
  }

  private void addHome(ZoneUser user) {
    for (String place : List.of("home", "trash/home")) {
      String path = "/" + zone + "/" + place + "/" + user.name;
      if (!collections.containsKey(ZoneEntry.parentOf(path))) {
        putCollection(ZoneEntry.parentOf(path), user("rods"));
      }
      putCollection(path, user).access.put(user.id, AccessLevel.OWN);
    }
  }

  synchronized ZoneUser user(String name) {
    ZoneUser user = users.get(name);
    if (user == null) {
      throw new ZoneException(Codes.UNKNOWN_USER);
    }
    return user;
  }

  /** Takes the home collections with him, which must be empty. */
  synchronized void removeUser(String name) {
    ZoneUser user = user(name);
    List<String> homes =
        List.of("/" + zone + "/home/" + user.name, "/" + zone + "/trash/home/" + user.name);
    if (homes.stream().anyMatch(home -> !below(home).isEmpty())) {
      throw new ZoneException(Codes.NOT_EMPTY);
    }
    homes.forEach(collections::remove);
    users.remove(user.name);
    users.values().forEach(group -> group.members.remove(user.id));
  }

  synchronized List<ZoneUser> users() {
    return List.copyOf(users.values());
  }

  synchronized List<Collection> collections() {
    return List.copyOf(collections.values());
  }

  synchronized List<DataObject> objects() {
    return List.copyOf(objects.values());
  }

  synchronized Optional<Collection> findCollection(String path) {
    return Optional.ofNullable(collections.get(path));
  }

  synchronized Optional<DataObject> findObject(String path) {
    return Optional.ofNullable(objects.get(path));
  }

  Optional<ZoneUser> findUser(long id) {
    return users().stream().filter(user -> user.id == id).findFirst();
  }

  /** The highest of what the user, his groups and {@code public} may. */
  synchronized AccessLevel level(ZoneUser user, ZoneEntry entry) {
    AccessLevel highest = AccessLevel.NULL;
    for (ZoneUser grantee : users.values()) {
      AccessLevel level = entry.access.get(grantee.id);
      if (level != null && isOrIn(user, grantee) && level.compareTo(highest) > 0) {
        highest = level;
      }
    }
    return highest;
  }

  static boolean isOrIn(ZoneUser user, ZoneUser grantee) {
    boolean everyone = grantee.name.equals("public") && !user.name.equals("anonymous");
    return user.id == grantee.id || everyone || grantee.members.contains(user.id);
  }

  synchronized boolean may(ZoneUser user, ZoneEntry entry, AccessLevel wanted) {
    return level(user, entry).compareTo(wanted) >= 0;
  }

  /** No access to a collection looks as if nothing were in it. */
  synchronized boolean sees(ZoneUser user, ZoneEntry entry) {
    if (user.isAdmin()) {
      return true;
    }
    if (entry instanceof DataObject object) {
      Collection parent = collections.get(object.parent());
      return may(user, parent, AccessLevel.READ_METADATA)
          && may(user, object, AccessLevel.READ_METADATA);
    }
    return may(user, entry, AccessLevel.READ_METADATA);
  }

  synchronized Collection createCollection(ZoneUser user, String path, boolean withAncestors) {
    checkPath(path);
    if (collections.containsKey(path)) {
      throw new ZoneException(Codes.EXISTS);
    }
    checkName(path);
    String parentPath = ZoneEntry.parentOf(path);
    if (withAncestors && !collections.containsKey(parentPath)) {
      createCollection(user, parentPath, true);
    }
    Collection parent = collectionOrThrow(parentPath, Codes.PARENT_MISSING);
    checkMay(user, parent, AccessLevel.CREATE_OBJECT);
    Collection created = putCollection(path, user);
    created.inherits = parent.inherits;
    inheritAccess(user, parent, created);
    return created;
  }

  /** Whatever the owner may in the collection above. */
  synchronized void createOwned(ZoneUser owner, String path) {
    if (!collections.containsKey(path)) {
      putCollection(path, owner).access.put(owner.id, AccessLevel.OWN);
    }
  }

  private Collection putCollection(String path, ZoneUser owner) {
    var collection = new Collection(++lastId, path, owner, nowSeconds());
    collections.put(path, collection);
    return collection;
  }

  private static void inheritAccess(ZoneUser user, Collection parent, ZoneEntry created) {
    if (parent.inherits) {
      created.access.putAll(parent.access);
    } else {
      created.access.put(user.id, AccessLevel.OWN);
    }
  }

  synchronized void removeCollection(ZoneUser user, String path, boolean withContents) {
    Collection collection = collectionOrThrow(path, Codes.STAT_MISSING);
    checkSees(user, collection, Codes.STAT_MISSING);
    List<ZoneEntry> below = below(path);
    if (!below.isEmpty() && !withContents) {
      throw new ZoneException(Codes.NOT_EMPTY);
    }
    checkMay(user, collection, AccessLevel.DELETE_OBJECT);
    below.forEach(entry -> checkMay(user, entry, AccessLevel.DELETE_OBJECT));
    for (ZoneEntry entry : below) {
      objects.remove(entry.path);
      collections.remove(entry.path);
    }
    collections.remove(path);
  }

  private List<ZoneEntry> below(String path) {
    List<ZoneEntry> below = new ArrayList<>();
    below.addAll(objects.subMap(path + "/", path + "0").values());
    below.addAll(collections.subMap(path + "/", path + "0").values());
    return below;
  }

  /** A new object with one replica that is being written. */
  synchronized DataObject createObject(ZoneUser user, String path, String resource) {
    checkPath(path);
    if (collections.containsKey(path)) {
      throw new ZoneException(Codes.NAME_TAKEN_BY_COLLECTION);
    }
    checkName(path);
    Collection parent = collectionOrThrow(ZoneEntry.parentOf(path), Codes.PARENT_MISSING);
    checkMay(user, parent, AccessLevel.CREATE_OBJECT);
    var object = new DataObject(++lastId, path, user, nowSeconds());
    inheritAccess(user, parent, object);
    addReplica(object, resource, 2);
    objects.put(path, object);
    return object;
  }

  synchronized Replica addReplica(DataObject object, String resource, int status) {
    int number = object.replicas.size();
    try {
      Path file = Files.createFile(vault.resolve(object.id + "." + number));
      var replica = new Replica(number, resource, file, status);
      object.replicas.put(number, replica);
      return replica;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void unlink(ZoneUser user, String path, boolean force) {
    DataObject object = objectOrThrow(path, Codes.NO_ROWS);
    checkSees(user, object, Codes.NO_ROWS);
    checkMay(user, object, AccessLevel.DELETE_OBJECT);
    if (object.isLocked()) {
      throw new ZoneException(Codes.LOCKED);
    }
    objects.remove(path);
    if (!force) {
      object.path = "/" + zone + "/trash/home/" + user.name + "/" + object.name() + "." + object.id;
      objects.put(object.path, object);
    }
  }

  /** Gives a name if nobody has it, in one step. */
  synchronized void rename(ZoneUser user, String from, String to, boolean force) {
    checkPath(to);
    checkName(to);
    if (collections.containsKey(from)) {
      renameCollection(user, from, to);
      return;
    }
    DataObject object = objectOrThrow(from, Codes.NO_ROWS);
    checkSees(user, object, Codes.NO_ROWS);
    if (collections.containsKey(to)) {
      throw new ZoneException(Codes.NAME_TAKEN_BY_COLLECTION);
    }
    boolean otherName = !object.name().equals(to.substring(to.lastIndexOf('/') + 1));
    boolean otherPlace = !object.parent().equals(ZoneEntry.parentOf(to));
    String quirk = object.parent() + to.substring(to.lastIndexOf('/'));
    if (otherName && otherPlace && objects.containsKey(quirk)) {
      throw new ZoneException(Codes.NAME_TAKEN_BY_OBJECT);
    }
    if (objects.containsKey(to)) {
      if (!force) {
        throw new ZoneException(Codes.NAME_TAKEN_BY_OBJECT);
      }
      unlink(user, to, true);
    }
    checkMay(user, object, AccessLevel.OWN);
    Collection parent = collectionOrThrow(ZoneEntry.parentOf(to), Codes.PARENT_MISSING);
    checkMay(user, parent, AccessLevel.CREATE_OBJECT);
    if (object.isLocked()) {
      throw new ZoneException(Codes.LOCKED);
    }
    objects.remove(from);
    object.path = to;
    objects.put(to, object);
  }

  private void renameCollection(ZoneUser user, String from, String to) {
    Collection collection = collections.get(from);
    checkMay(user, collection, AccessLevel.OWN);
    if (collections.containsKey(to)) {
      throw new ZoneException(Codes.EXISTS);
    }
    if (objects.containsKey(to)) {
      throw new ZoneException(Codes.NAME_TAKEN_BY_OBJECT);
    }
    List<ZoneEntry> moved = below(from);
    moved.add(collection);
    for (ZoneEntry entry : moved) {
      objects.remove(entry.path);
      collections.remove(entry.path);
      entry.path = to + entry.path.substring(from.length());
    }
    for (ZoneEntry entry : moved) {
      if (entry instanceof DataObject object) {
        objects.put(entry.path, object);
      } else {
        collections.put(entry.path, (Collection) entry);
      }
    }
  }

  synchronized DataObject objectOrThrow(String path, int code) {
    checkPath(path);
    DataObject object = objects.get(path);
    if (object == null) {
      throw new ZoneException(code);
    }
    return object;
  }

  synchronized Collection collectionOrThrow(String path, int code) {
    Collection collection = collections.get(path);
    if (collection == null) {
      throw new ZoneException(code);
    }
    return collection;
  }

  void checkSees(ZoneUser user, ZoneEntry entry, int code) {
    if (!sees(user, entry)) {
      throw new ZoneException(code);
    }
  }

  void checkMay(ZoneUser user, ZoneEntry entry, AccessLevel wanted) {
    if (!may(user, entry, wanted)) {
      throw new ZoneException(Codes.NO_PERMISSION);
    }
  }

  static void checkPath(String path) {
    if (!path.startsWith("/")) {
      throw new ZoneException(Codes.RELATIVE_PATH);
    }
    if (path.getBytes(UTF_8).length >= 1088) {
      throw new ZoneException(Codes.PATH_TOO_LONG);
    }
  }

  private static void checkName(String path) {
    if (path.substring(path.lastIndexOf('/') + 1).getBytes(UTF_8).length > 255) {
      throw new ZoneException(Codes.NAME_TOO_LONG);
    }
  }

  long nowSeconds() {
    return clock.instant().getEpochSecond();
  }
}
