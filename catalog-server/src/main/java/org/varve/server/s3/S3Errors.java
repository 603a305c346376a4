// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.varve.catalog.DatabaseUnavailableException;
import org.varve.storage.StorageUnavailableException;
import org.varve.storage.UnmappableKeyException;

/** What failures of the storage are called in S3. */
final class S3Errors {
  private S3Errors() {}

  static S3Exception translate(RuntimeException failure) {
    if (failure instanceof S3Exception known) {
      return known;
    }
    if (failure instanceof UnmappableKeyException) {
      return of(S3ErrorCode.INVALID_ARGUMENT, failure);
    }
    if (failure instanceof NotFoundException) {
      return new S3Exception(S3ErrorCode.NO_SUCH_KEY, "The specified key does not exist.", failure);
    }
    if (failure instanceof AlreadyExistsException) {
      return of(S3ErrorCode.OBJECT_ALREADY_EXISTS, failure);
    }
    if (failure instanceof ForbiddenException) {
      return new S3Exception(S3ErrorCode.ACCESS_DENIED, "Access Denied", failure);
    }
    if (failure instanceof ServiceUnavailableException
        || failure instanceof StorageUnavailableException
        || failure instanceof DatabaseUnavailableException) {
      return new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The storage is not available. Try again.", failure);
    }
    return new S3Exception(
        S3ErrorCode.INTERNAL_ERROR, "We encountered an internal error. Please try again.", failure);
  }

  private static S3Exception of(S3ErrorCode code, RuntimeException failure) {
    return new S3Exception(code, String.valueOf(failure.getMessage()), failure);
  }
}
