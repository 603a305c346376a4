# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""DuckDB as its page configures it, in Python and in Java, with the extensions that came as wheels."""

import os
import pathlib

import duckdb
import duckdb_extension_avro
import harness
import maven
import server
import statements

VERSION = "DuckDB " + duckdb.__version__


def _extensions():
    """A directory of extensions as INSTALL would have filled it."""
    packages = pathlib.Path(duckdb_extension_avro.__file__).parents[1]
    version = "v" + duckdb.__version__
    platform = duckdb.connect().execute("PRAGMA platform").fetchone()[0]
    root = server.WORK / "duckdb-extensions"
    directory = root / version / platform
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("avro", "httpfs", "iceberg"):
        link = directory / f"{name}.duckdb_extension"
        link.unlink(missing_ok=True)
        link.symlink_to(packages / f"duckdb_extension_{name}" / "extensions" / version / link.name)
    return str(root)


class Duck:
    """A connection from Python; the same calls as those of the JVM's."""

    def __init__(self):
        self._connection = connect(harness.ADDRESS)

    def sql(self, statement):
        answer = self._connection.execute(statement)
        return [list(row) for row in answer.fetchall()] if answer.description else []

    def close(self):
        self._connection.close()


def connect(address):
    """A connection as the page makes it, to this server or another one."""
    connection = duckdb.connect(config={"extension_directory": _extensions()})
    connection.execute("SET TimeZone = 'UTC'")
    for statement in page():
        connection.execute(statement.replace(harness.ADDRESS, address))
    return connection


def page():
    """The statements of the page."""
    return harness.page_statements("duckdb")


def start_java():
    """A connection of duckdb_jdbc, of the same version, in a JVM of its own."""
    engine = statements.Statements(
        "duckdb-java",
        ["-Xmx256m", "-XX:+UseSerialGC"],
        maven.classpath("duckdb"),
        [str(server.ROOT / "e2e/duckdb/DuckDbStatements.java"), _extensions()],
        {"TZ": "UTC", "LC_ALL": os.environ.get("LC_ALL", "C.UTF-8")},
    )
    for statement in page():
        engine.sql(statement)
    return engine
