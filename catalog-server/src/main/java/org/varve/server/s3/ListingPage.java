// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.varve.storage.ObjectKeys;
import org.varve.storage.ObjectListing;
import org.varve.storage.ObjectStore;
import org.varve.storage.StoredObject;

/**
 * One page of a listing. Objects and common prefixes count alike.
 *
 * @param last the last key or common prefix, from where a next page goes on; empty on an empty page
 */
record ListingPage(
    List<StoredObject> objects, List<String> commonPrefixes, boolean truncated, String last) {
  ListingPage {
    objects = List.copyOf(objects);
    commonPrefixes = List.copyOf(commonPrefixes);
  }

  int size() {
    return objects.size() + commonPrefixes.size();
  }

  /**
   * @param storePrefix what is read: the request's prefix, or a narrower one that the grant allows
   */
  static ListingPage load(ObjectStore store, String storePrefix, ListingRequest request) {
    List<StoredObject> objects = new ArrayList<>();
    List<String> commonPrefixes = new ArrayList<>();
    if (request.maxKeys() == 0 || ObjectKeys.isHidden(storePrefix)) {
      return new ListingPage(objects, commonPrefixes, false, "");
    }
    String last = "";
    try (ObjectListing listing = store.listObjects(storePrefix, request.after())) {
      // Behind a common prefix means behind all that it stands for.
      request
          .findCommonPrefix(request.after())
          .filter(request.after()::equals)
          .ifPresent(listing::skipPast);
      while (listing.hasNext() && objects.size() + commonPrefixes.size() < request.maxKeys()) {
        StoredObject object = listing.next();
        Optional<String> commonPrefix = request.findCommonPrefix(object.key());
        if (commonPrefix.isPresent()) {
          last = commonPrefix.get();
          commonPrefixes.add(last);
          listing.skipPast(last);
        } else {
          last = object.key();
          objects.add(object);
        }
      }
      return new ListingPage(objects, commonPrefixes, listing.hasNext(), last);
    }
  }
}
