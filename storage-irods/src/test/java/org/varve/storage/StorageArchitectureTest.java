// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class StorageArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.varve.storage");

  @Test
  void onlyTheClientSpeaksToIrods() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.varve.storage.irods.client")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.irods..")
        .check(CLASSES);
  }

  @Test
  void theClientKnowsNoIceberg() {
    noClasses()
        .that()
        .resideInAPackage("org.varve.storage.irods.client")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.iceberg..", "org.varve.storage", "org.varve.storage.irods")
        .check(CLASSES);
  }

  @Test
  void storageKnowsBytesAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.hadoop..", "org.varve.history..", "org.varve.sql..", "org.varve.server..")
        .check(CLASSES);
  }
}
