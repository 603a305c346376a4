// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * A process that creates files as it is told: for each location on its input it answers {@code won}
 * or {@code lost}. Its arguments are its name and the properties of a {@link BucketFileIO}.
 */
final class RacingCreator {
  public static void main(String[] arguments) throws IOException {
    Map<String, String> properties = new HashMap<>();
    for (int i = 1; i < arguments.length; i += 2) {
      properties.put(arguments[i], arguments[i + 1]);
    }
    try (var files = new BucketFileIO();
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      files.initialize(properties);
      for (String location = in.readLine(); location != null; location = in.readLine()) {
        System.out.println(creates(files, location, arguments[0]) ? "won" : "lost");
        System.out.flush();
      }
    }
  }

  private static boolean creates(BucketFileIO files, String location, String name)
      throws IOException {
    try (PositionOutputStream out = files.newOutputFile(location).create()) {
      out.write(name.repeat(10_000).getBytes(UTF_8));
    } catch (AlreadyExistsException e) {
      return false;
    }
    return true;
  }

  private RacingCreator() {}
}
