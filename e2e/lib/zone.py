# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""A zone for a server to keep its files in: the in-process one of the tests, or a real one if VARVE_TEST_IRODS names it.

VARVE_TEST_IRODS=host:port:zone:user:password. In a real zone that user is service user and owner at once, and everything is below a collection in
his home that is removed afterwards. Tables of no project stay in .varve in his home.
"""

import contextlib
import os
import secrets
import subprocess
import tempfile

import maven
import server


@contextlib.contextmanager
def running():
    """Yields the settings of a server that keeps its files in a zone, and the path of a project there."""
    if "VARVE_TEST_IRODS" in os.environ:
        with real(os.environ["VARVE_TEST_IRODS"]) as zone:
            yield zone
    else:
        with in_process() as zone:
            yield zone


def _settings(host, port, zone, user, password):
    names = ("host", "port", "zone", "user", "password")
    return {"storage": "irods", **{"irods." + name: value for name, value in zip(names, (host, port, zone, user, password))}}


@contextlib.contextmanager
def in_process():
    jars = [next((server.ROOT / "storage-irods/target").glob("*-tests.jar")), server.ROOT / "catalog-server/target/lib/*"]
    with tempfile.TemporaryDirectory(prefix="varve-e2e-zone-") as vault, open(
        server.WORK / "zone.log", "w", encoding="utf-8"
    ) as log, subprocess.Popen(
        [maven.java(), "-Xmx512m", "org.varve.storage.irods.zone.ZoneProcess", vault]
        + ["varve:service", "ana:owner", "ana=" + server.SAMPLE],
        env={**os.environ, "CLASSPATH": os.pathsep.join(map(str, jars))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    ) as process:
        try:
            host, port, zone = process.stdout.readline().strip().split(":")[:3]
            owner = {"irods.owner.user": "ana", "irods.owner.password": "owner"}
            yield {**_settings(host, port, zone, "varve", "service"), **owner}, server.SAMPLE
        finally:
            # It runs until its input ends.
            process.stdin.close()


@contextlib.contextmanager
def real(text):
    # Not there where nothing needs it.
    from irods.session import iRODSSession

    host, port, zone, user, password = text.split(":", 4)
    home = f"/{zone}/home/{user}/varve-e2e-{secrets.token_hex(3)}"
    with iRODSSession(host=host, port=int(port), zone=zone, user=user, password=password) as session:
        session.collections.create(home + "/coral-survey")
        try:
            yield _settings(host, port, zone, user, password), home + "/coral-survey"
        finally:
            session.collections.remove(home, recurse=True, force=True)
