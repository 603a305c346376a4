// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The directions in which the packages may know each other. */
@AnalyzeClasses(packages = "org.varve", importOptions = ArchitectureTest.MainClassesOnly.class)
class ArchitectureTest {
  /** The modules' test-jars are on the class path too. */
  static final class MainClassesOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule storageKnowsBytesOnly =
      noClasses()
          .that()
          .resideInAPackage("org.varve.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.varve.history..",
              "org.varve.sql..",
              "org.varve.client..",
              "org.varve.catalog..",
              "org.varve.server..",
              "org.varve.cli..",
              "io.javalin..",
              "java.sql..",
              "org.duckdb..");

  @ArchTest
  static final ArchRule historyAndSqlKnowNoServer =
      noClasses()
          .that()
          .resideInAnyPackage("org.varve.history..", "org.varve.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.varve.storage..",
              "org.varve.client..",
              "org.varve.catalog..",
              "org.varve.server..",
              "org.varve.cli..",
              "java.net.http..",
              "io.javalin..",
              "org.postgresql..",
              "org.irods..");

  @ArchTest
  static final ArchRule sqlKnowsNoAvus =
      noClasses()
          .that()
          .resideInAPackage("org.varve.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.varve.history..");

  @ArchTest
  static final ArchRule clientKnowsNoServer =
      noClasses()
          .that()
          .resideInAPackage("org.varve.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.varve.storage..",
              "org.varve.catalog..",
              "org.varve.server..",
              "org.varve.cli..");

  @ArchTest
  static final ArchRule catalogKnowsNoDoors =
      noClasses()
          .that()
          .resideInAPackage("org.varve.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.varve.client..",
              "org.varve.server..",
              "org.varve.cli..",
              "io.javalin..",
              "org.duckdb..",
              "org.apache.parquet..");

  @ArchTest
  static final ArchRule onlyTheClientSpeaksIrods =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.varve.storage.irods.client..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.irods..");

  @ArchTest
  static final ArchRule doorsDoNotKnowEachOther =
      SlicesRuleDefinition.slices()
          .matching("org.varve.server.(rest|s3|pg|history|sql|ui|admin)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyConfigurationReadsTheEnvironment =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.varve.server.config..")
          .and()
          .doNotHaveFullyQualifiedName("org.varve.cli.Main")
          // In a Spark job there is no configuration but the icommands' own.
          .and()
          .doNotHaveFullyQualifiedName("org.varve.storage.irods.IcommandsSettings")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);
}
