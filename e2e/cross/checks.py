# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""Several engines at once: each reads what another wrote, they commit at the same moment, and they outlive their credentials."""

import concurrent.futures
import contextlib
import datetime
import json
import pathlib
import sys
import threading
import time

import duck
import harness
import pyarrow as pa
import server
import sparksql
from harness import cannot, check, equal
from pyiceberg.catalog import load_catalog

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "trino"))
import trino_server

COLUMNS = "id, name, amount, ratio, flag, day, moment"
# What text the engines make of these differs, what they mean does not.
ROWS = [
    [1, "plain", "12.34", 0.5, True, "2026-01-31", "2026-01-31 23:59:59.123456"],
    [2, "ä 'q' %2F\n", "-0.01", -1.25, False, "1969-07-20", "1969-07-20 20:17:40"],
    [3, None, None, None, None, None, None],
    [4, "", "99999999.99", 1e300, True, "2038-01-20", "2038-01-20 00:00:00.000001"],
]
CREATE = {
    "spark": "id BIGINT, name STRING, amount DECIMAL(10, 2), ratio DOUBLE, flag BOOLEAN, day DATE, moment TIMESTAMP_NTZ",
    "duckdb": "id BIGINT, name VARCHAR, amount DECIMAL(10, 2), ratio DOUBLE, flag BOOLEAN, day DATE, moment TIMESTAMP",
    "trino": "id BIGINT, name VARCHAR, amount DECIMAL(10, 2), ratio DOUBLE, flag BOOLEAN, day DATE, moment TIMESTAMP(6)",
}


ALL = ["Spark", "Trino", "DuckDB", "PyIceberg"]


class Trino:
    """The same calls as those of the other engines."""

    def __init__(self, port):
        self._port = port

    def sql(self, statement):
        with trino_server.connect(self._port) as connection:
            return [list(row) for row in connection.cursor().execute(statement).fetchall()]


class PyIceberg:
    """Not a language but calls; these are the ones that the checks of others are made of."""

    def __init__(self):
        self.catalog = load_catalog("varve", type="rest", uri=harness.CATALOG)

    def table(self, name):
        return self.catalog.load_table(name)

    def rows(self, name):
        return self.table(name).scan().to_arrow().sort_by("id").to_pylist()


def literal(value, kind=""):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return kind + " '" + value.replace("'", "''") + "'"
    return repr(value)


def insert(name, engine):
    """Literals that all three dialects take."""
    kinds = ["", "", "DECIMAL", "DOUBLE", "", "DATE", "TIMESTAMP_NTZ" if engine == "spark" else "TIMESTAMP"]
    values = []
    for row in ROWS:
        cells = [literal(cell, kind) for cell, kind in zip(row, kinds)]
        cells[2] = "NULL" if row[2] is None else f"CAST('{row[2]}' AS DECIMAL(10, 2))"
        cells[3] = "NULL" if row[3] is None else f"CAST('{row[3]}' AS DOUBLE)"
        if engine == "spark":
            cells[1] = "NULL" if row[1] is None else 'r"' + row[1] + '"'
        values.append("(" + ", ".join(cells) + ")")
    return f"INSERT INTO {name} VALUES {', '.join(values)}"


def fingerprint(values):
    """What the seven columns say, the same whatever an engine's client makes of a value."""
    identity, name, amount, ratio, flag, day, moment = values
    return [
        int(identity),
        name,
        None if amount is None else f"{float(amount):.2f}",
        None if ratio is None else float(ratio),
        flag,
        None if day is None else str(day),
        None if moment is None else datetime.datetime.fromisoformat(str(moment)).replace(tzinfo=None).isoformat(),
    ]


EXPECTED = [fingerprint(row) for row in ROWS]


def read(engine, name):
    """The rows of a table, as this engine sees them."""
    if engine == "pyiceberg":
        return [fingerprint(row[column] for column in COLUMNS.split(", ")) for row in ENGINES[engine].rows(name)]
    if engine == "varve":
        return [fingerprint(row) for row in harness.sql(f"SELECT {COLUMNS} FROM {name} ORDER BY id")]
    if engine == "spark":
        ENGINES[engine].sql(f"REFRESH TABLE varve.{name}")
    return [fingerprint(row) for row in ENGINES[engine].sql(f"SELECT {COLUMNS} FROM varve.{name} ORDER BY id")]


