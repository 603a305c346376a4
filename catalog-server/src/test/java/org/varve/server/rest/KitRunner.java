// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.iceberg.rest.RESTCompatibilityKitCatalogTests;
import org.apache.iceberg.rest.RESTCompatibilityKitViewCatalogTests;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs Iceberg's REST Compatibility Kit in a process of its own, because the kit takes every system
 * property for a property of the catalog. Prints {@code RESULT found=… passed=… aborted=… skipped=…
 * failed=…} and the failures.
 */
final class KitRunner {
  private KitRunner() {}

  public static void main(String[] arguments) {
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(
                    Stream.of(
                            RESTCompatibilityKitCatalogTests.class,
                            RESTCompatibilityKitViewCatalogTests.class)
                        .map(each -> selectClass(each))
                        .toList())
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 20);
    System.out.println(
        "RESULT found="
            + summary.getTestsFoundCount()
            + " passed="
            + summary.getTestsSucceededCount()
            + " aborted="
            + summary.getTestsAbortedCount()
            + " skipped="
            + summary.getTestsSkippedCount()
            + " failed="
            + summary.getTestsFailedCount());
    System.exit(0);
  }
}
