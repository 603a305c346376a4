// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.s3;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.varve.storage.ObjectKeys;

/**
 * Where uploads keep their state: hidden objects of the bucket itself, so that any server can go on
 * with an upload that another one began. All lie side by side, named by upload, because collections
 * are dear to make.
 */
final class UploadNames {
  static final String DIRECTORY = ObjectKeys.HIDDEN_PREFIX + "uploads/";

  private static final String BEGUN = ".begun";
  private static final String PART = ".part-";
  private static final String SEALED = ".sealed-";
  private static final String DONE = ".done";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private UploadNames() {}

  static String newId() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Everything of one upload starts with this. */
  static String all(String id) {
    return DIRECTORY + id + ".";
  }

  /** What the upload is for. */
  static String begun(String id) {
    return DIRECTORY + id + BEGUN;
  }

  static boolean isBegun(String key) {
    return key.endsWith(BEGUN);
  }

  /** A name for a part; of one number, a name that is made later sorts behind those before. */
  static String newPart(String id, int number) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    return parts(id) + String.format(Locale.ROOT, "%05d-%016x%s", number, micros, newId());
  }

  /** All parts of an upload, in the order of their numbers. */
  static String parts(String id) {
    return DIRECTORY + id + PART;
  }

  static int partNumber(String key) {
    int at = key.indexOf(PART) + PART.length();
    return Integer.parseInt(key.substring(at, key.indexOf('-', at)));
  }

  /**
   * Says that an object of this entity tag was made from the upload and is about to be published.
   */
  static String sealed(String id, String eTag) {
    return DIRECTORY + id + SEALED + eTag.replace("\"", "");
  }

  /** Holds the entity tag of the object that the upload became. */
  static String done(String id) {
    return DIRECTORY + id + DONE;
  }

  static boolean isDone(String key) {
    return key.endsWith(DONE);
  }

  static String id(String key) {
    return key.substring(DIRECTORY.length(), key.indexOf('.', DIRECTORY.length()));
  }
}
