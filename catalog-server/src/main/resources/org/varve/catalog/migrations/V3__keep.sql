-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- What the catalog must know of a table or view without reading its metadata: where its files lie,
-- so that no two entries share them, and whether it may be dropped. The foreign key renames and
-- drops these rows together with JdbcCatalog's.
CREATE TABLE varve.entries (
  catalog_name varchar(255) NOT NULL,
  table_namespace varchar(255) NOT NULL,
  table_name varchar(255) NOT NULL,
  location text COLLATE "C" NOT NULL,
  uuid text NOT NULL DEFAULT '',
  guarded boolean NOT NULL DEFAULT false,
  PRIMARY KEY (catalog_name, table_namespace, table_name),
  FOREIGN KEY (catalog_name, table_namespace, table_name)
    REFERENCES public.iceberg_tables (catalog_name, table_namespace, table_name)
    ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX entries_by_location ON varve.entries (location);
CREATE INDEX entries_by_uuid ON varve.entries (uuid);

-- The next commit to each of them tells the rest.
INSERT INTO varve.entries (catalog_name, table_namespace, table_name, location)
SELECT catalog_name, table_namespace, table_name,
  regexp_replace(metadata_location, '/metadata/[^/]*$', '')
FROM public.iceberg_tables;

-- Tables and views that were dropped, and can be had back until their time is over. Their
-- namespaces may be gone, so the levels are kept. A purge holds a row by a lease; once one has
-- begun, there is no way back.
CREATE TABLE varve.dropped (
  drop_id text COLLATE "C" PRIMARY KEY,
  iceberg_type varchar(5) NOT NULL,
  levels text[] NOT NULL,
  table_name varchar(255) NOT NULL,
  metadata_location text NOT NULL,
  location text COLLATE "C" NOT NULL,
  uuid text NOT NULL DEFAULT '',
  guarded boolean NOT NULL,
  dropped_by text NOT NULL,
  dropped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  keep_until timestamptz NOT NULL,
  purge boolean NOT NULL,
  purge_lease timestamptz
);
CREATE INDEX dropped_by_location ON varve.dropped (location);
CREATE INDEX dropped_by_uuid ON varve.dropped (uuid);
CREATE INDEX dropped_by_end ON varve.dropped (keep_until);
