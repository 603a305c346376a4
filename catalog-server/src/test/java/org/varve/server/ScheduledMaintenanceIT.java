// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.varve.client.LakehouseClient;
import org.varve.history.Project;
import org.varve.history.Samples;

/** Nobody has to say so: a server maintains its tables. */
class ScheduledMaintenanceIT {
  private static final Pattern MERGED =
      Pattern.compile("^varve_merged_files_total (\\d+)", Pattern.MULTILINE);
  private static final int CHANGE_SETS = 30;

  @TempDir private Path directory;

  @Test
  void filesAreMergedWithoutACommand() throws Exception {
    try (CatalogServer server =
            TestServers.start(directory, Map.of("maintenance.interval", "50ms"));
        LakehouseClient client = LakehouseClient.connect(server.address())) {
      Project project = client.registerProject(Samples.ROOT);
      for (int i = 0; i < CHANGE_SETS; i++) {
        client.recordChanges(project.id(), Samples.changeSet(Samples.add("n", "" + i)));
      }

      Instant limit = Instant.now().plus(Duration.ofMinutes(2));
      while (mergedFiles(server.address()) == 0 && Instant.now().isBefore(limit)) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }

      assertThat(mergedFiles(server.address())).isPositive();
      assertThat(client.history(project.id(), Samples.IMAGE, 100, Optional.empty()).items())
          .hasSize(CHANGE_SETS);
    }
  }

  private static int mergedFiles(URI address) throws Exception {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address.resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher matcher = MERGED.matcher(metrics);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
