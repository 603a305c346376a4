// SPDX-FileCopyrightText: The Varve authors
// SPDX-License-Identifier: Apache-2.0
package org.varve.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** How requests with an idempotency key ended, in one transaction. Used by one thread. */
public final class IdempotencyRows {
  /** How long an answer is kept. */
  public static final Duration LIFETIME = Duration.ofHours(1);

  private static final String ALIVE = "created_at > now() - interval '1 hour'";

  private final Connection connection;

  IdempotencyRows(Connection connection) {
    this.connection = connection;
  }

  public Optional<RememberedAnswer> find(IdempotencyKey key) throws SQLException {
    return Sql.query(
            connection,
            "SELECT request_hash, status, error_type, detail FROM varve.idempotency_keys"
                + " WHERE principal = ? AND operation = ? AND key = ? AND "
                + ALIVE,
            key.principal(),
            key.operation(),
            key.key())
        .find(
            row ->
                new RememberedAnswer(
                    row.text(1),
                    row.integer(2),
                    Optional.ofNullable(row.nullableText(3)),
                    Optional.ofNullable(row.nullableText(4))));
  }

  /**
   * Keeps an answer. Waits for a transaction that is keeping one for the same key.
   *
   * @throws RepeatedKeyException if one is kept already
   */
  public void add(IdempotencyKey key, RememberedAnswer answer) throws SQLException {
    int added =
        Sql.update(
            connection,
            "INSERT INTO varve.idempotency_keys AS kept"
                + " (principal, operation, key, request_hash, status, error_type, detail)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (principal, operation, key) DO UPDATE SET"
                + " request_hash = excluded.request_hash, status = excluded.status,"
                + " error_type = excluded.error_type, detail = excluded.detail,"
                + " created_at = now()"
                + " WHERE NOT kept."
                + ALIVE,
            key.principal(),
            key.operation(),
            key.key(),
            answer.requestHash(),
            answer.status(),
            answer.errorType().orElse(null),
            answer.detail().orElse(null));
    if (added == 0) {
      throw new RepeatedKeyException(key);
    }
  }

  /** Forgets the answers whose time is over. */
  public void deleteExpired() throws SQLException {
    Sql.update(connection, "DELETE FROM varve.idempotency_keys WHERE NOT " + ALIVE);
  }
}
