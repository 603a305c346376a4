// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.util.Set;

/** What the door can be asked to do. */
enum S3Operation {
  LIST_BUCKETS(false, false),
  HEAD_BUCKET(false, false),
  GET_BUCKET_LOCATION(false, false),
  LIST_OBJECTS(false, false),
  LIST_OBJECTS_V2(false, false),
  LIST_UPLOADS(false, false),
  DELETE_OBJECTS(true, true),
  HEAD_OBJECT(false, false),
  GET_OBJECT(false, false),
  PUT_OBJECT(true, true),
  COPY_OBJECT(true, false),
  DELETE_OBJECT(true, false),
  CREATE_UPLOAD(true, false),
  UPLOAD_PART(true, true),
  UPLOAD_PART_COPY(true, false),
  COMPLETE_UPLOAD(true, true),
  ABORT_UPLOAD(true, false),
  LIST_PARTS(false, false);

  /** Parameters that ask for something else than the object or the listing itself. */
  private static final Set<String> UNKNOWN_SUBRESOURCES =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "append",
          "attributes",
          "cors",
          "encryption",
          "intelligent-tiering",
          "inventory",
          "legal-hold",
          "lifecycle",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "ownershipControls",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "renameObject",
          "replication",
          "requestPayment",
          "restore",
          "retention",
          "select",
          "session",
          "tagging",
          "torrent",
          "versionId",
          "versioning",
          "versions",
          "website");

  private final boolean writing;
  private final boolean takingBody;

  S3Operation(boolean writing, boolean takingBody) {
    this.writing = writing;
    this.takingBody = takingBody;
  }

  boolean isWriting() {
    return writing;
  }

  /** Whether it takes away an object that others may read. */
  boolean isDeleting() {
    return this == DELETE_OBJECT || this == DELETE_OBJECTS;
  }

  boolean takesBody() {
    return takingBody;
  }

  /**
   * @throws S3Exception with {@code NotImplemented} or {@code MethodNotAllowed} if it is none
   */
  static S3Operation of(S3Request request) {
    if (request.query().hasAny(UNKNOWN_SUBRESOURCES)) {
      throw notImplemented();
    }
    if (request.findKey().isPresent()) {
      return ofObject(request);
    }
    return request.findBucket().isPresent() ? ofBucket(request) : ofService(request);
  }

  private static S3Operation ofService(S3Request request) {
    if (request.method().equals("GET")) {
      return LIST_BUCKETS;
    }
    throw methodNotAllowed();
  }

  private static S3Operation ofBucket(S3Request request) {
    return switch (request.method()) {
      case "HEAD" -> HEAD_BUCKET;
      case "GET" -> ofBucketGet(request.query());
      case "POST" -> {
        if (request.query().has("delete")) {
          yield DELETE_OBJECTS;
        }
        throw notImplemented();
      }
      case "PUT", "DELETE" -> throw notImplemented();
      default -> throw methodNotAllowed();
    };
  }

  private static S3Operation ofBucketGet(QueryString query) {
    if (query.has("location")) {
      return GET_BUCKET_LOCATION;
    }
    if (query.has("uploads")) {
      return LIST_UPLOADS;
    }
    return query.find("list-type").filter("2"::equals).isPresent() ? LIST_OBJECTS_V2 : LIST_OBJECTS;
  }

  private static S3Operation ofObject(S3Request request) {
    boolean upload = request.query().has("uploadId");
    return switch (request.method()) {
      case "HEAD" -> HEAD_OBJECT;
      case "GET" -> upload ? LIST_PARTS : GET_OBJECT;
      case "PUT" -> ofObjectPut(request, upload);
      case "DELETE" -> upload ? ABORT_UPLOAD : DELETE_OBJECT;
      case "POST" -> ofObjectPost(request.query(), upload);
      default -> throw methodNotAllowed();
    };
  }

  private static S3Operation ofObjectPut(S3Request request, boolean upload) {
    boolean copy = request.headers().find("x-amz-copy-source").isPresent();
    if (upload) {
      return copy ? UPLOAD_PART_COPY : UPLOAD_PART;
    }
    return copy ? COPY_OBJECT : PUT_OBJECT;
  }

  private static S3Operation ofObjectPost(QueryString query, boolean upload) {
    if (query.has("uploads")) {
      return CREATE_UPLOAD;
    }
    if (upload) {
      return COMPLETE_UPLOAD;
    }
    throw notImplemented();
  }

  private static S3Exception notImplemented() {
    return new S3Exception(
        S3ErrorCode.NOT_IMPLEMENTED,
        "A header or query you provided requests a feature that is not implemented.");
  }

  private static S3Exception methodNotAllowed() {
    return new S3Exception(
        S3ErrorCode.METHOD_NOT_ALLOWED,
        "The specified method is not allowed against this resource.");
  }
}
