# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""The compatibility table of docs/engines/README.md, from what the last runs left in target/e2e."""

import json

import server

PAGE = server.ROOT / "docs" / "engines" / "README.md"
BEGIN, END = "<!-- table: e2e/run --table -->", "<!-- end of table -->"
ENGINES = {"Spark": "spark.md", "Trino": "trino.md", "DuckDB": "duckdb.md", "PyIceberg": "pyiceberg.md"}
FEATURES = [
    "read the history",
    "read the history as it grows",
    "read the history as of a time",
    "name a snapshot of the history",
    "writes to the history are refused",
    "create and append",
    "create table as select",
    "update",
    "delete",
    "merge",
    "overwrite",
    "partitions",
    "schema evolution",
    "partition evolution",
    "time travel by snapshot",
    "time travel by time",
    "time travel by tag",
    "branches",
    "views",
    "several tables at once",
    "metadata tables",
    "rewrite_data_files",
    "rewrite_manifests",
    "expire_snapshots",
    "remove_orphan_files",
    "rename",
    "drop",
    "tables of other engines",
    "two engines commit at once",
    "credentials end between statements",
    "credentials end within a statement",
    "without the S3 door",
]


def write():
    """Replaces the table in the page."""
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(BEGIN)
    PAGE.write_text(head + BEGIN + "\n" + _table() + END + rest.split(END)[1], encoding="utf-8")


def _table():
    results = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(server.WORK.glob("*-*.json"))]
    versions = {result["engine"]: result["version"] for result in results}
    missing = set(ENGINES) - set(versions)
    if missing:
        raise SystemExit(f"e2e/run: no run of {', '.join(sorted(missing))} to tell of; run e2e/run first")
    notes = []
    lines = ["| | " + " | ".join(f"[{versions[engine]}]({page})" for engine, page in ENGINES.items()) + " |"]
    lines.append("| --- " * (len(ENGINES) + 1) + "|")
    for feature in FEATURES:
        cells = [_cell(results, feature, engine, notes) for engine in ENGINES]
        lines.append(f"| {feature} | " + " | ".join(cells) + " |")
    footnotes = "".join(f"{number}. {note}\n" for number, note in enumerate(notes, 1))
    return "\n".join(lines) + "\n\n" + (footnotes + "\n" if footnotes else "")


def _cell(results, feature, engine, notes):
    """Where the feature was shown; "no" if it was shown to be missing; nothing if nothing was tried."""
    where = []
    for result in results:
        found = [c for c in result["checks"] if feature in c["features"] and engine in c["engines"] and c["outcome"] != "skipped"]
        if not found:
            continue
        if any(c["outcome"] == "FAILED" for c in found):
            return "**failed**"
        if any(c["why"] for c in found):
            note = next(c["why"] for c in found if c["why"])
            if note not in notes:
                notes.append(note)
            return f"no ({notes.index(note) + 1})"
        where.append(result["storage"])
    return ", ".join(sorted(set(where)))
