// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage.irods.zone;

/** The numbers of the requests that the zone understands. */
public final class Api {
  public static final int OBJECT_CREATE = 601;
  public static final int OBJECT_OPEN = 602;
  public static final int OBJECT_UNLINK = 615;
  public static final int RENAME = 627;
  public static final int CHECKSUM = 629;
  public static final int STAT = 633;
  public static final int OBJECT_CLOSE = 673;
  public static final int SEEK = 674;
  public static final int READ = 675;
  public static final int WRITE = 676;
  public static final int REMOVE_COLLECTION = 679;
  public static final int CREATE_COLLECTION = 681;
  public static final int SERVER_INFO = 700;
  public static final int ADMIN = 701;
  public static final int QUERY = 702;
  public static final int MODIFY_AVU = 706;
  public static final int MODIFY_ACCESS = 707;
  public static final int USER_ADMIN = 714;
  public static final int SPECIFIC_QUERY = 722;
  public static final int QUERY_2 = 10221;
  public static final int APPLY_AVUS = 20002;
  public static final int REPLICA_OPEN = 20003;
  public static final int REPLICA_CLOSE = 20004;
  public static final int TOUCH = 20007;
  public static final int AUTHENTICATE = 110000;

  private Api() {}
}
