// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.irods.irods4j.authentication.NativeAuthPlugin;
import org.irods.irods4j.high_level.administration.IRODSUsers;
import org.irods.irods4j.high_level.administration.IRODSUsers.User;
import org.irods.irods4j.high_level.administration.IRODSUsers.UserPasswordProperty;
import org.irods.irods4j.high_level.catalog.IRODSQuery;
import org.irods.irods4j.high_level.catalog.IRODSQuery.GenQuery1QueryArgs;
import org.irods.irods4j.high_level.connection.IRODSConnection;
import org.irods.irods4j.high_level.connection.QualifiedUsername;
import org.irods.irods4j.high_level.vfs.IRODSFilesystem;
import org.irods.irods4j.low_level.api.GenQuery1Columns;
import org.irods.irods4j.low_level.api.IRODSApi;
import org.irods.irods4j.low_level.api.IRODSException;
import org.irods.irods4j.low_level.protocol.packing_instructions.GeneralAdminInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.ModAccessControlInp_PI;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsConfig;
import org.varve.storage.irods.client.IrodsEndpoint;
import org.varve.storage.irods.client.LogicalPath;
import org.varve.storage.irods.zone.AccessLevel;

/**
 * Users and groups of one test, and what they may do, in any zone: an administrator makes them
 * through irods4j's own API. Tests call them by short names; in the zone they have names that no
 * other run has. Closing removes them with everything in their homes, whatever became of the test.
 *
 * <p>One thread.
 */
public final class ZoneStage implements AutoCloseable {
  private static final String PASSWORD = "test-password";

  private final RealZone zone;
  private final String prefix = "varve_test_" + UUID.randomUUID().toString().substring(0, 8) + "_";
  private final IRODSConnection admin = new IRODSConnection();
  private final Deque<String> users = new ArrayDeque<>();
  private final Deque<String> groups = new ArrayDeque<>();

  private ZoneStage(RealZone zone) {
    this.zone = zone;
  }

  /** The stage of a zone, as the administrator that it names. */
  public static ZoneStage open(RealZone zone) {
    var stage = new ZoneStage(zone);
    run(
        () -> {
          stage.admin.connect(
              zone.host(), zone.port(), new QualifiedUsername(zone.user(), zone.zone()));
          stage.admin.authenticate(new NativeAuthPlugin(), zone.password());
        });
    return stage;
  }

  /** What the zone calls a user or a group of this stage. */
  public String name(String called) {
    return prefix + called;
  }

  public String home(String user) {
    return "/" + zone.zone() + "/home/" + name(user);
  }

  /** An ordinary user with a home collection, who can log in. */
  public void addUser(String called) {
    administer("add", "user", name(called), "rodsuser", zone.zone());
    users.push(called);
    run(
        () -> {
          var password = new UserPasswordProperty();
          password.value = PASSWORD;
          password.requesterPassword = zone.password();
          User user = new User(name(called), Optional.empty());
          IRODSUsers.modifyUser(admin.getRcComm(), user, password);
        });
  }

  public void addGroup(String called, String... members) {
    administer("add", "user", name(called), "rodsgroup", zone.zone());
    groups.push(called);
    for (String member : members) {
      join(called, member);
    }
  }

  public void join(String group, String user) {
    administer("modify", "group", name(group), "add", name(user), zone.zone());
  }

  public void leave(String group, String user) {
    administer("modify", "group", name(group), "remove", name(user), zone.zone());
  }

  /** What {@code iadmin} asks for. irods4j's own way there takes several queries each. */
  private void administer(String... arguments) {
    var input = new GeneralAdminInp_PI();
    String[] all = Arrays.copyOf(arguments, 6);
    Arrays.fill(all, arguments.length, all.length, "");
    input.arg0 = all[0];
    input.arg1 = all[1];
    input.arg2 = all[2];
    input.arg3 = all[3];
    input.arg4 = all[4];
    input.arg5 = all[5];
    String asked = String.join(" ", arguments);
    run(() -> check(IRODSApi.rcGeneralAdmin(admin.getRcComm(), input), asked));
  }

  /** How a user of this stage logs in by himself. */
  public IrodsConfig config(String user) {
    return config(user, PASSWORD);
  }

  IrodsConfig config(String user, String password) {
    var endpoint = new IrodsEndpoint(zone.host(), zone.port(), zone.zone());
    return IrodsConfig.of(endpoint, name(user), password);
  }

  /** The same through a proxy of this machine. */
  IrodsConfig configAt(int proxyPort, String user) {
    var endpoint = new IrodsEndpoint("127.0.0.1", proxyPort, zone.zone());
    return IrodsConfig.of(endpoint, name(user), PASSWORD);
  }

  /** A collection that the user makes himself, with what leads to it. */
  public void makeOwned(String user, String path) {
    try (var client = new IrodsClient(config(user))) {
      client.createCollections(new LogicalPath(path));
    }
  }

  /** Renames a collection or a data object, as a user who owns it. */
  public void rename(String user, String from, String to) {
    IrodsConfig config = config(user);
    run(
        () -> {
          try (var connection = new IRODSConnection()) {
            connection.connect(
                zone.host(), zone.port(), new QualifiedUsername(name(user), zone.zone()));
            connection.authenticate(new NativeAuthPlugin(), config.login().password());
            IRODSFilesystem.rename(connection.getRcComm(), from, to);
          }
        });
  }

