// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.varve.storage.irods.zone.ZoneEntry.Collection;

/** What one agent does with collections, access, times and users. One thread. */
final class CatalogRequests {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZoneCatalog catalog;
  private final ZoneUser user;

  CatalogRequests(ZoneCatalog catalog, ZoneUser user) {
    this.catalog = catalog;
    this.user = user;
  }

  WireMessage createCollection(Packed input) {
    boolean withAncestors = Keywords.of(input).containsKey("recursiveOpr");
    String path = input.text("collName");
    if (withAncestors && catalog.findCollection(path).isPresent()) {
      return WireMessage.reply(0);
    }
    synchronized (catalog) {
      if (catalog.findObject(path).isPresent()) {
        throw new ZoneException(Codes.NAME_TAKEN_BY_OBJECT);
      }
      catalog.createCollection(user, path, withAncestors);
    }
    return WireMessage.reply(0);
  }

  WireMessage removeCollection(Packed input) {
    Map<String, String> keywords = Keywords.of(input);
    catalog.removeCollection(user, input.text("collName"), keywords.containsKey("recursiveOpr"));
    return WireMessage.reply(0);
  }

  WireMessage modifyAccess(Packed input) {
    String level = input.text("accessLevel");
    boolean asAdmin = level.startsWith("admin:");
    String word = asAdmin ? level.substring("admin:".length()) : level;
    boolean recursive = input.number("recursiveFlag") != 0;
    synchronized (catalog) {
      ZoneEntry entry = entry(input.text("path"));
      if (!(asAdmin && user.isAdmin())) {
        catalog.checkMay(user, entry, AccessLevel.OWN);
      }
      for (ZoneEntry target : recursive ? withBelow(entry) : List.of(entry)) {
        apply(target, word, input.text("userName"));
      }
    }
    return WireMessage.reply(0);
  }

  private void apply(ZoneEntry target, String word, String grantee) {
    if (word.equals("inherit") || word.equals("noinherit")) {
      if (target instanceof Collection collection) {
        collection.inherits = word.equals("inherit");
      }
      return;
    }
    AccessLevel level = AccessLevel.parse(word);
    long id = catalog.user(grantee).id;
    if (level == AccessLevel.NULL) {
      target.access.remove(id);
    } else {
      target.access.put(id, level);
    }
  }

  private ZoneEntry entry(String path) {
    Optional<Collection> collection = catalog.findCollection(path);
    ZoneEntry entry =
        collection.isPresent() ? collection.get() : catalog.objectOrThrow(path, Codes.EXISTS);
    catalog.checkSees(user, entry, Codes.STAT_MISSING);
    return entry;
  }

  private List<ZoneEntry> withBelow(ZoneEntry entry) {
    return java.util.stream.Stream.concat(
            catalog.collections().stream(), catalog.objects().stream())
        .filter(other -> other == entry || other.path.startsWith(entry.path + "/"))
        .map(ZoneEntry.class::cast)
        .toList();
  }

  /** Says when a data object that is there was last changed; of the options the seconds alone. */
  WireMessage touch(Packed input) throws IOException {
    JsonNode request = JSON.readTree(Base64.getDecoder().decode(input.text("buf")));
    synchronized (catalog) {
      ZoneEntry object =
          catalog.objectOrThrow(request.path("logical_path").asText(), Codes.NO_ROWS);
      catalog.checkSees(user, object, Codes.NO_ROWS);
      catalog.checkMay(user, object, AccessLevel.MODIFY_OBJECT);
      object.modifiedSeconds =
          request.path("options").path("seconds_since_epoch").asLong(catalog.nowSeconds());
    }
    return WireMessage.reply(0);
  }

  /** Adds and removes users and groups, changes passwords, types and members. */
  WireMessage admin(Packed input) {
    if (!user.isAdmin()) {
      throw new ZoneException(Codes.NO_PERMISSION);
    }
    String name = input.text("arg2").replaceFirst("#.*", "");
    synchronized (catalog) {
      switch (input.text("arg0") + " " + input.text("arg1")) {
        case "add user" -> catalog.addUser(name, input.text("arg3"), "");
        case "rm user" -> catalog.removeUser(name);
        case "modify group" -> changeGroup(name, input.text("arg3"), input.text("arg4"));
        case "modify user" -> changeUser(name, input.text("arg3"), input.text("arg4"));
        default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
      }
    }
    return WireMessage.reply(0);
  }

  private void changeUser(String name, String what, String value) {
    switch (what) {
      case "type" -> catalog.user(name).type = value;
      case "password" ->
          catalog.user(name).password = TurnedPassword.turnBack(value, user.password);
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
  }

  private void changeGroup(String group, String what, String member) {
    long id = catalog.user(member.replaceFirst("#.*", "")).id;
    switch (what) {
      case "add" -> catalog.user(group).members.add(id);
      case "remove" -> catalog.user(group).members.remove(id);
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    }
  }

  WireMessage serverInfo() {
    return WireMessage.reply(
        0,
        new Packed("MiscSvrInfo_PI")
            .with("serverType", 1)
            .with("serverBootTime", catalog.nowSeconds())
            .with("relVersion", ZoneAgent.VERSION)
            .with("apiVersion", "d")
            .with("rodsZone", catalog.zone()));
  }
}
