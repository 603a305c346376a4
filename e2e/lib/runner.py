# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the checks of engines, each in a process of its own, against one server. An engine is a directory here with a checks.py.

A directory may hold a pom.xml with the jars that the engine needs, and an executable `fetch` that brings what does not come as a jar into
$VARVE_E2E_CACHE; it does nothing when that is there. A file `needs` names other engines whose downloads it uses.
"""

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import time

import maven
import server
import table
import zone

E2E = server.ROOT / "e2e"
NAMES = {"local": "local storage", "zone": "an iRODS zone"}
ALSO_ON_A_ZONE = ["duckdb", "spark"]
COUNTS = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped")


def engines():
    return sorted(checks.parent.name for checks in E2E.glob("*/checks.py"))


def with_needs(chosen):
    """These engines and those whose downloads they use, each once."""
    all_of_them = dict.fromkeys(chosen)
    for engine in chosen:
        needs = E2E / engine / "needs"
        if needs.exists():
            all_of_them.update(dict.fromkeys(needs.read_text(encoding="utf-8").split()))
    return list(all_of_them)


def fetch(engine):
    begin = time.monotonic()
    if (E2E / engine / "pom.xml").exists():
        maven.fetch(engine)
    if (E2E / engine / "fetch").exists():
        subprocess.run([E2E / engine / "fetch"], cwd=server.ROOT, check=True)
    print(f"== {engine}: fetched in {time.monotonic() - begin:.0f} s", flush=True)


def run(engine, storage, variables):
    """Passed, failed and skipped. An engine that ends without saying so has failed."""
    print(f"== {engine} on {NAMES[storage]}", flush=True)
    result = server.WORK / f"{engine}-{storage}.json"
    if "VARVE_E2E_ONLY" not in os.environ:
        result.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, E2E / engine / "checks.py"],
        cwd=server.ROOT,
        env={**os.environ, **variables, "VARVE_E2E_RESULT": str(result)},
        stdout=subprocess.PIPE,
        text=True,
    )
    last = ""
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        last = line
    status = process.wait()
    found = COUNTS.fullmatch(last.strip())
    if found is None:
        print(f"e2e/run: {engine} ended with status {status} and without a count")
        return 0, 1, 0
    passed, failed, skipped = (int(count) for count in found.groups())
    return passed, max(failed, 1 if status else 0), skipped


def run_all(chosen, storage):
    """The counts of each engine, one after the other against one server."""
    with contextlib.ExitStack() as stack:
        settings, project = stack.enter_context(zone.running()) if storage == "zone" else ({}, server.SAMPLE)
        address, data = stack.enter_context(server.running(f"server-{storage}", settings))
        server.fill(address, project)
        variables = {
            "VARVE_SERVER": address,
            "VARVE_DATA": str(data),
            "VARVE_E2E_SETTINGS": json.dumps(settings),
            "VARVE_E2E_PROJECT": project,
        }
        counts = [run(engine, storage, variables) for engine in chosen]
    if any(failed for _, failed, _ in counts):
        log = server.WORK / f"server-{storage}.log"
        print(f"== the end of {log.relative_to(server.ROOT)}")
        print("".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-200:]))
    return counts


def main():
    parser = argparse.ArgumentParser(
        prog="e2e/run", description="Runs unmodified engines and clients against a server of their own."
    )
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help="; ".join(engines()) + "; all of them if none is named, and then some on a zone as well")
    parser.add_argument("--zone", action="store_true", help="with the files in an iRODS zone instead of a local directory: one of its own, or the one that VARVE_TEST_IRODS names")
    parser.add_argument("--table", action="store_true", help="write the results of the last runs into docs/engines/README.md")
    arguments = parser.parse_args()
    if arguments.table:
        table.write()
        return
    chosen = arguments.engines or engines()
    for engine in chosen:
        if engine not in engines():
            parser.error(f"no such engine: {engine}; there are: {', '.join(engines())}")

    begin = time.monotonic()
    server.WORK.mkdir(parents=True, exist_ok=True)
    for engine in with_needs(chosen):
        fetch(engine)
    counts = run_all(chosen, "zone" if arguments.zone else "local")
    if not arguments.engines and not arguments.zone:
        counts += run_all(ALSO_ON_A_ZONE, "zone")
    passed, failed, skipped = (sum(each) for each in zip(*counts))
    print(f"== {time.monotonic() - begin:.0f} s")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
