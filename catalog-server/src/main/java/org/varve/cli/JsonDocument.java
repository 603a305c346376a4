// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.varve.client.wire.Json;
import org.varve.client.wire.TimeText;
import org.varve.history.Project;

/** All pages of an answer as the one JSON document that the server's pages are parts of. */
final class JsonDocument {
  private final Console console;

  JsonDocument(Console console) {
    this.console = console;
  }

  /**
   * Prints {@code pages} while they arrive.
   *
   * @param path what was asked about
   * @param name what the items are called
   */
  <T> void print(
      Project project, String path, String name, Pages<T> pages, Function<T, ObjectNode> format) {
    try (JsonGenerator json = Json.MAPPER.createGenerator(console.out())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("project_id", project.id());
      json.writeStringField("path", path);
      json.writeStringField("as_of", TimeText.format(pages.firstPage().asOf()));
      json.writeArrayFieldStart(name);
      for (T item : pages) {
        json.writeTree(format.apply(item));
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
