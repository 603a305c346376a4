# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""A server in a process of its own, with an embedded database and a directory that goes when it ends."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "e2e"
SAMPLE = "/tempZone/home/reef-lab/coral-survey"
# Where the sample project is in this zone.
PROJECT = os.environ.get("VARVE_E2E_PROJECT", SAMPLE)
HISTORY = ROOT / "catalog-server/src/main/resources/org/varve/cli/demo/sample-history.ndjson"


@contextlib.contextmanager
def running(name, settings):
    """Starts a server and yields its address and its data directory. Its log is target/e2e/<name>.log, also afterwards."""
    WORK.mkdir(parents=True, exist_ok=True)
    log = WORK / f"{name}.log"
    data = tempfile.mkdtemp(prefix="varve-e2e-")
    variables = {"VARVE__" + key.replace(".", "__").replace("-", "_").upper(): v for key, v in settings.items()}
    with open(log, "w", encoding="utf-8") as err:
        process = subprocess.Popen(
            [ROOT / "varve", "serve", "--data-dir", data, "--port", "0"],
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        )
        try:
            ready = process.stdout.readline()
            if not ready.startswith("varve ready at "):
                raise SystemExit(f"e2e/run: the server did not start:\n{log.read_text(encoding='utf-8')}")
            yield ready.removeprefix("varve ready at ").strip(), pathlib.Path(data)
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            shutil.rmtree(data, ignore_errors=True)


def varve(address, *arguments, given=None):
    """What a command of ours prints; one that fails is an error that says what it printed."""
    done = subprocess.run(
        [ROOT / "varve", *arguments],
        env={**os.environ, "VARVE_SERVER": address},
        input=given,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise AssertionError(f"varve {' '.join(arguments[:2])}: {done.stderr.strip()}")
    return done.stdout


def fill(address, project=PROJECT):
    """Enrols the sample project and imports its history of three years, which says what happened there."""
    varve(address, "project", "enrol", project)
    history = WORK / "history.ndjson"
    history.write_text(HISTORY.read_text(encoding="utf-8").replace(SAMPLE, project), encoding="utf-8")
    varve(address, "import", str(history))


def wait_until(condition, what, seconds=120):
    """Returns what the condition returns as soon as that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds} s in vain: {what}")