def all_read(name, expected):
    for engine in (*ENGINES, "varve"):
        found = read(engine, name)
        assert found == expected, f"{engine} reads {found}, not {expected}"


@check("tables of other engines", of=ALL)
def every_engine_reads_what_each_other_one_writes():
    ENGINES["pyiceberg"].catalog.create_namespace("mixed")
    for writer in ("spark", "duckdb", "trino"):
        name = f"mixed.by_{writer}"
        ENGINES[writer].sql(f"CREATE TABLE varve.{name} ({CREATE[writer]})" + (" USING iceberg" if writer == "spark" else ""))
        ENGINES[writer].sql(insert(f"varve.{name}", writer))
        all_read(name, EXPECTED)
    table = ENGINES["pyiceberg"].table("mixed.by_spark")
    schema = table.schema()
    copy = ENGINES["pyiceberg"].catalog.create_table("mixed.by_pyiceberg", schema=schema)
    copy.append(table.scan().to_arrow())
    all_read("mixed.by_pyiceberg", EXPECTED)


@check("tables of other engines", of=ALL)
def every_engine_applies_what_each_other_one_deletes():
    ENGINES["spark"].sql("ALTER TABLE varve.mixed.by_spark SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')")
    for writer in ("spark", "duckdb", "trino"):
        ENGINES[writer].sql(f"DELETE FROM varve.mixed.by_{writer} WHERE id IN (2, 4)")
        all_read(f"mixed.by_{writer}", [EXPECTED[0], EXPECTED[2]])
    ENGINES["pyiceberg"].table("mixed.by_pyiceberg").delete("id == 2 or id == 4")
    all_read("mixed.by_pyiceberg", [EXPECTED[0], EXPECTED[2]])


@check("tables of other engines", of=ALL)
def every_engine_follows_a_schema_that_another_one_evolves():
    renames = {
        "spark": "ALTER TABLE varve.mixed.by_duckdb RENAME COLUMN name TO label",
        "duckdb": "ALTER TABLE varve.mixed.by_trino RENAME COLUMN name TO label",
        "trino": "ALTER TABLE varve.mixed.by_spark RENAME COLUMN name TO label",
    }
    for engine, statement in renames.items():
        ENGINES[engine].sql(statement)
    for name in ("by_spark", "by_duckdb", "by_trino"):
        ENGINES["spark"].sql(f"REFRESH TABLE varve.mixed.{name}")
        for engine in ("spark", "duckdb", "trino"):
            labels = ENGINES[engine].sql(f"SELECT label FROM varve.mixed.{name} ORDER BY id")
            equal([engine, *labels], [engine, ["plain"], [None]])
        equal([row["label"] for row in ENGINES["pyiceberg"].rows(f"mixed.{name}")], ["plain", None])


@check("two engines commit at once", of=ALL)
def nobody_loses_a_commit_to_another_engine():
    catalog = ENGINES["pyiceberg"].catalog
    catalog.create_table("mixed.race", schema=pa.schema([("id", pa.int64()), ("writer", pa.string())]))
    start = threading.Barrier(4)
    each = 6

    def statements(engine, offset):
        start.wait()
        for i in range(each):
            statement = f"INSERT INTO varve.mixed.race VALUES ({offset + i}, '{engine}')"
            retried(lambda: ENGINES[engine].sql(statement))

    def calls(offset):
        start.wait()
        for i in range(each):
            rows = pa.table({"id": [offset + i], "writer": ["pyiceberg"]})
            retried(lambda: ENGINES["pyiceberg"].table("mixed.race").append(rows))

    def retried(action):
        """A writer that lost a race was told so, and nothing of it is there."""
        for _ in range(100):
            try:
                return action()
            except Exception as e:
                message = f"{type(e).__name__}: {e}"
                lost = ("CommitFailed", "ICEBERG_COMMIT_ERROR", "Conflict", "conflict")
                assert any(text in message for text in lost), message
        raise AssertionError("lost a hundred races")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        offsets = {"spark": 100, "duckdb": 200, "trino": 300}
        futures = [pool.submit(statements, engine, offset) for engine, offset in offsets.items()]
        futures.append(pool.submit(calls, 400))
        for future in futures:
            future.result()

    expected = [offset + i for offset in (100, 200, 300, 400) for i in range(each)]
    equal([row["id"] for row in ENGINES["pyiceberg"].rows("mixed.race")], expected)
    ENGINES["spark"].sql("REFRESH TABLE varve.mixed.race")
    for engine in offsets:
        equal([row[0] for row in ENGINES[engine].sql("SELECT id FROM varve.mixed.race ORDER BY id")], expected)
    equal(len(ENGINES["pyiceberg"].table("mixed.race").snapshots()), len(expected))


