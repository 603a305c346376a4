# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""PyIceberg, unmodified, told nothing but the address."""

import datetime

import harness
import pyarrow as pa
import pyiceberg
import server
from harness import check, equal, record, refused, sql
from pyiceberg.expressions import And, EqualTo, GreaterThan, In, StartsWith
from pyiceberg.schema import Schema
from pyiceberg.transforms import BucketTransform, IdentityTransform, MonthTransform
from pyiceberg.types import IntegerType, LongType, NestedField
from pyiceberg.view.metadata import SQLViewRepresentation, ViewVersion

# What the page tells users to write.
_page = {}
exec(harness.page_block("pyiceberg", "python"), _page)
CATALOG = _page["catalog"]

LETTERS = pa.schema([("a", pa.int64()), ("b", pa.string())])
EVENTS = pa.schema([("id", pa.int64()), ("kind", pa.string()), ("day", pa.date32()), ("size", pa.int32())])


def history():
    return CATALOG.load_table((harness.history_namespace(), "avu_changes"))


def letters(a, b):
    return pa.table({"a": a, "b": b}, schema=LETTERS)


def column(scan, name):
    return sorted(scan.to_arrow()[name].to_pylist())


@check("create and append")
def writes_a_table_that_sql_reads():
    CATALOG.create_namespace("letters")
    table = CATALOG.create_table("letters.t", schema=LETTERS)
    table.append(letters([1, 2, 3], ["x", "y", "z"]))
    equal(sql("SELECT string_agg(b, '' ORDER BY a) FROM letters.t"), [["xyz"]])


@check("delete")
def deletes_rows():
    table = CATALOG.load_table("letters.t")
    table.delete("a == 2")
    equal(column(table.scan(), "b"), ["x", "z"])


@check("merge")
def upserts():
    table = CATALOG.load_table("letters.t")
    result = table.upsert(letters([3, 4], ["zz", "w"]), join_cols=["a"])
    equal((result.rows_updated, result.rows_inserted), (1, 1))
    equal(column(table.scan(), "b"), ["w", "x", "zz"])


@check("overwrite")
def overwrites_what_a_filter_names():
    table = CATALOG.load_table("letters.t")
    table.overwrite(letters([4], ["ww"]), overwrite_filter=EqualTo("a", 4))
    equal(column(table.scan(), "b"), ["ww", "x", "zz"])


@check("time travel by snapshot")
def overwrites_and_travels_back():
    table = CATALOG.load_table("letters.t")
    before = table.current_snapshot().snapshot_id
    table.overwrite(letters([9], ["new"]))
    equal(column(table.scan(), "b"), ["new"])
    equal(column(table.scan(snapshot_id=before), "b"), ["ww", "x", "zz"])


@check("time travel by time")
def travels_to_a_time():
    table = CATALOG.load_table("letters.t")
    first, second = table.history()[:2]
    at = table.snapshot_as_of_timestamp(second.timestamp_ms - 1)
    equal(at.snapshot_id, first.snapshot_id)
    equal(column(table.scan(snapshot_id=at.snapshot_id), "b"), ["x", "y", "z"])


@check("time travel by tag")
def travels_to_a_tag():
    table = CATALOG.load_table("letters.t")
    table.manage_snapshots().create_tag(table.history()[0].snapshot_id, "first").commit()
    equal(column(table.scan().use_ref("first"), "b"), ["x", "y", "z"])


@check("branches")
def writes_a_branch():
    table = CATALOG.load_table("letters.t")
    table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, "draft").commit()
    table.append(letters([10], ["branch"]), branch="draft")
    equal(column(table.scan().use_ref("draft"), "b"), ["branch", "new"])
    equal(column(table.scan(), "b"), ["new"])
    table.manage_snapshots().remove_branch("draft").commit()


@check("schema evolution")
def evolves_a_schema():
    table = CATALOG.load_table("letters.t")
    with table.update_schema() as update:
        update.rename_column("b", "letter")
        update.add_column("size", IntegerType())
    with table.update_schema() as update:
        update.update_column("size", LongType())
    table.append(pa.table({"a": [11], "letter": ["sized"], "size": [5]}))
    equal(sql("SELECT letter, size FROM letters.t ORDER BY a"), [["new", None], ["sized", 5]])
    with table.update_schema() as update:
        update.delete_column("size")
    equal(table.scan().to_arrow().column_names, ["a", "letter"])


