-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- The paths that the collections of projects had before they were moved: their history is found
-- there.
CREATE TABLE varve.former_paths (
  project_id text NOT NULL REFERENCES varve.projects (project_id),
  irods_path text COLLATE "C" NOT NULL,
  left_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, irods_path)
);
