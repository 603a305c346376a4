// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_COLL_PARENT_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_DATA_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_META_COLL_ATTR_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_META_COLL_ATTR_UNITS;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_META_COLL_ATTR_VALUE;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_META_DATA_ATTR_NAME;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_META_DATA_ATTR_UNITS;
import static org.irods.irods4j.low_level.api.GenQuery1Columns.COL_META_DATA_ATTR_VALUE;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Every AVU below a collection that the user can see, in the memory of one page of rows and the
 * names of the collections. Failures are as {@link IrodsClient}'s. One thread at a time; there is
 * nothing to close.
 */
public final class IrodsAvuScan {
  private final IrodsClient client;
  private final Set<LogicalPath> leftOut;
  private final Listener listener;

  /** Who is told what the scan finds. */
  public interface Listener {
    /** An AVU, in rare cases told of twice. The zone's connection waits until this returns. */
    void found(IrodsAvu avu);

    /**
     * Something that cannot be asked for or read.
     *
     * @param what names it, as far as it can be named
     */
    void skipped(String what);
  }

  /**
   * @param leftOut collections that are passed over with everything in them
   */
  public IrodsAvuScan(IrodsClient client, Set<LogicalPath> leftOut, Listener listener) {
    this.client = client;
    this.leftOut = Set.copyOf(leftOut);
    this.listener = listener;
  }

  /** A collection and all collections below it, each before what is in it. */
  public List<LogicalPath> collections(LogicalPath root) {
    List<LogicalPath> found = new ArrayList<>();
    Deque<LogicalPath> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      LogicalPath collection = open.pop();
      if (!leftOut.contains(collection)) {
        found.add(collection);
        IrodsQuery below =
            IrodsQuery.select(COL_COLL_NAME).where(COL_COLL_PARENT_NAME, collection.text());
        client
            .read(connection -> below.rows(connection, collection.text()))
            .forEach(row -> nameable(row.get(0), open::push));
      }
    }
    return found;
  }

  /** The AVUs on a collection and on the data objects directly in it, in no order. */
  public void scan(LogicalPath collection) {
    IrodsQuery onCollection =
        IrodsQuery.select(
                COL_META_COLL_ATTR_NAME, COL_META_COLL_ATTR_VALUE, COL_META_COLL_ATTR_UNITS)
            .where(COL_COLL_NAME, collection.text());
    if (!forEachRow(onCollection, collection, row -> found(collection, true, row))) {
      listener.skipped("AVUs with a control character, on " + collection);
    }
    if (!scanObjects(onObjects(collection), collection)) {
      scanOneByOne(collection);
    }
  }

  private static IrodsQuery onObjects(LogicalPath collection) {
    return IrodsQuery.select(
            COL_META_DATA_ATTR_NAME,
            COL_META_DATA_ATTR_VALUE,
            COL_META_DATA_ATTR_UNITS,
            COL_DATA_NAME)
        .where(COL_COLL_NAME, collection.text());
  }

  private boolean scanObjects(IrodsQuery query, LogicalPath collection) {
    return forEachRow(
        query,
        collection,
        row -> nameable(collection + "/" + row.get(3), path -> found(path, false, row)));
  }

  /** Finds the object that spoils the answer for all. */
  private void scanOneByOne(LogicalPath collection) {
    List<String> names = new ArrayList<>();
    IrodsQuery objects = IrodsQuery.select(COL_DATA_NAME).where(COL_COLL_NAME, collection.text());
    if (!forEachRow(objects, collection, row -> names.add(row.get(0)))) {
      listener.skipped("data objects with a control character in a name, in " + collection);
      return;
    }
    for (String name : names) {
      nameable(collection + "/" + name, object -> scanOne(collection, object));
    }
  }

  private void scanOne(LogicalPath collection, LogicalPath object) {
    IrodsQuery one = onObjects(collection).where(COL_DATA_NAME, object.name());
    if (!scanObjects(one, collection)) {
      listener.skipped("AVUs with a control character, on " + object);
    }
  }

  private void found(LogicalPath path, boolean onCollection, List<String> row) {
    listener.found(new IrodsAvu(path, onCollection, row.get(0), row.get(1), row.get(2)));
  }

  /** Other clients can store names that no request can hold. */
  private void nameable(String path, Consumer<LogicalPath> taker) {
    LogicalPath parsed;
    try {
      parsed = new LogicalPath(path);
    } catch (IllegalArgumentException e) {
      listener.skipped(String.valueOf(e.getMessage()));
      return;
    }
    taker.accept(parsed);
  }

  /**
   * Passes on the rows.
   *
   * @return whether that were all; iRODS puts control characters into its answers as they are,
   *     which makes them no XML
   */
  private boolean forEachRow(IrodsQuery query, LogicalPath subject, Consumer<List<String>> taker) {
    try {
      client.readOnce(connection -> query.forEachRow(connection, subject.text(), taker));
      return true;
    } catch (IrodsClientException e) {
      boolean controlCharacter =
          e.getCause() instanceof JsonProcessingException parsing
              && String.valueOf(parsing.getOriginalMessage()).contains("CTRL-CHAR");
      if (!controlCharacter) {
        throw e;
      }
      return false;
    }
  }
}
