// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.varve.storage.ObjectStore;
import org.varve.storage.ObjectStores;

/**
 * Takes a request through the door: who is it, may they, and which route answers. Thread-safe.
 *
 * <p>Jetty calls it in the thread that serves many connections, and the requests that engines send
 * most by far are answered there: handing them to another thread costs as much as answering them.
 * So nothing here may wait for a client or for another machine; what may goes on elsewhere.
 */
final class S3Handler extends Handler.Abstract.NonBlocking {
  private final RequestAuthenticator authenticator;
  private final ObjectStores stores;
  private final S3Router router;
  private final Clock clock;

  S3Handler(RequestAuthenticator authenticator, ObjectStores stores, S3Router router, Clock clock) {
    this.authenticator = authenticator;
    this.stores = stores;
    this.router = router;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var call = new S3Call(request, response, callback);
    try {
      HttpFields.Mutable headers = response.getHeaders();
      headers.put("x-amz-request-id", call.id());
      // By this header a client finds out that its clock is wrong, so it is the door's own clock.
      headers.put(HttpHeader.DATE, S3Times.formatHttp(clock.instant()));
      start(call);
    } catch (RuntimeException e) {
      if (call.hasBody()) {
        call.execute(() -> call.fail(e));
      } else {
        call.fail(e);
      }
    }
    return true;
  }

  private void start(S3Call call) {
    S3Request head = head(call);
    Authentication authentication = authenticator.authenticate(head);
    S3Grant grant = authentication.grant();
    call.setPrincipal(grant.principal());
    S3Operation operation = S3Operation.of(head);
    authorize(head, grant, operation);
    var body = RequestBody.of(operation, head.headers(), authentication, source(call));
    Optional<ObjectStore> near = findNearStore(call, head, operation);
    if (near.isPresent()) {
      answer(
          call,
          operation,
          new S3Exchange(head, grant, body, call.response(), bucket -> near.get()));
    } else {
      var exchange = new S3Exchange(head, grant, body, call.response(), stores);
      call.execute(() -> answer(call, operation, exchange));
    }
  }

  /** The store to answer from at once, if the answer can be made without waiting. */
  private Optional<ObjectStore> findNearStore(S3Call call, S3Request head, S3Operation operation) {
    boolean isShort =
        operation == S3Operation.HEAD_OBJECT
            || (operation == S3Operation.GET_OBJECT
                && ByteRange.maxLength(head.headers()) <= S3Response.MAX_PENDING_BYTES);
    return isShort && !call.hasBody()
        ? head.findBucket().flatMap(stores::findLocalStore)
        : Optional.empty();
  }

  private void answer(S3Call call, S3Operation operation, S3Exchange exchange) {
    try {
      if (!operation.takesBody()) {
        exchange.body().requireEmpty();
      }
      router.route(operation).answer(exchange);
      call.finish();
    } catch (IOException e) {
      call.end(e);
    } catch (RuntimeException e) {
      call.fail(e);
    }
  }

  /** Listings have their prefix checked where it is read, and so have copies their source. */
  private static void authorize(S3Request request, S3Grant grant, S3Operation operation) {
    Optional<String> bucket = request.findBucket();
    boolean covered =
        request.findKey().isPresent()
            ? grant.covers(bucket.orElseThrow(), request.findKey().get())
            : bucket.filter(name -> !name.equals(grant.bucket())).isEmpty();
    if (!covered || !grant.allows(operation)) {
      throw S3Exchange.accessDenied();
    }
  }

  private static InputStream source(S3Call call) {
    return call.hasBody()
        ? Content.Source.asInputStream(call.request())
        : InputStream.nullInputStream();
  }

  private static S3Request head(S3Call call) {
    RequestHeaders.Builder headers = RequestHeaders.builder();
    for (HttpField field : call.request().getHeaders()) {
      headers.add(field.getName(), String.valueOf(field.getValue()));
    }
    String query = call.request().getHttpURI().getQuery();
    return new S3Request(
        call.request().getMethod(),
        call.rawPath(),
        QueryString.parse(query == null ? "" : query),
        headers.build());
  }
}
