// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.varve.storage.irods.zone.ZoneEntry.Avu;
import org.varve.storage.irods.zone.ZoneEntry.Collection;
import org.varve.storage.irods.zone.ZoneEntry.DataObject;
import org.varve.storage.irods.zone.ZoneEntry.Replica;

/**
 * The catalog as one wide table. Which parts are joined follows from the columns that a query
 * names, and a row is there only if all of its parts are.
 */
record Rows(ZoneCatalog catalog, ZoneUser reader) {
  /** One row; what is not joined is null. */
  record Row(
      @Nullable Collection collection,
      @Nullable DataObject object,
      @Nullable Replica replica,
      @Nullable Avu avu,
      @Nullable ZoneUser grantee,
      @Nullable AccessLevel access,
      @Nullable ZoneUser user,
      @Nullable ZoneUser group) {
    static Row of(Collection collection) {
      return new Row(collection, null, null, null, null, null, null, null);
    }

    Row with(DataObject newObject, Replica newReplica) {
      return new Row(collection, newObject, newReplica, avu, grantee, access, user, group);
    }

    Row with(Avu newAvu) {
      return new Row(collection, object, replica, newAvu, grantee, access, user, group);
    }

    Row with(ZoneUser newGrantee, AccessLevel newAccess) {
      return new Row(collection, object, replica, avu, newGrantee, newAccess, user, group);
    }

    static Row of(ZoneUser user, @Nullable ZoneUser group) {
      return new Row(null, null, null, null, null, null, user, group);
    }
  }

  List<Row> joined(Set<Integer> columns) {
    return joined(columns, collection -> true);
  }

  /**
   * The rows of some collections and of what is in them.
   *
   * @param wanted of a collection's path; everything else is passed over before it is joined
   */
  List<Row> joined(Set<Integer> columns, Predicate<String> wanted) {
    Predicate<Predicate<Integer>> any = test -> columns.stream().anyMatch(test);
    boolean objects =
        any.test(c -> c >= 400 && c < 500 || c >= 600 && c < 610 || isObjectAccess(c));
    boolean users = any.test(c -> c >= 200 && c < 300 || c >= 900 && c < 910);
    boolean collections = any.test(c -> c >= 500 && c < 600 || c >= 610 && c < 620 || isAccess(c));
    Stream<Row> rows;
    if (objects) {
      rows =
          catalog.objects().stream()
              .filter(object -> wanted.test(object.parent()) && isSeen(object))
              .flatMap(this::replicas);
    } else if (collections) {
      rows =
          catalog.collections().stream()
              .filter(collection -> wanted.test(collection.path) && isSeen(collection))
              .map(Row::of);
    } else if (users) {
      return users(any.test(c -> c >= 900 && c < 910));
    } else {
      return List.of(Row.of(catalog.collections().get(0)));
    }
    if (any.test(c -> c >= 600 && c < 610)) {
      rows = rows.flatMap(row -> row.object().avus.stream().map(row::with));
    } else if (any.test(c -> c >= 610 && c < 620)) {
      rows = rows.flatMap(row -> row.collection().avus.stream().map(row::with));
    }
    boolean byMember = any.test(c -> c >= 1300 && c <= 1311);
    if (any.test(Rows::isObjectAccess)) {
      rows = rows.flatMap(row -> granted(row, row.object(), byMember));
    } else if (any.test(Rows::isAccess)) {
      rows = rows.flatMap(row -> granted(row, row.collection(), byMember));
    }
    return rows.collect(Collectors.toCollection(ArrayList::new));
  }

  private static boolean isObjectAccess(int column) {
    return column >= 700 && column < 710 || column == 1310 || column == 1311;
  }

  private static boolean isAccess(int column) {
    return column >= 710 && column < 720 || column == 1300 || column == 1301;
  }

  private boolean isSeen(ZoneEntry entry) {
    return catalog.sees(reader, entry);
  }

  private Stream<Row> replicas(DataObject object) {
    Row row = Row.of(catalog.findCollection(object.parent()).orElseThrow());
    return object.replicas.values().stream().map(replica -> row.with(object, replica));
  }

