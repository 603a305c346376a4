# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""DuckDB, unmodified, told nothing but the address, from Python and from Java."""

import duck
import harness
import server
import statements
from harness import cannot, check, equal, record, refused, sql

DUCK = duck.Duck()
HISTORY = "varve." + harness.history_table()
T = "varve.duck.t"


def one(statement):
    return DUCK.sql(statement)[0][0]


def column(statement):
    return [row[0] for row in DUCK.sql(statement)]


def ids(source):
    return column(f"SELECT id FROM {source} ORDER BY id")


@check("create and append")
def creates_a_table_and_inserts():
    DUCK.sql("CREATE SCHEMA varve.duck")
    DUCK.sql(f"CREATE TABLE {T} (id BIGINT, name VARCHAR, day DATE)")
    DUCK.sql(f"INSERT INTO {T} VALUES (1, 'a', DATE '2026-01-01'), (2, 'b', DATE '2026-01-02'), (3, 'c', NULL)")
    equal(ids(T), [1, 2, 3])
    equal(sql("SELECT id, name FROM duck.t ORDER BY id"), [[1, "a"], [2, "b"], [3, "c"]])


@check("delete")
def deletes_rows():
    DUCK.sql(f"DELETE FROM {T} WHERE id = 3")
    equal(ids(T), [1, 2])
    equal(sql("SELECT id FROM duck.t ORDER BY id"), [[1], [2]])


@check("update")
def updates_rows():
    DUCK.sql(f"UPDATE {T} SET name = 'bb' WHERE id = 2")
    equal(DUCK.sql(f"SELECT id, name FROM {T} ORDER BY id"), [[1, "a"], [2, "bb"]])


@check("merge")
def merges():
    DUCK.sql(
        f"MERGE INTO {T} t USING (VALUES (2, 'two'), (9, 'nine')) s (id, name) ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)"
    )
    equal(column(f"SELECT name FROM {T} ORDER BY id"), ["a", "two", "nine"])
    equal(sql("SELECT name FROM duck.t ORDER BY id"), [["a"], ["two"], ["nine"]])


@check("time travel by snapshot")
def travels_to_a_snapshot():
    first, second = column(f"SELECT snapshot_id FROM iceberg_snapshots({T}) ORDER BY sequence_number")[:2]
    equal(ids(f"{T} AT (VERSION => {first})"), [1, 2, 3])
    equal(ids(f"{T} AT (VERSION => {second})"), [1, 2])


@check("time travel by time")
def travels_to_a_time():
    first, second = column(f"SELECT timestamp_ms FROM iceberg_snapshots({T}) ORDER BY sequence_number")[:2]
    equal(ids(f"{T} AT (TIMESTAMP => TIMESTAMP '{first}')"), [1, 2, 3])
    equal(ids(f"{T} AT (TIMESTAMP => TIMESTAMP '{second}')"), [1, 2])


@cannot("time travel by tag", "a version is a snapshot's number", "Could not convert string 'tag' to INT64")
def travels_to_a_tag():
    DUCK.sql(f"SELECT * FROM {T} AT (VERSION => 'tag')")


@check("schema evolution")
def evolves_a_schema():
    DUCK.sql(f"ALTER TABLE {T} ADD COLUMN size INTEGER")
    DUCK.sql(f"ALTER TABLE {T} RENAME COLUMN name TO label")
    DUCK.sql(f"INSERT INTO {T} (id, label, size) VALUES (10, 'ten', 5)")
    equal(DUCK.sql(f"SELECT id, label, size FROM {T} WHERE id >= 9 ORDER BY id"), [[9, "nine", None], [10, "ten", 5]])
    equal(sql("SELECT id, label, size FROM duck.t WHERE id >= 9 ORDER BY id"), [[9, "nine", None], [10, "ten", 5]])
    DUCK.sql(f"ALTER TABLE {T} DROP COLUMN size")
    equal(len(DUCK.sql(f"DESCRIBE {T}")), 3)


@check("schema evolution")
def widens_types_and_nested_columns():
    DUCK.sql("CREATE TABLE varve.duck.wide (id INTEGER, ratio FLOAT, place STRUCT(x INTEGER))")
    DUCK.sql("INSERT INTO varve.duck.wide VALUES (1, 0.5, {'x': 1})")
    DUCK.sql("ALTER TABLE varve.duck.wide ALTER COLUMN id TYPE BIGINT")
    DUCK.sql("ALTER TABLE varve.duck.wide ALTER COLUMN ratio TYPE DOUBLE")
    DUCK.sql("ALTER TABLE varve.duck.wide ADD COLUMN place.y VARCHAR")
    DUCK.sql("INSERT INTO varve.duck.wide VALUES (9000000000, 1e300, {'x': 2, 'y': 'b'})")
    expected = [[1, 0.5, 1, None], [9000000000, 1e300, 2, "b"]]
    equal(DUCK.sql("SELECT id, ratio, place.x, place.y FROM varve.duck.wide ORDER BY id"), expected)
    equal(sql("SELECT id, ratio, place.x, place.y FROM duck.wide ORDER BY id"), expected)