@check("schema evolution", "delete")
def changes_schema_and_data_in_one_transaction():
    table = CATALOG.load_table("letters.t")
    with table.transaction() as transaction:
        with transaction.update_schema() as update:
            update.add_column("note", IntegerType())
        transaction.set_properties(owner="lab")
        transaction.delete("a == 11")
    equal(column(CATALOG.load_table("letters.t").scan(), "letter"), ["new"])
    equal(CATALOG.load_table("letters.t").properties["owner"], "lab")


@check("partitions")
def writes_a_partitioned_table():
    table = CATALOG.create_table("letters.events", schema=EVENTS)
    with table.update_spec() as update:
        update.add_field("day", MonthTransform(), "day_month")
    days = [datetime.date(2026, month, 1) for month in (1, 1, 2)]
    table.append(pa.table({"id": [1, 2, 3], "kind": ["a b", "a/b", "100%"], "day": days, "size": [1, 2, 3]}, schema=EVENTS))
    equal(column(table.scan(And(GreaterThan("day", "2026-01-15"), GreaterThan("size", 2))), "id"), [3])
    equal(len(list(table.scan(GreaterThan("day", "2026-01-15")).plan_files())), 1)


@check("partition evolution")
def evolves_partitions():
    table = CATALOG.load_table("letters.events")
    with table.update_spec() as update:
        update.remove_field("day_month")
        update.add_field("kind", IdentityTransform(), "kind")
        update.add_field("id", BucketTransform(4), "id_bucket")
    days = [datetime.date(2026, 3, 1)] * 4
    kinds = ["a/b", "100%", "a%2Fb", "ä ß+"]
    table.append(pa.table({"id": [4, 5, 6, 7], "kind": kinds, "day": days, "size": [4, 5, 6, 7]}, schema=EVENTS))
    equal(column(table.scan(In("kind", ["a/b", "a%2Fb"])), "id"), [2, 4, 6])
    equal(sql("SELECT id FROM letters.events WHERE kind IN ('a/b', 'ä ß+') ORDER BY id"), [[2], [4], [7]])


@check("filters")
def filters_and_projects():
    table = CATALOG.load_table("letters.events")
    rows = table.scan(StartsWith("kind", "a"), selected_fields=("id",), limit=3).to_arrow()
    equal(rows.column_names, ["id"])
    equal(rows.num_rows, 3)


@check("overwrite")
def overwrites_the_partitions_of_what_it_writes():
    table = CATALOG.create_table("letters.days", schema=LETTERS)
    with table.update_spec() as update:
        update.add_field("b", IdentityTransform(), "b")
    table.append(letters([1, 2, 3], ["x", "y", "y"]))
    table.dynamic_partition_overwrite(letters([4], ["y"]))
    equal(column(table.scan(), "a"), [1, 4])
    equal(table.scan().count(), 2)


@check("views")
def creates_loads_and_drops_views():
    version = ViewVersion(
        version_id=1,
        schema_id=0,
        timestamp_ms=1,
        summary={},
        representations=[SQLViewRepresentation(type="sql", sql="SELECT a FROM letters.days", dialect="spark")],
        default_namespace=["letters"],
    )
    CATALOG.create_view("letters.seen", Schema(NestedField(1, "a", LongType())), version)
    equal(CATALOG.list_views("letters"), [("letters", "seen")])
    equal(CATALOG.load_view("letters.seen").schema().column_names, ["a"])
    equal(CATALOG.list_tables("letters").count(("letters", "seen")), 0)
    CATALOG.drop_view("letters.seen")
    equal(CATALOG.view_exists("letters.seen"), False)
    CATALOG.drop_table("letters.days")


@check("metadata tables")
def inspects_metadata_tables():
    table = CATALOG.load_table("letters.events")
    equal(table.inspect.snapshots().num_rows, 2)
    equal(sum(table.inspect.files()["record_count"].to_pylist()), 7)
    equal(table.inspect.history().num_rows, 2)
    equal(table.inspect.refs()["name"].to_pylist(), ["main"])
    assert table.inspect.partitions().num_rows > 2
    equal(table.inspect.manifests().num_rows, 2)
    equal(table.inspect.entries().num_rows, table.inspect.files().num_rows)
    equal(table.inspect.data_files().num_rows, table.inspect.files().num_rows)
    equal(table.inspect.delete_files().num_rows, 0)
    assert table.inspect.all_manifests().num_rows > 2
    assert table.inspect.metadata_log_entries().num_rows > 2