@check("read the history as it grows", of=ALL)
def every_engine_sees_whole_change_sets_while_others_record():
    namespace = harness.history_namespace()
    done = threading.Event()

    def count(engine):
        where = "attribute = 'counted'"
        if engine == "pyiceberg":
            table = ENGINES[engine].table((namespace, "avu_changes"))
            return table.scan(row_filter=where, selected_fields=("value",)).to_arrow().num_rows
        if engine == "spark":
            ENGINES[engine].sql(f"REFRESH TABLE varve.{namespace}.avu_changes")
        return ENGINES[engine].sql(f"SELECT count(*) FROM varve.{namespace}.avu_changes WHERE {where}")[0][0]

    def watch(engine):
        seen = [0]
        while not done.is_set():
            seen.append(count(engine))
        seen.append(count(engine))
        assert seen == sorted(seen), f"{engine}: {seen}"
        assert all(rows % 3 == 0 for rows in seen), f"{engine} saw a part of a change set: {seen}"
        return seen[-1]

    def change(i, j):
        return {
            "irods_path": server.PROJECT + "/site-a",
            "target_type": "collection",
            "change_type": "add",
            "attribute": "counted",
            "value": f"{i}/{j}",
        }

    def program(first):
        lines = [json.dumps({"changes": [change(i, j) for j in range(3)]}) for i in range(first, first + 5)]
        return harness.varve("record", given="\n".join(lines))

    programs = 4
    with concurrent.futures.ThreadPoolExecutor(len(ENGINES) + programs) as pool:
        watchers = [pool.submit(watch, engine) for engine in ENGINES]
        try:
            for recorder in [pool.submit(program, 5 * each) for each in range(programs)]:
                recorder.result()
        finally:
            done.set()
        equal([watcher.result() for watcher in watchers], [15 * programs] * len(ENGINES))
    # Each change set names the one before it: none was lost, and no two were recorded after the same one.
    chain = f"SELECT count(DISTINCT change_set_hash), count(DISTINCT previous_hash) FROM {harness.history_table()}"
    sets, named = harness.sql(chain)[0]
    equal(named, sets - 1)


@check("views", of=["Spark", "Trino", "PyIceberg"])
def every_engine_sees_that_others_have_views():
    ENGINES["spark"].sql("CREATE VIEW varve.mixed.of_spark AS SELECT id FROM varve.mixed.race")
    ENGINES["trino"].sql("CREATE VIEW varve.mixed.of_trino AS SELECT id FROM varve.mixed.race")
    expected = ["of_spark", "of_trino"]
    catalog = ENGINES["pyiceberg"].catalog
    equal(sorted(name for _, name in catalog.list_views("mixed")), expected)
    equal(sorted(row[1] for row in ENGINES["spark"].sql("SHOW VIEWS IN varve.mixed")), expected)
    for engine in ("duckdb", "trino"):
        tables = [row[0] for row in ENGINES[engine].sql("SHOW TABLES FROM varve.mixed")]
        assert {"race", "by_spark", "by_trino"} <= set(tables), f"{engine}: {tables}"
    equal({catalog.load_view(f"mixed.{name}").schema().column_names[0] for name in expected}, {"id"})
    for name in expected:
        catalog.drop_view(f"mixed.{name}")


# The lifetime of the credentials of another server, in seconds, and what was begun with them.
LIFETIME = 20
SHORT = {}