  /** One row a grant; by member, one row for everyone in the group that it was given to. */
  private Stream<Row> granted(Row row, ZoneEntry entry, boolean byMember) {
    return entry.access.entrySet().stream()
        .flatMap(
            (Map.Entry<Long, AccessLevel> grant) ->
                catalog.findUser(grant.getKey()).stream()
                    .flatMap(grantee -> byMember ? withMembers(grantee) : Stream.of(grantee))
                    .map(grantee -> row.with(grantee, grant.getValue())));
  }

  private Stream<ZoneUser> withMembers(ZoneUser grantee) {
    return catalog.users().stream().filter(user -> ZoneCatalog.isOrIn(user, grantee));
  }

  private List<Row> users(boolean withGroups) {
    if (!withGroups) {
      return catalog.users().stream().map(user -> Row.of(user, null)).toList();
    }
    List<Row> rows = new ArrayList<>();
    for (ZoneUser group : catalog.users()) {
      // Everyone is a group of his own, too.
      rows.add(Row.of(group, group));
      for (long member : group.members) {
        Optional<ZoneUser> user = catalog.findUser(member);
        user.ifPresent(found -> rows.add(Row.of(found, group)));
      }
    }
    return rows;
  }

  static String value(Row row, int column) {
    if (column >= 400 && column < 500) {
      return objectValue(row.object(), row.replica(), row.collection(), column);
    }
    if (column >= 500 && column < 600) {
      return collectionValue(row.collection(), column);
    }
    return switch (column) {
      case 102 -> "tempZone";
      case 103 -> "local";
      case 302 -> ZoneCatalog.DEFAULT_RESOURCE;
      case 201 -> String.valueOf(row.user().id);
      case 202 -> row.user().name;
      case 203 -> row.user().type;
      case 204 -> row.user().zone;
      case 900 -> String.valueOf(row.group().id);
      case 901 -> row.group().name;
      case 600, 610 -> row.avu().attribute();
      case 601, 611 -> row.avu().value();
      case 602, 612 -> row.avu().unit();
      case 603, 613 -> String.valueOf(Integer.toUnsignedLong(row.avu().hashCode()));
      case 604, 605, 614, 615 -> ObjectRequests.padded(0);
      case 700, 710 -> String.valueOf(row.access().number());
      case 701, 711 -> row.access().word();
      case 703, 713 -> String.valueOf(row.grantee().id);
      case 1300, 1310 -> row.grantee().name;
      case 1301, 1311 -> row.grantee().zone;
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    };
  }

  private static String objectValue(
      DataObject object, Replica replica, Collection collection, int column) {
    return switch (column) {
      case 401 -> String.valueOf(object.id);
      case 402 -> String.valueOf(collection.id);
      case 403 -> object.name();
      case 404 -> String.valueOf(replica.number);
      case 406 -> "generic";
      case 407 -> String.valueOf(replica.status == 2 ? 0 : replica.size);
      case 409, 422 -> replica.resource;
      case 410 -> replica.file.toString();
      case 411 -> object.owner.name;
      case 412 -> object.owner.zone;
      case 413 -> String.valueOf(replica.status);
      case 415 -> replica.checksum;
      case 405, 414, 416, 417, 418, 421, 423 -> "";
      case 419 -> ObjectRequests.padded(object.createdSeconds);
      case 420, 424 -> ObjectRequests.padded(object.modifiedSeconds);
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    };
  }

  private static String collectionValue(Collection collection, int column) {
    return switch (column) {
      case 500 -> String.valueOf(collection.id);
      case 501 -> collection.path;
      case 502 -> collection.path.equals("/") ? "" : collection.parent();
      case 503 -> collection.owner.name;
      case 504 -> collection.owner.zone;
      case 506 -> collection.inherits ? "1" : "0";
      case 508 -> ObjectRequests.padded(collection.createdSeconds);
      case 509 -> ObjectRequests.padded(collection.modifiedSeconds);
      case 505, 507, 510, 511, 512 -> "";
      default -> throw new ZoneException(Codes.SYS_INVALID_INPUT);
    };
  }
}
