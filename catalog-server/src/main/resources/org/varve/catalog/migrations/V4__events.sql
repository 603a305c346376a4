-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- What changed, written in the transaction that changed it. Transactions do not commit in the order
-- in which they take ids, so an id is no place in an order that somebody follows: the sequence is
-- given afterwards, to committed rows, by one transaction at a time.
CREATE TABLE varve.events (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sequence bigint UNIQUE,
  happened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  type text NOT NULL,
  principal text NOT NULL,
  request_id text NOT NULL,
  levels text[],
  name text,
  project_id text,
  details text NOT NULL
);
CREATE INDEX events_without_sequence ON varve.events (event_id) WHERE sequence IS NULL;

-- One row: the last sequence that was given, and the last that was deleted. Its lock is what lets
-- one transaction at a time give them.
CREATE TABLE varve.event_sequence (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  last bigint NOT NULL,
  pruned bigint NOT NULL
);
INSERT INTO varve.event_sequence (last, pruned) VALUES (0, 0);
