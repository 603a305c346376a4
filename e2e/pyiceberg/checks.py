# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""PyIceberg, unmodified, told nothing but the address: reads the history, and writes tables of its own."""

import harness
import pyarrow as pa
import pyiceberg
from harness import check, record, refused, sql
from pyiceberg.catalog import load_catalog

CATALOG = load_catalog("varve", type="rest", uri=harness.CATALOG)
LETTERS = pa.schema([("a", pa.int64()), ("b", pa.string())])


def history():
    return CATALOG.load_table((harness.history_namespace(), "avu_changes"))


@check("read the history")
def reads_every_row_of_the_history():
    # 102 changes, of which the updates are two rows each.
    rows = history().scan().to_arrow()
    updates = [u for u in rows["update_id"].to_pylist() if u is not None]
    assert rows.num_rows == 102 + len(set(updates)), rows.num_rows


@check("read the history")
def filters_the_history_by_path():
    path = "/tempZone/home/reef-lab/coral-survey/site-b"
    rows = history().scan(row_filter=f"irods_path == '{path}'", selected_fields=("irods_path",)).to_arrow()
    assert set(rows["irods_path"].to_pylist()) == {path}, rows
    assert rows.num_rows == 10, rows.num_rows


@check("time travel by snapshot")
def travels_to_an_old_snapshot():
    record("read_by", "pyiceberg")
    table = history()
    oldest = min(table.snapshots(), key=lambda snapshot: snapshot.sequence_number)
    rows = table.scan(snapshot_id=oldest.snapshot_id).to_arrow()
    assert 0 < rows.num_rows < table.scan().to_arrow().num_rows, rows.num_rows


@check("read the history as it grows")
def sees_what_is_recorded_in_between():
    before = history().scan().to_arrow().num_rows
    record("visited_by", "pyiceberg")
    assert history().scan().to_arrow().num_rows == before + 1


@check("writes to the history are refused")
def may_not_write_the_history():
    table = history()
    rows = table.scan(limit=1).to_arrow()
    before = len(table.snapshots())
    refused(lambda: table.append(rows), "ACCESS_DENIED", "AccessDenied", "Forbidden")
    assert len(history().snapshots()) == before


@check("create and append")
def writes_a_table_that_sql_reads():
    CATALOG.create_namespace("letters")
    table = CATALOG.create_table("letters.t", schema=LETTERS)
    table.append(pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}, schema=LETTERS))
    assert sql("SELECT string_agg(b, '' ORDER BY a) FROM letters.t") == [["xyz"]]


@check("delete")
def deletes_and_upserts():
    table = CATALOG.load_table("letters.t")
    table.delete("a == 2")
    table.upsert(pa.table({"a": [3, 4], "b": ["zz", "w"]}, schema=LETTERS), join_cols=["a"])
    assert sorted(table.scan().to_arrow()["b"].to_pylist()) == ["w", "x", "zz"]


@check("overwrite")
def overwrites_and_travels_back():
    table = CATALOG.load_table("letters.t")
    before = table.current_snapshot().snapshot_id
    table.overwrite(pa.table({"a": [9], "b": ["new"]}, schema=LETTERS))
    assert table.scan().to_arrow()["b"].to_pylist() == ["new"]
    assert sorted(table.scan(snapshot_id=before).to_arrow()["b"].to_pylist()) == ["w", "x", "zz"]


@check("schema evolution")
def evolves_a_schema():
    table = CATALOG.load_table("letters.t")
    with table.update_schema() as update:
        update.rename_column("b", "letter")
    assert table.scan().to_arrow()["letter"].to_pylist() == ["new"]
    assert sql("SELECT letter FROM letters.t") == [["new"]]


@check("drop")
def drops_its_table():
    CATALOG.drop_table("letters.t")
    assert not CATALOG.table_exists("letters.t")


harness.run("PyIceberg", pyiceberg.__version__)
