// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.server.rest;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.RemoteSignResponse;

/** What a client needs in order to reach the files of a table by itself. Thread-safe. */
public interface FileAccess {
  /** Properties of the catalog that every client starts with. */
  Map<String, String> defaults();

  /** What a client is told about the files of one table. */
  Grant grant(TableFiles table);

  /**
   * Signs a request for files of one table.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is about other files, or the
   *     client may not do this with them
   * @throws IllegalArgumentException if it cannot be signed
   */
  RemoteSignResponse sign(TableFiles table, RemoteSignRequest request);

  /**
   * Changes when grants are made anew. Answers that were made in an earlier epoch are not given
   * again, so that nobody is handed credentials that are about to end.
   */
  long epoch();

  /** How a client reaches files that it has no credentials of its own for. */
  enum Delegation {
    /** It is given credentials. */
    CREDENTIALS,
    /** It has each request signed. */
    SIGNING
  }

  /** What a client may do with files. */
  enum Mode {
    READ,
    /** Read, and write new ones; none is deleted or overwritten. */
    ADD,
    READ_WRITE
  }

  /**
   * The files of one table, and what the client may do with them.
   *
   * @param location that all of them lie below
   */
  record TableFiles(TableIdentifier identifier, String location, Mode mode, Delegation delegation) {
    /** For a client that is given credentials. */
    public TableFiles(TableIdentifier identifier, String location, Mode mode) {
      this(identifier, location, mode, Delegation.CREDENTIALS);
    }
  }

  /**
   * What a client is told.
   *
   * @param config properties of the table; they hold everything that the credentials hold
   * @param credentials of the same; may be empty
   */
  record Grant(Map<String, String> config, List<Credential> credentials) {
    public Grant {
      config = Map.copyOf(config);
      credentials = List.copyOf(credentials);
    }

    /** Without secrets. */
    @Override
    public String toString() {
      return "Grant[credentials=" + credentials.size() + "]";
    }
  }
}