  /** Logical paths of the whole data objects below a collection. */
  public List<String> objectsBelow(String collection) {
    try (var client = new IrodsClient(zone.config());
        var files = new IrodsFileIO(client)) {
      return StreamSupport.stream(files.listPrefix("irods:/" + collection).spliterator(), false)
          .map(file -> file.location().substring("irods:/".length()))
          .toList();
    }
  }

  /** The triples on a collection, as {@code attribute=value unit}. */
  public List<String> avus(String collection) {
    var query = new GenQuery1QueryArgs();
    query.addColumnToSelectClause(GenQuery1Columns.COL_META_COLL_ATTR_NAME);
    query.addColumnToSelectClause(GenQuery1Columns.COL_META_COLL_ATTR_VALUE);
    query.addColumnToSelectClause(GenQuery1Columns.COL_META_COLL_ATTR_UNITS);
    query.addConditionToWhereClause(GenQuery1Columns.COL_COLL_NAME, "= '" + collection + "'");
    return ask(query).stream()
        .map(row -> (row.get(0) + "=" + row.get(1) + " " + row.get(2)).strip())
        .toList();
  }

  /** Gives a user or a group this level and no other, {@link AccessLevel#NULL} for none. */
  public void grant(String called, AccessLevel level, String path) {
    change(name(called), level.word(), path, 0);
  }

  /** Lets what is made in a collection get its permissions. */
  public void inherit(String path) {
    change("", "inherit", path, 0);
  }

  private void change(String grantee, String level, String path, int recursiveFlag) {
    var input = new ModAccessControlInp_PI();
    input.recursiveFlag = recursiveFlag;
    input.accessLevel = "admin:" + level;
    input.userName = grantee;
    input.zone = grantee.isEmpty() ? "" : zone.zone();
    input.path = path;
    run(() -> check(IRODSApi.rcModAccessControl(admin.getRcComm(), input), path));
  }

  private static void check(int code, String what) throws IRODSException {
    if (code < 0) {
      throw new IRODSException(code, what);
    }
  }

  /** The levels that were given on a collection or a data object, to whom of this stage or not. */
  public Map<String, AccessLevel> access(String path) {
    int cut = path.lastIndexOf('/');
    var ofCollection = new GenQuery1QueryArgs();
    ofCollection.addColumnToSelectClause(GenQuery1Columns.COL_COLL_ACCESS_USER_ID);
    ofCollection.addColumnToSelectClause(GenQuery1Columns.COL_COLL_ACCESS_TYPE);
    ofCollection.addConditionToWhereClause(GenQuery1Columns.COL_COLL_NAME, "= '" + path + "'");
    var ofObject = new GenQuery1QueryArgs();
    ofObject.addColumnToSelectClause(GenQuery1Columns.COL_DATA_ACCESS_USER_ID);
    ofObject.addColumnToSelectClause(GenQuery1Columns.COL_DATA_ACCESS_TYPE);
    ofObject.addConditionToWhereClause(
        GenQuery1Columns.COL_COLL_NAME, "= '" + path.substring(0, cut) + "'");
    ofObject.addConditionToWhereClause(
        GenQuery1Columns.COL_DATA_NAME, "= '" + path.substring(cut + 1) + "'");
    List<List<String>> rows = new ArrayList<>(ask(ofCollection));
    rows.addAll(ask(ofObject));
    Map<String, AccessLevel> access = new TreeMap<>();
    rows.forEach(
        row -> access.put(calledBy(row.get(0)), AccessLevel.of(Integer.parseInt(row.get(1)))));
    return access;
  }

  private String calledBy(String userId) {
    var query = new GenQuery1QueryArgs();
    query.addColumnToSelectClause(GenQuery1Columns.COL_USER_NAME);
    query.addConditionToWhereClause(GenQuery1Columns.COL_USER_ID, "= '" + userId + "'");
    String name = ask(query).get(0).get(0);
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private List<List<String>> ask(GenQuery1QueryArgs query) {
    List<List<String>> rows = new ArrayList<>();
    // It clears the row that it gave, and goes on while it is answered true.
    run(
        () ->
            IRODSQuery.executeGenQuery1(
                admin.getRcComm(), query, row -> rows.add(List.copyOf(row))));
    return rows;
  }

  @Override
  public void close() {
    List<Call> steps = new ArrayList<>();
    users.forEach(user -> steps.add(() -> emptyHome(user)));
    groups.forEach(group -> steps.add(() -> administer("rm", "user", name(group), zone.zone())));
    users.forEach(user -> steps.add(() -> administer("rm", "user", name(user), zone.zone())));
    steps.add(admin::close);
    runAll(steps);
  }

  /** Every one, though others fail. */
  private static void runAll(List<Call> steps) {
    RuntimeException failure = null;
    for (Call step : steps) {
      try {
        run(step);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** As an administrator who first takes what lies there. */
  private void emptyHome(String user) {
    String home = home(user);
    change(zone.user(), "own", home, 1);
    try (var client = new IrodsClient(zone.config());
        var files = new IrodsFileIO(client)) {
      for (LogicalPath collection : client.listCollections(new LogicalPath(home))) {
        files.deletePrefix("irods:/" + collection);
      }
      client.listAllObjects(new LogicalPath(home)).forEach(client::unlinkIfThere);
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  /** irods4j declares no less than {@code Exception}. */
  private static void run(Call call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Failed to set the stage: " + e.getMessage(), e);
    }
  }
}
