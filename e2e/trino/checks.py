# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""A Trino server, told what docs/engines/trino.md says: reads the history, and writes tables of its own."""

import concurrent.futures
import json
import pathlib
import sys

# The client's package has the name of this directory.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent)

import pyarrow as pa
import server
import trino
import trino_server
from harness import CACHE, CATALOG, cannot, check, history_namespace, page_block, page_statements, record, run, sql
from pyiceberg.catalog import load_catalog

HISTORY = history_namespace() + ".avu_changes"
HOME = CACHE / f"trino-{trino_server.VERSION}"
PYICEBERG = load_catalog("varve", type="rest", uri=CATALOG)

port = 0


def rows(statement):
    """What a statement answers, as lists."""
    with trino_server.connect(port) as connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchall()


def value(statement):
    return rows(statement)[0][0]


def column(statement):
    return [row[0] for row in rows(statement)]


def forbidden(statement):
    """Asserts that a door of ours refuses what the statement wants, however deep Trino buries the answer."""
    try:
        rows(statement)
    except trino.exceptions.TrinoQueryError as e:
        failure = json.dumps(e._error)
        assert "Forbidden" in failure or "Access Denied" in failure or "Status Code: 403" in failure, f"refused, but so: {failure[:3000]}"
        return
    raise AssertionError(f"not refused: {statement}")


@check("read the history")
def reads_every_row_of_the_history():
    assert value(f"SELECT count(*) FROM {HISTORY}") == sql(f"SELECT count(*) FROM {HISTORY}")[0][0]
    tables = column(f"SHOW TABLES FROM {history_namespace()}")
    assert "avu_changes" in tables, tables


@check("read the history")
def answers_what_its_page_asks():
    schemas, attributes = (rows(statement) for statement in page_statements("trino"))
    assert [history_namespace()] in [list(row) for row in schemas], schemas
    assert len(attributes) > 3, attributes


@check("read the history")
def filters_the_history():
    path = server.PROJECT + "/site-b"
    found = rows(f"SELECT irods_path, attribute FROM {HISTORY} WHERE irods_path = '{path}'")
    assert len(found) == 10 and all(row[0] == path for row in found), found


@check("read the history as it grows")
def sees_what_is_recorded_in_between():
    before = value(f"SELECT count(*) FROM {HISTORY}")
    for i in range(3):
        record("visited_by", f"trino {i}")
        assert value(f"SELECT count(*) FROM {HISTORY}") == before + i + 1


@check("read the history as of a time", "time travel by time", "metadata tables")
def travels_back_in_the_history():
    snapshots = rows(
        f'SELECT snapshot_id, CAST(committed_at AT TIME ZONE \'UTC\' AS varchar) FROM "{HISTORY.split(".")[0]}"'
        f'."avu_changes$snapshots" ORDER BY committed_at'
    )
    snapshot, time = snapshots[0]
    now = value(f"SELECT count(*) FROM {HISTORY}")
    by_version = value(f"SELECT count(*) FROM {HISTORY} FOR VERSION AS OF {snapshot}")
    by_time = value(f"SELECT count(*) FROM {HISTORY} FOR TIMESTAMP AS OF TIMESTAMP '{time}'")
    assert 0 < by_version == by_time < now, (by_version, by_time, now)


@check("writes to the history are refused")
def may_not_write_the_history():
    before = value(f"SELECT count(*) FROM {HISTORY}")
    for statement in (
        f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY} LIMIT 1",
        f"DELETE FROM {HISTORY} WHERE attribute = 'alert'",
        f"UPDATE {HISTORY} SET note = 'mine' WHERE attribute = 'alert'",
        f"ALTER TABLE {HISTORY} ADD COLUMN mine varchar",
        f"ALTER TABLE {HISTORY} EXECUTE optimize",
        f"TRUNCATE TABLE {HISTORY}",
        f"DROP TABLE {HISTORY}",
    ):
        forbidden(statement)
    assert value(f"SELECT count(*) FROM {HISTORY}") == before


@check("create and append", "partitions")
def creates_a_schema_and_a_partitioned_table():
    rows("CREATE SCHEMA trino_lab")
    rows(
        "CREATE TABLE trino_lab.samples (id bigint, site varchar, taken timestamp(6) with time zone, depth decimal(9,2))"
        " WITH (partitioning = ARRAY['month(taken)', 'site'])"
    )
    rows(
        "INSERT INTO trino_lab.samples VALUES"
        " (1, 'reef a/b', TIMESTAMP '2026-01-05 10:00:00 UTC', 12.50),"
        " (2, 'ankraj ığ', TIMESTAMP '2026-01-06 10:00:00 UTC', 3.25),"
        " (3, '50% ok', TIMESTAMP '2026-02-01 10:00:00 UTC', NULL)"
    )
    assert column("SELECT site FROM trino_lab.samples ORDER BY id") == ["reef a/b", "ankraj ığ", "50% ok"]
    assert value("SELECT count(*) FROM trino_lab.samples WHERE site = 'reef a/b'") == 1


