# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""Spark as its page configures it."""

import os
import tempfile

import harness
import maven
import server
import statements

VERSION = "Spark 4.1.3, Iceberg 1.12.0"

# What Spark's own start script opens.
_OPENED = ["lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util", "util.concurrent", "util.concurrent.atomic"]
_MODULES = [f"java.base/java.{each}" for each in _OPENED] + [
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/sun.nio.cs",
    "java.base/sun.security.action",
    "java.base/sun.util.calendar",
]


def configuration(block=0):
    """What the page tells users to write, without the download: that is done, of the same versions."""
    lines = harness.page_block("spark", "properties", block).splitlines(keepends=True)
    packages = [line for line in lines if line.startswith("spark.jars.packages")]
    pom = (server.ROOT / "e2e/spark/pom.xml").read_text(encoding="utf-8")
    for line in packages:
        for package in line.split("=")[1].strip().split(","):
            _, artifact, version = package.split(":")
            assert f"<artifactId>{artifact}</artifactId>\n      <version>{version}</version>" in pom, package
    return "".join(line for line in lines if line not in packages)


def direct_configuration():
    """The block of the page for the way without the door, to where this server's files are."""
    if not harness.ZONE:
        return configuration(1)
    keys = ("host", "port", "zone", "user", "password")
    return configuration(2) + "".join(
        f"spark.sql.catalog.direct.irods.{key} = {harness.SETTINGS['irods.' + key]}\n" for key in keys
    )


def start(properties, name="spark", jars=()):
    """A session with these properties, and with jars after Spark's own as --jars puts them."""
    with tempfile.NamedTemporaryFile("w", suffix=".properties", encoding="utf-8") as file:
        file.write(properties)
        file.flush()
        return statements.Statements(
            name,
            ["-Xmx1g", "-XX:+UseSerialGC", "-Djdk.reflect.useDirectMethodHandle=false"]
            + [f"--add-opens={module}=ALL-UNNAMED" for module in _MODULES],
            os.pathsep.join([maven.classpath("spark"), *map(str, jars)]),
            [str(server.ROOT / "e2e/spark/SparkStatements.java"), file.name],
        )
