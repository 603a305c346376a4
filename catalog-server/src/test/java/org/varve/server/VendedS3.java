// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Amazon's own client, set up by nothing but what the catalog vends with a table. */
final class VendedS3 {
  private VendedS3() {}

  static S3Client client(Map<String, String> config) {
    return S3Client.builder()
        .endpointOverride(URI.create(config.get("s3.endpoint")))
        .region(Region.of(config.get("client.region")))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    config.get("s3.access-key-id"),
                    config.get("s3.secret-access-key"),
                    config.get("s3.session-token"))))
        .build();
  }
}
