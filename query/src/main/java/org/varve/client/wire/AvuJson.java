// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.varve.history.Avu;
import org.varve.sql.QueryException;

/** The fields of a triple inside another object. */
final class AvuJson {
  private AvuJson() {}

  static void put(ObjectNode node, Avu avu) {
    node.put("attribute", avu.attribute()).put("value", avu.value()).put("unit", avu.unit());
  }

  static void putOld(ObjectNode node, @Nullable Avu old) {
    if (old != null) {
      node.put("old_value", old.value()).put("old_unit", old.unit());
    }
  }

  static Avu parse(JsonFields fields) {
    return new Avu(
        fields.text("attribute"), fields.text("value"), orNone(fields.optionalText("unit")));
  }

  /** The triple that an update replaces, which has the same attribute. */
  static @Nullable Avu parseOld(JsonFields fields, String attribute) {
    String value = fields.optionalText("old_value");
    String unit = fields.optionalText("old_unit");
    if (value == null && unit != null && !unit.isEmpty()) {
      throw new QueryException(
          QueryException.Kind.INVALID, "Invalid old_unit: there is no old_value: " + unit);
    }
    return value == null ? null : new Avu(attribute, value, orNone(unit));
  }

  private static String orNone(@Nullable String unit) {
    return unit == null ? "" : unit;
  }
}
