// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.varve.server.s3.CredentialVendor;
import org.varve.server.s3.S3Access;
import org.varve.server.s3.S3Door;
import org.varve.server.s3.S3DoorConfig;
import org.varve.server.s3.S3Grant;
import org.varve.server.s3.SigningKeys;
import org.varve.server.s3.VendedCredentials;
import org.varve.storage.BucketRoots;
import org.varve.storage.LocalFileIO;
import org.varve.storage.RootedObjectStores;

/**
 * The S3 door alone, over a directory: prints its port and the keys to it in a line, and serves
 * until it is killed.
 */
final class S3DoorProcess {
  static final String BUCKET = "bench";

  private S3DoorProcess() {}

  public static void main(String[] args) throws InterruptedException {
    Path bucket = Path.of(args[0]).resolve(BUCKET);
    SigningKeys keys =
        SigningKeys.parse("bench:" + Base64.getEncoder().encodeToString(new byte[32]));
    var credentials = new CredentialVendor(keys, Clock.systemUTC(), Duration.ofHours(1));
    S3Door door =
        S3Door.start(
            S3DoorConfig.listeningOn("127.0.0.1", 0),
            new RootedObjectStores(BucketRoots.of(Map.of(BUCKET, LocalFileIO.locationOf(bucket)))),
            credentials,
            Clock.systemUTC());
    VendedCredentials vended =
        credentials.vend(new S3Grant("bench#local", BUCKET, "", S3Access.READ_WRITE));
    System.out.println(
        String.join(
            " ",
            "door",
            Integer.toString(door.address().getPort()),
            vended.accessKeyId(),
            vended.secretAccessKey(),
            vended.sessionToken()));
    Thread.currentThread().join();
  }
}
