// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.apache.iceberg.rest.RESTSerializers;

/** The JSON of the specification, with iceberg-core's own parsers. */
final class RestJson {
  private static final ObjectMapper MAPPER = mapper();

  private RestJson() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  /**
   * Reads a request: an object, or an array if the type is one.
   *
   * @throws IllegalArgumentException if it is not JSON, or not such a request
   */
  static <T> T read(byte[] json, Class<T> type) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      // Some of Iceberg's parsers take anything for an object without fields.
      if (parser.nextToken() != JsonToken.START_OBJECT && !type.isArray()) {
        throw new IllegalArgumentException("Invalid JSON: the body is not one object");
      }
      T value = MAPPER.readValue(parser, type);
      // Jackson's own check for this also strikes inside of Iceberg's parsers.
      if (value == null || parser.nextToken() != null) {
        throw new IllegalArgumentException("Invalid JSON: the body is not one object");
      }
      return value;
    } catch (UnsupportedOperationException e) {
      // Iceberg's parsers, about updates and requirements that they do not know.
      throw new IllegalArgumentException("Invalid request: " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Invalid JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The table location in table metadata, without parsing the rest.
   *
   * @throws IllegalStateException if it is no table metadata
   */
  static String readLocation(byte[] metadataJson) {
    try (JsonParser parser = MAPPER.createParser(metadataJson)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (name.equals("location")) {
          return parser.getText();
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      throw new IllegalStateException("Table metadata is not JSON", e);
    }
    throw new IllegalStateException("Table metadata has no location");
  }

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Failed to write an answer", e);
    }
  }
}
