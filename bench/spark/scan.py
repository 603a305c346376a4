# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""How long Spark takes to scan a history through the S3 door, and without it. Prints a line of JSON a query, for bench/run.

Spark, its jars and its two catalogs are those of e2e/spark; whoever starts this sets PYTHONPATH and VARVE_E2E_CACHE.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
import urllib.request

import maven
import server

CHANGES = int(sys.argv[1])
PER_SET = 10
# The AWS SDK and Spark's reader are compiled in the background for about as long.
WARMUP = 24
ROUNDS = 13
QUERIES = {
    "count(*)": "SELECT count(*) FROM {}",
    "a filtered scan": "SELECT count(*), max(recorded_at) FROM {} WHERE value LIKE '%77%'",
}


def write_history(file):
    """Change sets of ten, spread over ten years; every fifth change updates a value that is there."""
    chance = random.Random(7)
    live = []
    for number in range(CHANGES // PER_SET):
        changes = []
        for _ in range(PER_SET):
            change = {"target_type": "data_object", "attribute": f"attribute {chance.randrange(30)}", "value": f"value {chance.randrange(10**9)}"}
            if live and chance.randrange(5) == 0:
                path, attribute, value = live.pop(chance.randrange(len(live)))
                change.update(irods_path=path, attribute=attribute, change_type="update", old_value=value)
            else:
                change.update(irods_path=f"{server.PROJECT}/data/object-{chance.randrange(100_000)}", change_type="add")
            live.append((change["irods_path"], change["attribute"], change["value"]))
            del live[: max(0, len(live) - 10_000)]
            changes.append(change)
        seconds = 1_451_606_400 + number * 315_360_000 // (CHANGES // PER_SET)
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
        line = {"request_id": f"bench-{number}", "actor": f"user{number % 40}#zone", "event_time": at, "changes": changes}
        file.write(json.dumps(line) + "\n")
    file.flush()


def measure(spark, tables, query):
    """Medians, in the order of the tables, which take turns."""
    millis = [[] for _ in tables]
    answers = set()
    for turn in range(WARMUP + ROUNDS):
        for table, times in zip(tables, millis):
            begin = time.perf_counter()
            answers.add(json.dumps(spark.sql(query.format(table))))
            if turn >= WARMUP:
                times.append((time.perf_counter() - begin) * 1000)
    assert len(answers) == 1, answers
    return [statistics.median(times) for times in millis]


def main():
    maven.fetch("spark")
    with server.running("bench-scan", {}) as (address, data):
        server.varve(address, "project", "enrol", server.PROJECT)
        with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as history:
            write_history(history)
            server.varve(address, "import", history.name)
        # A history that is looked after is the usual one.
        server.varve(address, "maintain")

        os.environ.update(VARVE_SERVER=address, VARVE_DATA=str(data))
        import harness
        import sparksql

        namespace = harness.history_namespace()
        loaded = harness.rest(f"/v1/namespaces/{namespace}/tables/avu_changes")
        bucket = loaded["metadata"]["location"].removeprefix("s3://").partition("/")[0]
        root = f"spark.sql.catalog.direct.varve.bucket.{bucket}.root = file://{data}/warehouse/{bucket}\n"
        jars = (server.ROOT / "storage-irods" / "target").glob("storage-irods-*-SNAPSHOT.jar")
        spark = sparksql.start(sparksql.configuration() + sparksql.direct_configuration() + root, "bench-spark", jars)
        try:
            tables = [f"{catalog}.{namespace}.avu_changes" for catalog in ("varve", "direct")]
            for name, query in QUERIES.items():
                door, direct = measure(spark, tables, query)
                print(json.dumps({"name": name, "door": door, "direct": direct}), flush=True)
        finally:
            spark.close()


main()