@check("create table as select")
def creates_a_table_from_a_query():
    rows(f"CREATE TABLE trino_lab.alerts AS SELECT irods_path, value FROM {HISTORY} WHERE attribute = 'alert'")
    expected = sql(f"SELECT count(*) FROM {HISTORY} WHERE attribute = 'alert'")[0][0]
    assert value("SELECT count(*) FROM trino_lab.alerts") == expected > 0
    rows("CREATE OR REPLACE TABLE trino_lab.alerts AS SELECT 7 AS id")
    assert column("SELECT id FROM trino_lab.alerts") == [7]


@check("overwrite")
def empties_a_table_and_fills_it_again():
    rows("TRUNCATE TABLE trino_lab.alerts")
    assert column("SELECT id FROM trino_lab.alerts") == []
    rows("INSERT INTO trino_lab.alerts VALUES 8, 9")
    assert column("SELECT id FROM trino_lab.alerts ORDER BY id") == [8, 9]


@check("rename")
def renames_a_table():
    rows("ALTER TABLE trino_lab.alerts RENAME TO trino_lab.renamed")
    assert column("SELECT id FROM trino_lab.renamed ORDER BY id") == [8, 9]
    rows("ALTER TABLE trino_lab.renamed RENAME TO trino_lab.alerts")


@check("update", "delete", "merge")
def updates_deletes_and_merges():
    rows("UPDATE trino_lab.samples SET depth = 4 WHERE id = 2")
    rows("DELETE FROM trino_lab.samples WHERE id = 3")
    rows(
        "MERGE INTO trino_lab.samples s USING (VALUES (1, 'reef a/b'), (4, 'north')) AS n(id, site) ON s.id = n.id"
        " WHEN MATCHED THEN UPDATE SET depth = 1"
        " WHEN NOT MATCHED THEN INSERT (id, site, taken) VALUES (n.id, n.site, TIMESTAMP '2026-03-01 00:00:00 UTC')"
    )
    found = rows("SELECT id, CAST(depth AS varchar) FROM trino_lab.samples ORDER BY id")
    assert [tuple(row) for row in found] == [(1, "1.00"), (2, "4.00"), (4, None)], found


@check("time travel by snapshot", "time travel by tag")
def travels_back_in_its_own_table():
    snapshots = column('SELECT snapshot_id FROM trino_lab."samples$snapshots" ORDER BY committed_at')
    PYICEBERG.load_table("trino_lab.samples").manage_snapshots().create_tag(snapshots[1], "before").commit()
    assert column(f"SELECT id FROM trino_lab.samples FOR VERSION AS OF {snapshots[1]} ORDER BY id") == [1, 2, 3]
    assert column("SELECT id FROM trino_lab.samples FOR VERSION AS OF 'before' ORDER BY id") == [1, 2, 3]
    assert column("SELECT id FROM trino_lab.samples ORDER BY id") == [1, 2, 4]


@check("time travel by time")
def travels_back_to_a_time_of_its_own_table():
    times = column(
        "SELECT CAST(committed_at AT TIME ZONE 'UTC' AS varchar) FROM trino_lab.\"samples$snapshots\" ORDER BY committed_at"
    )
    assert column(f"SELECT id FROM trino_lab.samples FOR TIMESTAMP AS OF TIMESTAMP '{times[1]}' ORDER BY id") == [1, 2, 3]
    assert column(f"SELECT id FROM trino_lab.samples FOR TIMESTAMP AS OF TIMESTAMP '{times[-1]}' ORDER BY id") == [1, 2, 4]


@check("metadata tables")
def inspects_metadata_tables():
    for table in ("history", "files", "manifests", "partitions", "refs", "properties", "metadata_log_entries", "entries"):
        assert value(f'SELECT count(*) FROM trino_lab."samples${table}"') > 0, table
    assert column('SELECT name FROM trino_lab."samples$refs" ORDER BY name') == ["before", "main"]


@check("schema evolution")
def evolves_a_schema():
    rows("CREATE TABLE trino_lab.evolving (a integer, b varchar, c row(x integer))")
    rows("INSERT INTO trino_lab.evolving VALUES (1, 'old', ROW(7))")
    rows("ALTER TABLE trino_lab.evolving RENAME COLUMN b TO letter")
    rows("ALTER TABLE trino_lab.evolving ADD COLUMN d double")
    rows("ALTER TABLE trino_lab.evolving ALTER COLUMN a SET DATA TYPE bigint")
    rows("ALTER TABLE trino_lab.evolving ADD COLUMN c.y varchar")
    rows("INSERT INTO trino_lab.evolving VALUES (9000000000, 'new', ROW(8, 'y'), 0.5)")
    found = rows("SELECT a, letter, c.x, c.y, d FROM trino_lab.evolving ORDER BY a")
    assert [tuple(row) for row in found] == [(1, "old", 7, None, None), (9000000000, "new", 8, "y", 0.5)], found
    rows("ALTER TABLE trino_lab.evolving DROP COLUMN letter")
    assert [row[0] for row in rows("DESCRIBE trino_lab.evolving")] == ["a", "c", "d"]


