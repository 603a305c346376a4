// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * A process that does with a {@code FileIO} what Spark does: it loads it by its name, writes a file
 * with it and reads the file with a copy that was serialized. Its arguments are the name, a
 * location and properties; it prints what it read.
 */
final class SparkJarProbe {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> properties = new HashMap<>();
    for (int i = 2; i < arguments.length; i += 2) {
      properties.put(arguments[i], arguments[i + 1]);
    }
    try (FileIO files = CatalogUtil.loadFileIO(arguments[0], properties, null)) {
      try (PositionOutputStream out = files.newOutputFile(arguments[1]).create()) {
        out.write("from the driver".getBytes(UTF_8));
      }
      try (FileIO copy = serializedAndBack(files);
          SeekableInputStream in = copy.newInputFile(arguments[1]).newStream()) {
        System.out.println(new String(in.readAllBytes(), UTF_8));
      }
    }
  }

  private static FileIO serializedAndBack(FileIO files) throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(files);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (FileIO) in.readObject();
    }
  }

  private SparkJarProbe() {}
}
