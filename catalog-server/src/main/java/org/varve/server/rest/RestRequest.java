// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.varve.catalog.Origin;
import org.varve.server.RequestIds;
import org.varve.server.rest.IcebergDoor.Terms;

/** One request, with its names decoded. Used by one thread. */
final class RestRequest {
  private final Context context;
  private final Route route;
  private final Terms terms;
  private byte @Nullable [] body;
  private Note.Writer left = Note.Writer.NOTHING;

  RestRequest(Context context, Route route, Terms terms) {
    this.context = context;
    this.route = route;
    this.terms = terms;
  }

  Operation operation() {
    return route.operation();
  }

  /** Who sends it. A server without authentication knows one user only. */
  String principal() {
    return terms.principal();
  }

  Namespace namespace() {
    return PathNames.decodeNamespace(variable("namespace"));
  }

  /** The table in the path. */
  TableIdentifier table() {
    return TableIdentifier.of(namespace(), PathNames.decode(variable("table")));
  }

  /** The view in the path. */
  TableIdentifier view() {
    return TableIdentifier.of(namespace(), PathNames.decode(variable("view")));
  }

  String variable(String name) {
    String value = route.variables().get(name);
    if (value == null) {
      throw new IllegalStateException("Path has no such variable: " + name);
    }
    return value;
  }

  /** A parameter of the query, decoded; null if there is none. */
  @Nullable String parameter(String name) {
    return context.queryParam(name);
  }

  Optional<String> findHeader(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /** Who sends it, and what the operation leaves behind in its transaction. */
  Note note() {
    return new Note(new Origin(principal(), RequestIds.of(context)), left);
  }

  /** Sets what the operation leaves behind, before the operation is carried out. */
  void leave(Note.Writer writer) {
    left = writer;
  }

  /** What makes two requests the same: method, path, query and body. */
  byte[] fingerprint() {
    MessageDigest digest = Hashes.sha256();
    String line =
        context.req().getMethod()
            + ' '
            + context.req().getRequestURI()
            + '?'
            + context.req().getQueryString()
            + '\n';
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    return digest.digest(bodyBytes());
  }

  Paging paging() {
    return Paging.parse(parameter("pageToken"), parameter("pageSize"));
  }

  /**
   * The body.
   *
   * @throws IllegalArgumentException if it is not JSON, or not of that type
   * @throws RestException with status 413 or 415 if it is too large, or says that it is not JSON
   */
  <T> T body(Class<T> type) {
    return RestJson.read(bodyBytes(), type);
  }

  /** The body as it came, read once. */
  byte[] bodyBytes() {
    byte[] read = body;
    if (read == null) {
      checkContentType();
      read = readBody();
      body = read;
    }
    return read;
  }

  private void checkContentType() {
    String contentType = context.contentType();
    if (contentType != null
        && !contentType
            .toLowerCase(Locale.ROOT)
            .split(";", 2)[0]
            .trim()
            .equals("application/json")) {
      throw RestException.contentType(contentType);
    }
  }

  private byte[] readBody() {
    if (context.req().getContentLengthLong() > terms.maxBodyBytes()) {
      throw RestException.tooLarge(terms.maxBodyBytes());
    }
    try (InputStream in = context.req().getInputStream()) {
      byte[] bytes = in.readNBytes(Math.toIntExact(terms.maxBodyBytes() + 1));
      if (bytes.length > terms.maxBodyBytes()) {
        throw RestException.tooLarge(terms.maxBodyBytes());
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to read the request", e);
    }
  }
}