@check("partitions")
def writes_a_partitioned_table():
    DUCK.sql("CREATE TABLE varve.duck.parts (id BIGINT, day DATE) PARTITIONED BY (month(day))")
    DUCK.sql("INSERT INTO varve.duck.parts VALUES (1, DATE '2026-01-01'), (2, DATE '2026-02-01')")
    equal(ids("varve.duck.parts"), [1, 2])
    equal(sql("SELECT id FROM duck.parts WHERE day >= DATE '2026-02-01'"), [[2]])


@check("partition evolution")
def evolves_partitions():
    DUCK.sql("CREATE TABLE varve.duck.evolving (id BIGINT, day DATE)")
    DUCK.sql("INSERT INTO varve.duck.evolving VALUES (1, DATE '2026-01-01')")
    DUCK.sql("ALTER TABLE varve.duck.evolving SET PARTITIONED BY (month(day))")
    DUCK.sql("INSERT INTO varve.duck.evolving VALUES (2, DATE '2026-02-01')")
    DUCK.sql("ALTER TABLE varve.duck.evolving SET PARTITIONED BY (bucket(4, id))")
    DUCK.sql("INSERT INTO varve.duck.evolving VALUES (3, DATE '2026-03-01')")
    equal(ids("varve.duck.evolving"), [1, 2, 3])
    equal(sql("SELECT id FROM duck.evolving WHERE day > DATE '2026-01-15' ORDER BY id"), [[2], [3]])


@cannot(
    "delete what was written before the partitioning changed",
    "the delete file names the new partitioning, so it applies to no data file of the old one",
    "[[1], [2], [3]] is not [[1], [3]]",
)
def deletes_from_an_older_partitioning():
    DUCK.sql("DELETE FROM varve.duck.evolving WHERE id = 2")
    equal(ids("varve.duck.evolving"), [1, 3])
    equal(sql("SELECT id FROM duck.evolving ORDER BY id"), [[1], [3]])


@check("metadata tables")
def inspects_metadata_tables():
    equal(one("SELECT count(*) FROM iceberg_snapshots(varve.duck.evolving)"), 4)
    files = column("SELECT file_path FROM iceberg_metadata(varve.duck.evolving)")
    assert len(files) >= 3 and all(file.startswith("s3://warehouse/evolving-") for file in files), files
    equal(column("SELECT value FROM iceberg_table_properties(varve.duck.evolving) WHERE key = 'kept_by'"), [])
    DUCK.sql("CALL set_iceberg_table_properties(varve.duck.evolving, {'kept_by': 'duckdb'})")
    equal(column("SELECT value FROM iceberg_table_properties(varve.duck.evolving) WHERE key = 'kept_by'"), ["duckdb"])


@check("overwrite")
def empties_a_table_and_fills_it_again():
    DUCK.sql("BEGIN")
    DUCK.sql("TRUNCATE varve.duck.wide")
    DUCK.sql("INSERT INTO varve.duck.wide (id) VALUES (7)")
    DUCK.sql("COMMIT")
    equal(ids("varve.duck.wide"), [7])
    equal(sql("SELECT id FROM duck.wide"), [[7]])


@check("create table as select")
def creates_a_table_from_a_query():
    DUCK.sql("CREATE TABLE varve.duck.many AS SELECT range AS id, repeat('x', 100) AS filler FROM range(100000)")
    equal(DUCK.sql("SELECT count(*), sum(id) FROM varve.duck.many"), [[100000, 4999950000]])
    equal(sql("SELECT count(*) FROM duck.many"), [[100000]])


@check("several tables at once")
def commits_two_tables_in_one_transaction():
    DUCK.sql("BEGIN")
    DUCK.sql("INSERT INTO varve.duck.parts VALUES (3, DATE '2026-03-01')")
    DUCK.sql("DELETE FROM varve.duck.many WHERE id >= 10")
    equal(sql("SELECT count(*) FROM duck.many"), [[100000]])
    DUCK.sql("COMMIT")
    equal(ids("varve.duck.parts"), [1, 2, 3])
    equal(ids("varve.duck.many"), list(range(10)))


@cannot("views", "the extension does not implement CREATE VIEW", "Not implemented Error: Create View")
def creates_a_view():
    DUCK.sql(f"CREATE VIEW varve.duck.v AS SELECT id FROM {T}")


@check("rename")
def renames_a_table():
    DUCK.sql("ALTER TABLE varve.duck.many RENAME TO few")
    equal(ids("varve.duck.few"), list(range(10)))