@check("partition evolution")
def evolves_a_partitioning():
    rows("ALTER TABLE trino_lab.evolving SET PROPERTIES partitioning = ARRAY['bucket(a, 4)']")
    rows("INSERT INTO trino_lab.evolving VALUES (3, ROW(9, 'z'), 1.5)")
    assert column("SELECT a FROM trino_lab.evolving WHERE a = 3") == [3]
    assert value("SELECT count(*) FROM trino_lab.evolving") == 3


@check("views")
def has_views():
    rows("CREATE VIEW trino_lab.deep AS SELECT id FROM trino_lab.samples WHERE depth > 2")
    assert column("SELECT id FROM trino_lab.deep") == [2]
    rows("CREATE OR REPLACE VIEW trino_lab.deep COMMENT 'all' AS SELECT id, site FROM trino_lab.samples")
    assert column("SELECT id FROM trino_lab.deep ORDER BY id") == [1, 2, 4]
    assert column("SELECT table_name FROM information_schema.views WHERE table_schema = 'trino_lab'") == ["deep"]


@check("views")
def has_views_that_run_as_their_invoker():
    rows("CREATE VIEW trino_lab.mine SECURITY INVOKER AS SELECT id FROM trino_lab.samples")
    rows("CREATE OR REPLACE VIEW trino_lab.mine SECURITY INVOKER AS SELECT site FROM trino_lab.samples")
    definition = value("SHOW CREATE VIEW trino_lab.mine")
    assert "SECURITY INVOKER" in definition and "site" in definition, definition
    rows("ALTER VIEW trino_lab.mine RENAME TO trino_lab.yours")
    assert value("SELECT count(*) FROM trino_lab.yours") == 3
    rows("DROP VIEW trino_lab.yours")


@cannot("make an owner's view its invoker's by CREATE OR REPLACE", "Trino leaves the owner in the view's properties: drop it first", "SECURITY DEFINER")
def makes_a_view_its_invokers():
    rows("CREATE OR REPLACE VIEW trino_lab.deep SECURITY INVOKER AS SELECT id FROM trino_lab.samples")
    definition = value("SHOW CREATE VIEW trino_lab.deep")
    assert "SECURITY INVOKER" in definition, definition


@check("rewrite_data_files", "rewrite_manifests", "expire_snapshots", "remove_orphan_files")
def maintains_its_table():
    rows("ALTER TABLE trino_lab.samples EXECUTE optimize")
    rows("ALTER TABLE trino_lab.samples EXECUTE optimize_manifests")
    rows("ALTER TABLE trino_lab.samples EXECUTE remove_orphan_files(retention_threshold => '7d')")
    rows("ALTER TABLE trino_lab.samples EXECUTE expire_snapshots(retention_threshold => '7d')")
    assert column("SELECT id FROM trino_lab.samples ORDER BY id") == [1, 2, 4]


@check("tables of other engines")
def others_read_what_it_wrote():
    assert sql("SELECT id, site FROM trino_lab.samples ORDER BY id") == [[1, "reef a/b"], [2, "ankraj ığ"], [4, "north"]]
    found = PYICEBERG.load_table("trino_lab.samples").scan().to_arrow()
    assert sorted(found["id"].to_pylist()) == [1, 2, 4]


@check("tables of other engines")
def reads_what_others_wrote():
    schema = pa.schema([("a", pa.int64()), ("b", pa.string())])
    table = PYICEBERG.create_table("trino_lab.foreign", schema=schema)
    table.append(pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}, schema=schema))
    table.delete("a == 2")
    assert column("SELECT b FROM trino_lab.foreign ORDER BY a") == ["x", "z"]


@check("two engines commit at once")
def commits_at_once_with_another_engine():
    schema = pa.schema([("a", pa.int64()), ("b", pa.string())])

    def mine(i):
        rows(f"INSERT INTO trino_lab.foreign VALUES ({100 + i}, 'trino')")

    def theirs(i):
        table = PYICEBERG.load_table("trino_lab.foreign")
        for attempt in range(20):
            try:
                table.append(pa.table({"a": [200 + i], "b": ["pyiceberg"]}, schema=schema))
                return
            except Exception as e:
                assert "CommitFailed" in type(e).__name__, e
                table.refresh()
        raise AssertionError("it lost twenty races")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(engine, i) for i in range(4) for engine in (mine, theirs)]
        for future in futures:
            future.result()
    assert column("SELECT a FROM trino_lab.foreign WHERE a > 99 ORDER BY a") == [*range(100, 104), *range(200, 204)]


@check("drop")
def drops_its_tables():
    rows("DROP VIEW trino_lab.deep")
    for name in ("samples", "alerts", "evolving", "foreign"):
        rows(f"DROP TABLE trino_lab.{name}")
    assert column("SHOW TABLES FROM trino_lab") == [], column("SHOW TABLES FROM trino_lab")
    rows("DROP SCHEMA trino_lab")


if __name__ == "__main__":
    catalogs = {"varve": page_block("trino", "properties")}
    with trino_server.running(HOME, catalogs, f"SELECT count(*) FROM {HISTORY}") as port:
        run("Trino", "Trino " + trino_server.VERSION)
