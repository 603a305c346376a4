# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""python-irodsclient against the zone of the tests: what our own client is tested with must pass for a zone with others."""

import os
import subprocess
import sys

import harness
from harness import check


@check("iRODS client")
def works_against_the_zone_of_the_tests():
    subprocess.run(
        ["./mvnw", "-q", "-B", "-pl", "storage-irods", "-am", "test", "-Dtest=PythonClientIT"]
        + ["-Dsurefire.failIfNoSpecifiedTests=false"],
        env={**os.environ, "VARVE_TEST_PYTHON": sys.executable},
        check=True,
    )


harness.run("python-irodsclient", "3.3.0")
