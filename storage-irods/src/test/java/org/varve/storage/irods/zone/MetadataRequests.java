// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.varve.storage.irods.zone.ZoneEntry.Avu;

/** What one agent does with AVUs of collections and data objects. One thread. */
final class MetadataRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TEXT_BYTES = 2700;

  private final ZoneCatalog catalog;
  private final ZoneUser user;

  MetadataRequests(ZoneCatalog catalog, ZoneUser user) {
    this.catalog = catalog;
    this.user = user;
  }

  WireMessage modify(Packed input) {
    synchronized (catalog) {
      ZoneEntry target = target(input.text("arg1"), input.text("arg2"));
      Avu avu = new Avu(input.text("arg3"), input.text("arg4"), input.text("arg5"));
      switch (input.text("arg0")) {
        case "add" -> add(target.avus, avu);
        case "set" -> set(target.avus, avu);
        case "rm" -> remove(target.avus, avu);
        case "mod" -> change(target.avus, input);
        default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
      }
    }
    return WireMessage.reply(0);
  }

  /** All of the operations or none of them; repeating one is fine. */
  WireMessage applyAll(Packed input) throws IOException {
    JsonNode request = JSON.readTree(Base64.getMimeDecoder().decode(input.text("buf")));
    synchronized (catalog) {
      String type = request.path("entity_type").asText().equals("collection") ? "-C" : "-d";
      ZoneEntry target = target(type, request.path("entity_name").asText());
      Set<Avu> result = new LinkedHashSet<>(target.avus);
      for (JsonNode operation : request.path("operations")) {
        Avu avu =
            new Avu(
                operation.path("attribute").asText(),
                operation.path("value").asText(),
                operation.path("units").asText());
        check(avu);
        if (operation.path("operation").asText().equals("add")) {
          result.add(avu);
        } else {
          result.remove(avu);
        }
      }
      target.avus.clear();
      target.avus.addAll(result);
    }
    return WireMessage.reply(0, ObjectRequests.bytesBuffer("{}"));
  }

  private ZoneEntry target(String type, String path) {
    ZoneEntry target =
        switch (type) {
          case "-d" -> catalog.objectOrThrow(path, Codes.AVU_TARGET_MISSING);
          case "-C", "-c" -> catalog.collectionOrThrow(path, Codes.AVU_TARGET_MISSING);
          default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
        };
    catalog.checkSees(user, target, Codes.AVU_TARGET_MISSING);
    catalog.checkMay(user, target, AccessLevel.MODIFY_METADATA);
    return target;
  }

  private static void add(Set<Avu> avus, Avu avu) {
    check(avu);
    if (!avus.add(avu)) {
      throw new ZoneException(Codes.EXISTS);
    }
  }

  private static void set(Set<Avu> avus, Avu avu) {
    check(avu);
    avus.removeIf(other -> other.attribute().equals(avu.attribute()));
    avus.add(avu);
  }

  private static void remove(Set<Avu> avus, Avu avu) {
    if (!avus.remove(avu)) {
      throw new ZoneException(Codes.AVU_MISSING);
    }
  }

  /** The old triple, its unit left out if it has none, then the new parts, marked by letters. */
  private static void change(Set<Avu> avus, Packed input) {
    List<String> rest = new ArrayList<>();
    for (int i = 5; i < 10; i++) {
      rest.add(input.text("arg" + i));
    }
    boolean hasUnit = !rest.get(0).isEmpty() && !rest.get(0).matches("(?s)[nvu]:.*");
    Avu old = new Avu(input.text("arg3"), input.text("arg4"), hasUnit ? rest.get(0) : "");
    Avu changed =
        new Avu(
            part(rest, "n:", old.attribute()),
            part(rest, "v:", old.value()),
            part(rest, "u:", old.unit()));
    if (!avus.contains(old)) {
      throw new ZoneException(Codes.AVU_MISSING);
    }
    check(changed);
    avus.remove(old);
    avus.add(changed);
  }

  private static String part(List<String> rest, String mark, String otherwise) {
    return rest.stream()
        .filter(text -> text.startsWith(mark))
        .map(text -> text.substring(2))
        .findFirst()
        .orElse(otherwise);
  }

  private static void check(Avu avu) {
    if (avu.attribute().isEmpty()
        || avu.value().isEmpty()
        || avu.attribute().getBytes(UTF_8).length > MAX_TEXT_BYTES
        || avu.value().getBytes(UTF_8).length > MAX_TEXT_BYTES) {
      throw new ZoneException(Codes.AVU_INVALID);
    }
  }
}
