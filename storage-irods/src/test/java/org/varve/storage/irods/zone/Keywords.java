// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keyword and value pairs that come with a request. */
final class Keywords {
  static Map<String, String> of(Packed input) {
    Packed pairs = input.child("KeyValPair_PI");
    List<String> keys = pairs.texts("keyWord");
    List<String> values = pairs.texts("svalue");
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      all.put(keys.get(i), i < values.size() ? values.get(i) : "");
    }
    return all;
  }

  private Keywords() {}
}
