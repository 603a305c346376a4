-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- The projects whose AVUs from before their enrolment are all recorded.
CREATE TABLE varve.baselines (
  project_id text PRIMARY KEY REFERENCES varve.projects (project_id),
  finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  avus bigint NOT NULL,
  skipped bigint NOT NULL,
  examples text[] NOT NULL,
  collections bigint NOT NULL
);
