// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

/** What a pointer names. Tables and views of a namespace share their names. */
public enum PointerType {
  /** A table. */
  TABLE,
  /** A view. */
  VIEW
}
