# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""What the checks of an engine are written with.

A check is a function under @check("what it shows", …); it fails by raising. @cannot("what", "why", "answer") marks what an engine
does not do: the function tries, and passes if what it raises holds this answer of the engine's, so that a version that learns it is
noticed, and so is a failure for another reason. run() carries them out in the order of the file, notes the outcome for the table in docs/engines, and prints "N passed, N failed, N skipped" last.
What a check shows should be a row of that table (see table.py); anything else is left out of it.
"""

import json
import os
import pathlib
import re
import sys
import time
import traceback
import urllib.error
import urllib.request

import maven
import server

ADDRESS = os.environ["VARVE_SERVER"]
CATALOG = ADDRESS + "/iceberg"
CACHE = maven.CACHE
# The server's data directory.
DATA = pathlib.Path(os.environ["VARVE_DATA"])
# What a server needs to keep its files where this one does; nothing if that is its own directory.
SETTINGS = json.loads(os.environ.get("VARVE_E2E_SETTINGS", "{}"))
ZONE = bool(SETTINGS)

_CHECKS = []


class Skip(Exception):
    """This check cannot run here; the message says why."""


def check(*features, of=()):
    """Registers a function that shows these features, of these engines if it is not the one that is run."""

    def register(function):
        _CHECKS.append((features, of, None, "", function))
        return function

    return register


def cannot(feature, why, answer, of=()):
    """Registers a function that tries what the engine does not do, and raises what the engine raises: an error with this answer."""
    assert answer, "what does it answer?"

    def register(function):
        _CHECKS.append(((feature,), of, why, answer, function))
        return function

    return register


def varve(*arguments, given=None):
    """What a command of ours prints."""
    return server.varve(ADDRESS, *arguments, given=given)


def sql(statement):
    """The rows that our own SQL door answers, as lists."""
    request = urllib.request.Request(
        ADDRESS + "/api/v1/sql",
        data=json.dumps({"sql": statement}).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["rows"]
    except urllib.error.HTTPError as e:
        raise AssertionError(f"{e.code}: {e.read().decode()}") from e


def record(attribute, value, path=server.PROJECT + "/site-a"):
    """Records one change, and returns what the server answers."""
    change = {
        "irods_path": path,
        "target_type": "collection",
        "change_type": "add",
        "attribute": attribute,
        "value": value,
    }
    return varve("record", given=json.dumps({"changes": [change]}))


def rest(path, catalog=CATALOG):
    """A document of the Iceberg REST door, such as /v1/namespaces; of this server's unless another one is named."""
    with urllib.request.urlopen(catalog + path) as answer:
        return json.load(answer)


def history_namespace():
    """The namespace of the sample project."""
    return next(n[0] for n in rest("/v1/namespaces")["namespaces"] if n[0].startswith("coral_survey_"))


def history_table():
    """The table of changes of the sample project, as SQL names it."""
    return history_namespace() + ".avu_changes"


def s3_endpoint():
    """Where the S3 door listens, for the engines that must be told."""
    return rest(f"/v1/namespaces/{history_namespace()}/tables/avu_changes")["config"]["s3.endpoint"]


def page_block(engine, language, index=0):
    """A block of the language in the engine's page, with this server's addresses and its project: what users copy is what runs."""
    page = (server.ROOT / "docs" / "engines" / f"{engine}.md").read_text(encoding="utf-8")
    block = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[index]
    zone, service = SETTINGS.get("irods.zone", ""), SETTINGS.get("irods.user", "")
    return (
        block.replace("http://127.0.0.1:8181", ADDRESS)
        .replace("http://127.0.0.1:8182", s3_endpoint())
        .replace("/srv/varve/warehouse", str(DATA / "warehouse"))
        .replace("/tempZone/home/lab/coral-survey", server.PROJECT)
        .replace("irods://tempZone/home/varve/", f"irods://{zone}/home/{service}/")
        .replace("coral_survey_1f09ac", history_namespace())
        .replace("coral-survey-1f09ac", history_namespace().replace("_", "-"))
    )


def page_statements(engine, index=0):
    """The SQL of a block of the engine's page, one statement at a time."""
    return [each.strip() for each in page_block(engine, "sql", index).split(";") if each.strip()]


def equal(actual, expected):
    """Asserts that they are equal, and shows both if not."""
    assert actual == expected, f"{actual!r:.2000} is not {expected!r:.2000}"


def refused(action, *texts):
    """Asserts that the action raises and that the message holds one of the texts."""
    try:
        action()
    except Exception as e:
        message = f"{type(e).__name__}: {e}"
        assert any(text in message for text in texts), f"refused, but so: {message[:2000]}"
        return message
    raise AssertionError("it was not refused")


def run(engine, version):
    """Carries out the checks; ends the process with 1 if one failed."""
    only = os.environ.get("VARVE_E2E_ONLY", "")
    outcomes = []
    for features, of, why, answer, function in _CHECKS:
        if only not in function.__name__:
            continue
        begin = time.monotonic()
        outcome, note = _outcome(why, answer, function)
        print(f"{outcome:8}{function.__name__} ({time.monotonic() - begin:.1f} s){note and ': ' + note}", flush=True)
        outcomes.append(
            {
                "features": features,
                "engines": of or [engine],
                "check": function.__name__,
                "outcome": outcome,
                "why": why or note,
            }
        )
    counts = {o: sum(1 for each in outcomes if each["outcome"] == o) for o in ("ok", "FAILED", "skipped")}
    if not only and "VARVE_E2E_RESULT" in os.environ:
        result = {"engine": engine, "version": version, "storage": "zone" if ZONE else "local", "checks": outcomes}
        pathlib.Path(os.environ["VARVE_E2E_RESULT"]).write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(f"{counts['ok']} passed, {counts['FAILED']} failed, {counts['skipped']} skipped", flush=True)
    sys.exit(1 if counts["FAILED"] else 0)


def _outcome(why, answer, function):
    try:
        function()
    except Skip as e:
        return "skipped", str(e)
    except Exception as e:
        if why and answer in f"{type(e).__name__}: {e}":
            return "ok", ""
        traceback.print_exc(file=sys.stdout)
        return "FAILED", f"it fails, but does not say {answer!r}" if why else ""
    return ("ok", "") if why is None else ("FAILED", "it can by now, the page says: " + why)
