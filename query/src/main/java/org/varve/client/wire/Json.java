// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.client.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.varve.sql.QueryException;

/** How JSON is read and written: strictly, in UTF-8. Thread-safe. */
public final class Json {
  /** Reads numbers exactly, and refuses doubled fields. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectWriter ASCII = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private Json() {}

  /** An object without fields. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * A document as a request carries it: in ASCII, so that half of a surrogate pair arrives as what
   * it is and is refused by name. In UTF-8 it would arrive as a question mark.
   */
  public static byte[] bytes(JsonNode document) {
    try {
      return ASCII.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Failed to format JSON", e);
    }
  }

  /**
   * The document that {@code in} holds. Does not close it.
   *
   * @throws QueryException of kind INVALID if it is no JSON
   * @throws UncheckedIOException if it cannot be read
   */
  public static JsonNode parse(InputStream in) {
    return read(in, Json::tree);
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    JsonNode node = MAPPER.readTree(parser);
    if (node == null) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid JSON: empty");
    }
    return node;
  }

  /**
   * What {@code reader} makes of the one document that {@code in} holds.
   *
   * @throws QueryException of kind INVALID if it is no JSON
   * @throws UncheckedIOException if it cannot be read
   */
  static <T> T read(InputStream in, Reader<T> reader) {
    try (JsonParser parser = MAPPER.createParser(in)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      T value = reader.read(parser);
      if (parser.nextToken() != null) {
        throw invalid("there is more after the document", parser.currentTokenLocation());
      }
      return value;
    } catch (JacksonException e) {
      throw invalid(e.getOriginalMessage(), e.getLocation());
    } catch (CharConversionException e) {
      throw new QueryException(QueryException.Kind.INVALID, "Invalid JSON: not UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one document. */
  @FunctionalInterface
  interface Reader<T> {
    T read(JsonParser parser) throws IOException;
  }

  private static QueryException invalid(String reason, @Nullable JsonLocation at) {
    // Without the parser's words for a place that is named anyway.
    String first =
        reason.lines().findFirst().orElse(reason).replaceFirst(" \\(start marker at .*", "");
    String where = at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new QueryException(QueryException.Kind.INVALID, "Invalid JSON: " + first + where);
  }
}
