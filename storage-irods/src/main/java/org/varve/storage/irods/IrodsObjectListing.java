// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.varve.storage.StoredObject;
import org.varve.storage.WalkedListing;
import org.varve.storage.irods.client.IrodsClient;
import org.varve.storage.irods.client.IrodsClientException;
import org.varve.storage.irods.client.IrodsObject;
import org.varve.storage.irods.client.LogicalPath;

/** The objects of a collection. Each collection is read by two queries when its turn comes. */
final class IrodsObjectListing extends WalkedListing<IrodsObjectListing.Place> {
  private final IrodsClient client;

  /** A data object, or a collection. */
  record Place(LogicalPath path, @Nullable IrodsObject object) {}

  IrodsObjectListing(IrodsClient client, IrodsKeys keys, String prefix, String after) {
    super(after);
    this.client = client;
    keys.findCollection(prefix.substring(0, prefix.lastIndexOf('/') + 1))
        .ifPresent(collection -> start(new Place(collection, null), prefix));
  }

  @Override
  protected List<Entry<Place>> entries(Place collection, String base) {
    List<Entry<Place>> entries = new ArrayList<>();
    try {
      for (IrodsObject object : client.listObjects(collection.path())) {
        var place = new Place(object.path(), object);
        entries.add(new Entry<>(object.path().name(), place, false));
      }
      for (LogicalPath below : client.listCollections(collection.path())) {
        entries.add(new Entry<>(below.name(), new Place(below, null), true));
      }
    } catch (IrodsClientException e) {
      throw IrodsObjectStore.failed(e, "list", base);
    }
    return entries;
  }

  @Override
  protected Optional<StoredObject> find(String key, Place place) {
    return Optional.ofNullable(place.object()).map(object -> IrodsObjectStore.stored(key, object));
  }

  @Override
  protected boolean isDirectory(Place place) {
    return false; // the catalog told at once
  }
}
