// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.nio.charset.StandardCharsets;
import org.apache.iceberg.exceptions.NotFoundException;
import org.varve.storage.ObjectKeys;
import org.varve.storage.ObjectStore;
import org.varve.storage.ObjectStores;
import org.varve.storage.UnmappableKeyException;

/**
 * One authorized request and its answer: the grant covers the bucket, the key and the operation.
 * One thread at a time.
 */
record S3Exchange(
    S3Request request, S3Grant grant, RequestBody body, S3Response response, ObjectStores stores) {
  private static final int MAX_KEY_BYTES = 1024;

  String bucket() {
    return request.findBucket().orElseThrow();
  }

  /**
   * @throws UnmappableKeyException if no client's object can have this key
   */
  String key() {
    return checkKey(request.findKey().orElseThrow());
  }

  /**
   * @throws S3Exception with {@code NoSuchBucket} if it does not exist
   */
  ObjectStore store() {
    try {
      return stores.loadStore(bucket());
    } catch (NotFoundException e) {
      throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET, "The specified bucket does not exist", e);
    }
  }

  String parameter(String name) {
    return request.query().find(name).orElse("");
  }

  /**
   * @throws S3Exception with {@code InvalidArgument} if it is not a number from 0 on
   */
  int intParameter(String name, int defaultValue) {
    return request
        .query()
        .find(name)
        .filter(value -> !value.isEmpty())
        .map(value -> parseInt(name, value))
        .orElse(defaultValue);
  }

  static String checkKey(String key) {
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw new S3Exception(S3ErrorCode.KEY_TOO_LONG, "Your key is too long");
    }
    if (ObjectKeys.isHidden(key)) {
      throw new UnmappableKeyException("reserved for the server", key);
    }
    return ObjectKeys.check(key);
  }

  static S3Exception accessDenied() {
    return new S3Exception(S3ErrorCode.ACCESS_DENIED, "Access Denied");
  }

  private static int parseInt(String name, String value) {
    if (!value.matches("[0-9]{1,9}")) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT,
          "Invalid " + name + ": not a number from 0 to 999999999: " + value);
    }
    return Integer.parseInt(value);
  }
}