@check("credentials end within a statement", "credentials end between statements", of=["Spark"])
def a_statement_goes_on_when_its_credentials_end():
    settings = {**harness.SETTINGS, "s3.credential-lifetime": f"{LIFETIME}s"}
    address, _ = STACK.enter_context(server.running("server-short-credentials", settings))
    spark = sparksql.start(sparksql.configuration().replace(harness.ADDRESS, address), name="spark-short-credentials")
    STACK.enter_context(contextlib.closing(spark))
    spark.sql("CREATE NAMESPACE varve.short")
    for table in ("source", "target"):
        spark.sql(f"CREATE TABLE varve.short.{table} (id BIGINT) USING iceberg")
    for each in range(6):
        spark.sql(f"INSERT INTO varve.short.source SELECT id FROM range({each * 2}, {each * 2 + 2}, 1, 1)")

    # What the checks below go on with.
    SHORT["catalog"] = load_catalog("short", type="rest", uri=address + "/iceberg")
    SHORT["loaded"] = SHORT["catalog"].load_table("short.source")
    SHORT["connection"], SHORT["transaction"] = duck.connect(address), duck.connect(address)
    SHORT["transaction"].execute("BEGIN")
    for connection in (SHORT["connection"], SHORT["transaction"]):
        equal(connection.execute("SELECT count(*) FROM varve.short.source").fetchone()[0], 12)
    trino_catalog(address)
    equal(ENGINES["trino"].sql("SELECT sum(id) FROM short.short.source"), [[66]])

    # Two tasks that read three files each and sleep in every row: the last file is opened, and all is written and committed, when
    # the credentials that the statement began with are good no more.
    spark.sql("SET spark.sql.files.maxPartitionBytes = 1")
    begin = time.monotonic()
    slow = "reflect('java.lang.Thread', 'sleep', 6000L) IS NOT NULL"
    spark.sql(f"INSERT INTO varve.short.target SELECT id FROM varve.short.source WHERE {slow}")
    assert time.monotonic() - begin > 1.5 * LIFETIME, "it was too fast to show anything"
    equal([row[0] for row in spark.sql("SELECT id FROM varve.short.target ORDER BY id")], list(range(12)))


def trino_catalog(address):
    """Makes the catalog of the page, of this server, beside the one that Trino began with."""
    endpoint = harness.rest("/v1/namespaces/short/tables/source", address + "/iceberg")["config"]["s3.endpoint"]
    page = harness.page_block("trino", "properties").replace(harness.ADDRESS, address).replace(harness.s3_endpoint(), endpoint)
    properties = dict(line.split("=", 1) for line in page.splitlines())
    connector = properties.pop("connector.name")
    assignments = ", ".join(f"\"{key}\" = '{value}'" for key, value in properties.items())
    ENGINES["trino"].sql(f"CREATE CATALOG short USING {connector} WITH ({assignments})")


@cannot("credentials end within a statement", "renewed when the next transaction begins", "ExpiredToken", of=["DuckDB"])
def a_transaction_of_duckdb_goes_on_when_its_credentials_end():
    SHORT["transaction"].execute("SELECT sum(id) FROM varve.short.source").fetchone()


@cannot("credentials end within a statement", "renewed when a table is loaded", "HTTP status 400", of=["PyIceberg"])
def a_loaded_table_of_pyiceberg_outlives_its_credentials():
    SHORT["loaded"].scan().to_arrow()


@check("credentials end between statements", of=["Trino"])
def a_statement_of_trino_begins_with_live_credentials():
    ENGINES["trino"].sql("INSERT INTO short.short.target VALUES 98")
    equal(ENGINES["trino"].sql("SELECT sum(id) FROM short.short.source"), [[66]])


@check("credentials end between statements", of=["DuckDB"])
def a_connection_of_duckdb_goes_on_when_its_credentials_end():
    equal(SHORT["connection"].execute("SELECT sum(id) FROM varve.short.source").fetchone()[0], 66)
    SHORT["connection"].execute("INSERT INTO varve.short.target VALUES (99)")


@check("credentials end between statements", of=["PyIceberg"])
def a_table_of_pyiceberg_is_loaded_with_live_credentials():
    equal(SHORT["catalog"].load_table("short.target").scan().to_arrow().num_rows, 14)


with contextlib.ExitStack() as STACK:
    home = harness.CACHE / f"trino-{trino_server.VERSION}"
    catalogs = {"varve": harness.page_block("trino", "properties")}
    port = STACK.enter_context(trino_server.running(home, catalogs, f"SELECT count(*) FROM {harness.history_table()}"))
    ENGINES = {
        "spark": STACK.enter_context(contextlib.closing(sparksql.start(sparksql.configuration(), name="spark-cross"))),
        "duckdb": STACK.enter_context(contextlib.closing(duck.Duck())),
        "trino": Trino(port),
        "pyiceberg": PyIceberg(),
    }
    harness.run("all together", "")
