// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/** Decides where the bucket of a new project lies. */
@FunctionalInterface
public interface ProjectRoots {
  /**
   * The root of a new project's bucket, without a slash at the end.
   *
   * @param irodsPath the project's collection
   * @param dataCollection path relative to {@code irodsPath}
   */
  String rootOf(String irodsPath, String dataCollection, String bucket);
}
