-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- The two tables of Iceberg's JdbcCatalog, schema version V1, to the letter: other readers of that
-- schema see the same tables.
CREATE TABLE public.iceberg_tables (
  catalog_name varchar(255) NOT NULL,
  table_namespace varchar(255) NOT NULL,
  table_name varchar(255) NOT NULL,
  metadata_location varchar(1000),
  previous_metadata_location varchar(1000),
  iceberg_type varchar(5),
  PRIMARY KEY (catalog_name, table_namespace, table_name)
);

-- Pages of a listing, in an order that does not depend on the database's locale.
CREATE INDEX iceberg_tables_by_name
  ON public.iceberg_tables (catalog_name, table_namespace, iceberg_type, table_name COLLATE "C");

CREATE TABLE public.iceberg_namespace_properties (
  catalog_name varchar(255) NOT NULL,
  namespace varchar(255) NOT NULL,
  property_key varchar(255),
  property_value varchar(1000),
  PRIMARY KEY (catalog_name, namespace, property_key)
);

-- The levels of every namespace. V1 joins them with dots, so that it cannot tell ["a.b"] from
-- ["a", "b"]; `name` is what stands in V1's columns. Children are found, and paged, by their parent.
CREATE TABLE varve.namespaces (
  name varchar(255) PRIMARY KEY,
  parent text[] NOT NULL,
  level text COLLATE "C" NOT NULL,
  UNIQUE (parent, level)
);

-- One row for each pointer that a commit moved, in its transaction: whoever lost the answer to a
-- commit finds here whether it happened. A location alone does not name a commit: what was dropped
-- can be registered again.
CREATE TABLE varve.commits (
  commit_id uuid NOT NULL,
  metadata_location text NOT NULL,
  table_namespace varchar(255) NOT NULL,
  table_name varchar(255) NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (commit_id, metadata_location)
);
CREATE INDEX commits_by_age ON varve.commits (committed_at);

CREATE TABLE varve.projects (
  project_id text PRIMARY KEY,
  irods_path text COLLATE "C" NOT NULL UNIQUE,
  data_collection text NOT NULL,
  namespace varchar(255) NOT NULL UNIQUE REFERENCES varve.namespaces (name),
  owner text NOT NULL,
  enrolled_at timestamptz NOT NULL DEFAULT date_trunc('microseconds', clock_timestamp()),
  archived boolean NOT NULL DEFAULT false
);

-- A bucket names a project, not a place: moving the project changes its root here and nothing else.
CREATE TABLE varve.buckets (
  bucket text PRIMARY KEY,
  project_id text UNIQUE REFERENCES varve.projects (project_id),
  root text NOT NULL
);

-- Who may stamp (the lease, fenced by the epoch), and what has been stamped.
CREATE TABLE varve.project_clock (
  project_id text PRIMARY KEY REFERENCES varve.projects (project_id),
  last timestamptz NOT NULL,
  pending timestamptz,
  epoch bigint NOT NULL DEFAULT 0,
  leased boolean NOT NULL DEFAULT false,
  lease_expires_at timestamptz NOT NULL DEFAULT '-infinity',
  last_hash text,
  own_changes boolean NOT NULL DEFAULT false,
  import_id text,
  import_times text,
  CHECK ((import_id IS NULL) = (import_times IS NULL))
);

CREATE TABLE varve.change_sets (
  project_id text NOT NULL REFERENCES varve.projects (project_id),
  change_set_id text NOT NULL,
  request_id text,
  snapshot_id bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  changes integer NOT NULL,
  warnings text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (project_id, change_set_id)
);
CREATE UNIQUE INDEX change_sets_by_request
  ON varve.change_sets (project_id, request_id) WHERE request_id IS NOT NULL;
CREATE UNIQUE INDEX change_sets_by_time ON varve.change_sets (project_id, recorded_at);

-- Kept when Iceberg's own snapshots expire.
CREATE TABLE varve.history_snapshots (
  project_id text NOT NULL REFERENCES varve.projects (project_id),
  snapshot_id bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  change_sets integer NOT NULL,
  changes integer NOT NULL,
  PRIMARY KEY (project_id, snapshot_id)
);
CREATE UNIQUE INDEX history_snapshots_by_time
  ON varve.history_snapshots (project_id, recorded_at DESC);

-- The adds that no later change has closed.
CREATE TABLE varve.open_adds (
  project_id text NOT NULL REFERENCES varve.projects (project_id),
  triple_hash bytea NOT NULL,
  change_id text NOT NULL,
  PRIMARY KEY (project_id, triple_hash)
);

-- Files that nothing refers to any more, and when the last reader that may still hold their names is
-- gone.
CREATE TABLE varve.garbage (
  location text PRIMARY KEY,
  delete_after timestamptz NOT NULL
);
CREATE INDEX garbage_by_age ON varve.garbage (delete_after);