@check("from Java")
def reads_and_writes_from_java():
    java = duck.start_java()
    try:
        equal(java.sql(f"SELECT count(*) FROM {HISTORY}"), DUCK.sql(f"SELECT count(*) FROM {HISTORY}"))
        java.sql("INSERT INTO varve.duck.few (id) VALUES (10)")
        java.sql("DELETE FROM varve.duck.few WHERE id < 9")
        equal(java.sql("SELECT id FROM varve.duck.few ORDER BY id"), [[9], [10]])
        first = column("SELECT snapshot_id FROM iceberg_snapshots(varve.duck.few) ORDER BY sequence_number")[0]
        equal(java.sql(f"SELECT count(*) FROM varve.duck.few AT (VERSION => {first})"), [[100000]])
        begin = column("SELECT timestamp_ms FROM iceberg_snapshots(varve.duck.few) ORDER BY sequence_number")[0]
        equal(java.sql(f"SELECT count(*) FROM varve.duck.few AT (TIMESTAMP => TIMESTAMP '{begin}')"), [[100000]])
        java.sql("CREATE TABLE varve.duck.from_java AS SELECT 1 AS id")
        java.sql("UPDATE varve.duck.from_java SET id = 2")
        try:
            java.sql(f"DELETE FROM {HISTORY} WHERE operation = 'add'")
            raise AssertionError("it deletes from the history")
        except statements.StatementError as e:
            assert "Forbidden" in str(e) or "AccessDenied" in str(e), e
    finally:
        java.close()
    equal(ids("varve.duck.few"), [9, 10])
    equal(ids("varve.duck.from_java"), [2])


@check("drop")
def drops_tables_and_their_schema():
    for table in ("t", "parts", "few", "wide", "evolving", "from_java"):
        DUCK.sql(f"DROP TABLE varve.duck.{table}")
    DUCK.sql("DROP SCHEMA varve.duck")
    refused(lambda: DUCK.sql(f"SELECT * FROM {T}"), "does not exist")


@check("read the history")
def answers_what_its_page_asks():
    tables, attributes = (DUCK.sql(statement) for statement in harness.page_statements("duckdb", 1))
    assert ["varve", harness.history_namespace(), "avu_changes"] in [row[:3] for row in tables], tables
    assert len(attributes) > 3, attributes


@check("read the history")
def reads_the_history():
    equal(
        DUCK.sql(f"SELECT operation, count(*) FROM {HISTORY} GROUP BY operation ORDER BY operation"),
        sql(f"SELECT operation, count(*) FROM {harness.history_table()} GROUP BY operation ORDER BY operation"),
    )
    path = server.PROJECT + "/site-b"
    equal(column(f"SELECT DISTINCT irods_path FROM {HISTORY} WHERE irods_path = '{path}'"), [path])


@check("read the history as it grows")
def sees_what_is_recorded_in_between():
    before = one(f"SELECT count(*) FROM {HISTORY}")
    for each in range(3):
        record("seen_by", f"duckdb-{each}")
        equal(one(f"SELECT count(*) FROM {HISTORY}"), before + each + 1)


@check("read the history as of a time")
def reads_the_history_as_of_a_time():
    record("read_at", "duckdb-before")
    before = one(f"SELECT max(timestamp_ms) FROM iceberg_snapshots({HISTORY})")
    count = one(f"SELECT count(*) FROM {HISTORY}")
    record("read_at", "duckdb-after")
    equal(one(f"SELECT count(*) FROM {HISTORY} AT (TIMESTAMP => TIMESTAMP '{before}')"), count)
    equal(one(f"SELECT count(*) FROM {HISTORY}"), count + 1)


@check("writes to the history are refused")
def may_not_change_the_history():
    count = one(f"SELECT count(*) FROM {HISTORY}")
    # The table is sorted and says how large its row groups are; without these DuckDB would not even try.
    DUCK.sql("SET unsafe_iceberg_ignore_sort_order = true")
    DUCK.sql("SET ignore_row_group_size_for_partitioned_tables = true")
    DUCK.sql("SET preserve_insertion_order = false")
    for statement in (
        f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY} LIMIT 1",
        f"DELETE FROM {HISTORY} WHERE operation = 'add'",
        f"UPDATE {HISTORY} SET actor = 'nobody'",
        f"ALTER TABLE {HISTORY} DROP COLUMN note",
        f"DROP TABLE {HISTORY}",
    ):
        refused(lambda: DUCK.sql(statement), "Forbidden", "AccessDenied")
    equal(one(f"SELECT count(*) FROM {HISTORY}"), count)


try:
    harness.run("DuckDB", duck.VERSION)
finally:
    DUCK.close()
