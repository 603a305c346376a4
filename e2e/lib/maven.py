# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""Jars from Maven Central, into Maven's own repository: what an engine's pom.xml lists, in the versions it pins."""

import hashlib
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ["VARVE_E2E_CACHE"])
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0"


def _pom(engine):
    return ROOT / "e2e" / engine / "pom.xml"


def _list(engine):
    digest = hashlib.sha256(_pom(engine).read_bytes()).hexdigest()[:16]
    return CACHE / f"{engine}-{digest}.classpath"


def fetch(engine):
    """Brings the jars, if that was not done before."""
    known = _list(engine)
    if known.exists() and all(os.path.exists(jar) for jar in known.read_text(encoding="utf-8").split(os.pathsep)):
        return
    part = known.with_suffix(f".{os.getpid()}")
    subprocess.run(
        [ROOT / "mvnw", "-q", "-B", "-f", _pom(engine), f"{PLUGIN}:build-classpath", f"-Dmdep.outputFile={part}"],
        check=True,
    )
    part.rename(known)


def classpath(engine):
    """The jars that were fetched."""
    return _list(engine).read_text(encoding="utf-8").strip()


def java():
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin", "java") if home else "java"
