-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- One row: when maintenance last began, and which server is at it, by a lease.
CREATE TABLE varve.maintenance (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  holder text,
  held_until timestamptz,
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
INSERT INTO varve.maintenance DEFAULT VALUES;
