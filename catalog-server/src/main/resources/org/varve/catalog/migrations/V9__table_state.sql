-- SPDX-FileCopyrightText: The Varve authors
-- SPDX-License-Identifier: Apache-2.0

-- What a commit may require of a table, as JSON, so that one whose base is overtaken is refused
-- without a look at the metadata. It names the metadata location that it tells of: after a commit
-- of an older release, which leaves it as it is, it counts for nothing. NULL is not known.
ALTER TABLE varve.entries ADD COLUMN state text;

-- Every commit to a table changes its row here and there, and no column of an index: with room on
-- the page that makes no entries in the indexes.
ALTER TABLE varve.entries SET (fillfactor = 70);
ALTER TABLE public.iceberg_tables SET (fillfactor = 70);
