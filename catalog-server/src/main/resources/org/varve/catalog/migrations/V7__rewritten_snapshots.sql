-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- Snapshots of a history that hold the change sets of the one before them, in other files: up to
-- when they go. Kept when Iceberg's own snapshots expire.
CREATE TABLE varve.rewritten_snapshots (
  project_id text NOT NULL REFERENCES varve.projects (project_id),
  snapshot_id bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, snapshot_id)
);
