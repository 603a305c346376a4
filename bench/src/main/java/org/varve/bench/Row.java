// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One measured figure.
 *
 * @param baseline the same figure of {@code baselineName}, in the same unit
 * @param ratio how many times better than the baseline, or than the target where the target is
 *     absolute
 * @param target the least ratio, or the least or most value where the unit says so, that the
 *     project holds itself to
 * @param cpuMs CPU time of the whole process per operation
 * @param fileOps file operations per operation: creates, opens, deletes and listings
 * @param bytes bytes read and written per operation
 */
public record Row(
    String name,
    double value,
    String unit,
    OptionalDouble baseline,
    Optional<String> baselineName,
    OptionalDouble ratio,
    Optional<String> target,
    Optional<Boolean> met,
    OptionalDouble cpuMs,
    OptionalDouble fileOps,
    OptionalLong bytes) {

  /** A figure that is printed for what it is. */
  static Row plain(String name, double value, String unit, Cost cost) {
    return new Row(
        name,
        value,
        unit,
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        cost.cpuMs(),
        cost.fileOps(),
        cost.bytes());
  }

  /** A duration beside the baseline's: a ratio of 2 is twice as fast. */
  static Row duration(
      String name, double millis, String baselineName, double baselineMillis, Cost cost) {
    return new Row(
        name,
        millis,
        "ms",
        OptionalDouble.of(baselineMillis),
        Optional.of(baselineName),
        OptionalDouble.of(baselineMillis / millis),
        Optional.empty(),
        Optional.empty(),
        cost.cpuMs(),
        cost.fileOps(),
        cost.bytes());
  }

  /** A rate beside the baseline's: a ratio of 2 is twice as many. */
  static Row rate(
      String name, double rate, String unit, String baselineName, double baselineRate, Cost cost) {
    return new Row(
        name,
        rate,
        unit,
        OptionalDouble.of(baselineRate),
        Optional.of(baselineName),
        OptionalDouble.of(rate / baselineRate),
        Optional.empty(),
        Optional.empty(),
        cost.cpuMs(),
        cost.fileOps(),
        cost.bytes());
  }

  /** The same figure, held to a least ratio. */
  Row withLeastRatio(double least) {
    return held(least + "x", ratio.orElse(0) >= least);
  }

  /** The same figure, held to a least value. */
  Row withLeastValue(double least) {
    return held("at least " + Table.number(least), value >= least);
  }

  /** The same figure, held to a most value. */
  Row withMostValue(double most) {
    return held("at most " + Table.number(most), value <= most);
  }

  /** The same figure, held to a most number of file operations. */
  Row withMostFileOps(double most) {
    return held("at most " + Table.number(most) + " ops", fileOps.orElse(most + 1) <= most);
  }

  private Row held(String newTarget, boolean newMet) {
    return new Row(
        name,
        value,
        unit,
        baseline,
        baselineName,
        ratio,
        Optional.of(newTarget),
        Optional.of(newMet),
        cpuMs,
        fileOps,
        bytes);
  }

  /** One JSON object. What is not known is left out. */
  String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name).put("value", value).put("unit", unit);
    baseline.ifPresent(figure -> json.put("baseline", figure));
    baselineName.ifPresent(text -> json.put("baseline_name", text));
    ratio.ifPresent(figure -> json.put("ratio", figure));
    target.ifPresent(text -> json.put("target", text));
    met.ifPresent(answer -> json.put("met", answer));
    cpuMs.ifPresent(figure -> json.put("cpu_ms", figure));
    fileOps.ifPresent(figure -> json.put("file_ops", figure));
    bytes.ifPresent(count -> json.put("bytes", count));
    return json.toString();
  }
}
