// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.rest.credentials.Credential;

/** What a client needs in order to reach the files of a table by itself. Thread-safe. */
public interface FileAccess {
  /** Nothing: clients bring what they need. */
  FileAccess NONE =
      new FileAccess() {
        @Override
        public Map<String, String> defaults() {
          return Map.of();
        }

        @Override
        public Map<String, String> tableConfig(String location) {
          return Map.of();
        }

        @Override
        public List<Credential> credentials(String location) {
          return List.of();
        }
      };

  /** Properties of the catalog that every client starts with. */
  Map<String, String> defaults();

  /** Properties for the files below a table's location. */
  Map<String, String> tableConfig(String location);

  /** Credentials for the files below a table's location. */
  List<Credential> credentials(String location);
}
