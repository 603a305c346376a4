-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- How requests of the Iceberg REST catalog ended that carried an idempotency key. A success is
-- written in the transaction that carries the request out.
CREATE TABLE varve.idempotency_keys (
  principal text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status integer NOT NULL,
  error_type text,
  detail text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, operation, key)
);
CREATE INDEX idempotency_keys_by_age ON varve.idempotency_keys (created_at);