@check("expire_snapshots")
def expires_a_snapshot():
    table = CATALOG.load_table("letters.events")
    oldest = table.history()[0].snapshot_id
    table.maintenance.expire_snapshots().by_id(oldest).commit()
    equal(CATALOG.load_table("letters.events").inspect.snapshots().num_rows, 1)
    equal(column(CATALOG.load_table("letters.events").scan(), "id"), [1, 2, 3, 4, 5, 6, 7])


@check("rename")
def renames_a_table():
    CATALOG.rename_table("letters.events", "letters.renamed")
    equal(column(CATALOG.load_table("letters.renamed").scan(), "id"), [1, 2, 3, 4, 5, 6, 7])


@check("drop")
def drops_and_purges_its_tables():
    CATALOG.purge_table("letters.t")
    CATALOG.drop_table("letters.renamed")
    equal(CATALOG.list_tables("letters"), [])
    CATALOG.drop_namespace("letters")


@check("read the history")
def answers_what_its_page_asks():
    lines = [line for line in harness.page_block("pyiceberg", "pycon").splitlines() if line.startswith(">>> ")]
    namespaces, load, scan = (line.removeprefix(">>> ") for line in lines)
    assert (harness.history_namespace(),) in eval(namespaces, _page)
    exec(load, _page)
    rows = eval(scan, _page)
    equal(rows.column_names, ["irods_path", "value"])
    assert rows.num_rows > 0


@check("read the history")
def reads_every_row_of_the_history():
    rows = history().scan().to_arrow()
    equal([[rows.num_rows]], sql(f"SELECT count(*) FROM {harness.history_table()}"))


@check("read the history")
def filters_the_history_by_path():
    path = server.PROJECT + "/site-b"
    rows = history().scan(row_filter=EqualTo("irods_path", path), selected_fields=("irods_path",)).to_arrow()
    equal(set(rows["irods_path"].to_pylist()), {path})
    equal(rows.num_rows, 10)


@check("read the history as it grows")
def sees_what_is_recorded_in_between():
    before = history().scan().to_arrow().num_rows
    last = history().current_snapshot().snapshot_id
    for each in range(3):
        record("visited_by", f"pyiceberg-{each}")
        equal(history().scan().to_arrow().num_rows, before + each + 1)
    news = history().incremental_append_scan().from_snapshot_id_exclusive(last).to_arrow()
    equal(sorted(news["value"].to_pylist()), ["pyiceberg-0", "pyiceberg-1", "pyiceberg-2"])


@check("read the history as of a time")
def reads_the_history_as_of_a_time():
    record("read_at", "pyiceberg-before")
    table = history()
    before, count = table.current_snapshot().timestamp_ms, table.scan().to_arrow().num_rows
    record("read_at", "pyiceberg-after")
    table = history()
    at = table.snapshot_as_of_timestamp(before)
    equal(table.scan(snapshot_id=at.snapshot_id).to_arrow().num_rows, count)
    equal(table.scan().to_arrow().num_rows, count + 1)


@check("writes to the history are refused")
def may_not_change_the_history():
    table = history()
    rows = table.scan(limit=1).to_arrow()
    before = len(table.snapshots())
    refused(lambda: table.append(rows), "ACCESS_DENIED")
    refused(lambda: table.delete("operation == 'add'"), "ACCESS_DENIED", "Forbidden")
    refused(lambda: table.overwrite(rows), "ACCESS_DENIED", "Forbidden")
    refused(lambda: table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, "mine").commit(), "Forbidden")
    refused(lambda: table.update_schema().add_column("mine", IntegerType()).commit(), "Forbidden")
    refused(lambda: CATALOG.drop_table(table.name()), "Forbidden")
    equal(len(history().snapshots()), before)


@check("name a snapshot of the history")
def names_a_snapshot_of_the_history():
    table = history()
    snapshot = table.current_snapshot().snapshot_id
    table.manage_snapshots().create_tag(snapshot, "pyiceberg-release").commit()
    equal(history().refs()["pyiceberg-release"].snapshot_id, snapshot)
    table.refresh()
    table.manage_snapshots().remove_tag("pyiceberg-release").commit()
    equal("pyiceberg-release" in history().refs(), False)


harness.run("PyIceberg", "PyIceberg " + pyiceberg.__version__)
