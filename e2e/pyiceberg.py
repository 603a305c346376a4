# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""PyIceberg, unmodified, told nothing but the address: reads the history, and writes tables of its own."""

import os
import subprocess
import sys
import traceback

# This file must not hide the package of the same name.
sys.path.pop(0)

import pyarrow as pa
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import ForbiddenError

CATALOG = load_catalog("varve", type="rest", uri=os.environ["VARVE_SERVER"] + "/iceberg")
LETTERS = pa.schema([("a", pa.int64()), ("b", pa.string())])


def history():
    namespace = next(n for n in CATALOG.list_namespaces() if n[0].startswith("coral_survey_"))
    return CATALOG.load_table(namespace + ("avu_changes",))


def sql(statement):
    printed = subprocess.run(["./varve", "sql", statement], capture_output=True, text=True, check=True)
    return printed.stdout


def reads_every_row_of_the_history():
    # 102 changes, of which the updates are two rows each.
    rows = history().scan().to_arrow()
    updates = [u for u in rows["update_id"].to_pylist() if u is not None]
    assert rows.num_rows == 102 + len(set(updates)), rows.num_rows


def filters_the_history_by_path():
    path = "/tempZone/home/reef-lab/coral-survey/site-b"
    rows = history().scan(row_filter=f"irods_path == '{path}'", selected_fields=("irods_path",)).to_arrow()
    assert set(rows["irods_path"].to_pylist()) == {path}, rows
    assert rows.num_rows == 10, rows.num_rows


def travels_to_an_old_snapshot():
    table = history()
    oldest = min(table.snapshots(), key=lambda snapshot: snapshot.sequence_number)
    rows = table.scan(snapshot_id=oldest.snapshot_id).to_arrow()
    assert 0 < rows.num_rows < table.scan().to_arrow().num_rows, rows.num_rows


def sees_what_is_recorded_in_between():
    before = history().scan().to_arrow().num_rows
    line = (
        '{"changes": [{"irods_path": "/tempZone/home/reef-lab/coral-survey/site-a", "target_type": "collection",'
        ' "change_type": "add", "attribute": "visited_by", "value": "pyiceberg"}]}'
    )
    subprocess.run(["./varve", "record"], input=line, text=True, capture_output=True, check=True)
    assert history().scan().to_arrow().num_rows == before + 1


def may_not_write_the_history():
    table = history()
    rows = table.scan(limit=1).to_arrow()
    before = len(table.snapshots())
    try:
        table.append(rows)
    except (ForbiddenError, PermissionError, OSError):
        assert len(history().snapshots()) == before
        return
    raise AssertionError("the append was not refused")


def writes_a_table_that_sql_reads():
    CATALOG.create_namespace("letters")
    table = CATALOG.create_table("letters.t", schema=LETTERS)
    table.append(pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}, schema=LETTERS))
    assert sql("SELECT string_agg(b, '' ORDER BY a) AS b FROM letters.t").split()[1] == "xyz"


def deletes_and_upserts():
    table = CATALOG.load_table("letters.t")
    table.delete("a == 2")
    table.upsert(pa.table({"a": [3, 4], "b": ["zz", "w"]}, schema=LETTERS), join_cols=["a"])
    assert sorted(table.scan().to_arrow()["b"].to_pylist()) == ["w", "x", "zz"]


def overwrites_and_travels_back():
    table = CATALOG.load_table("letters.t")
    before = table.current_snapshot().snapshot_id
    table.overwrite(pa.table({"a": [9], "b": ["new"]}, schema=LETTERS))
    assert table.scan().to_arrow()["b"].to_pylist() == ["new"]
    assert sorted(table.scan(snapshot_id=before).to_arrow()["b"].to_pylist()) == ["w", "x", "zz"]


def evolves_a_schema():
    table = CATALOG.load_table("letters.t")
    with table.update_schema() as update:
        update.rename_column("b", "letter")
    assert table.scan().to_arrow()["letter"].to_pylist() == ["new"]
    assert sql("SELECT letter FROM letters.t").split()[1] == "new"


def drops_its_table():
    CATALOG.drop_table("letters.t")
    assert not CATALOG.table_exists("letters.t")


def main():
    failed = 0
    tests = [
        reads_every_row_of_the_history,
        filters_the_history_by_path,
        sees_what_is_recorded_in_between,
        travels_to_an_old_snapshot,
        may_not_write_the_history,
        writes_a_table_that_sql_reads,
        deletes_and_upserts,
        overwrites_and_travels_back,
        evolves_a_schema,
        drops_its_table,
    ]
    for test in tests:
        try:
            test()
            print("ok     ", test.__name__)
        except Exception:
            failed += 1
            print("FAILED ", test.__name__)
            traceback.print_exc()
    print(f"{len(tests) - failed} passed, {failed} failed")


main()
