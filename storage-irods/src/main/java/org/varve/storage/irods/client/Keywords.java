// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.client;

import java.util.ArrayList;
import org.irods.irods4j.low_level.protocol.packing_instructions.DataObjInp_PI;
import org.irods.irods4j.low_level.protocol.packing_instructions.KeyValPair_PI;

/** The options of a request. */
final class Keywords {
  private final KeyValPair_PI pairs = new KeyValPair_PI();

  Keywords() {
    pairs.keyWord = new ArrayList<>();
    pairs.svalue = new ArrayList<>();
  }

  Keywords with(String keyword, String value) {
    pairs.ssLen++;
    pairs.keyWord.add(keyword);
    pairs.svalue.add(value);
    return this;
  }

  KeyValPair_PI packed() {
    return pairs;
  }

  /** A request about a data object. */
  DataObjInp_PI forObject(LogicalPath path) {
    var input = new DataObjInp_PI();
    input.objPath = path.text();
    input.KeyValPair_PI = pairs;
    return input;
  }
}
