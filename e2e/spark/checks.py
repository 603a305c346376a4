# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""Spark, unmodified, told nothing but the address."""

import time

import files
import harness
import server
import sparksql
from harness import check, equal, record, refused, sql

# The way without the door needs our own jar.
SPARK = sparksql.start(
    sparksql.configuration() + sparksql.direct_configuration() + sparksql.configuration(3),
    jars=(server.ROOT / "storage-irods" / "target").glob("storage-irods-*-spark.jar"),
)
HISTORY = "varve." + harness.history_table()
T = "varve.spark.t"


def one(statement):
    return SPARK.sql(statement)[0][0]


def column(statement):
    return [row[0] for row in SPARK.sql(statement)]


def ids(source):
    return column(f"SELECT id FROM {source} ORDER BY id")


@check("create and append", "partitions")
def creates_a_partitioned_table_and_inserts():
    SPARK.sql("CREATE NAMESPACE varve.spark")
    SPARK.sql(f"CREATE TABLE {T} (id BIGINT, name STRING, day DATE) USING iceberg PARTITIONED BY (days(day))")
    SPARK.sql(f"INSERT INTO {T} VALUES (1, 'a', DATE '2026-01-01'), (2, 'b', DATE '2026-01-02')")
    SPARK.sql(f"INSERT INTO {T} SELECT id, 'many', DATE '2026-01-03' FROM range(3, 1003)")
    equal(one(f"SELECT count(*) FROM {T}"), 1002)
    equal(sql("SELECT count(*) FROM spark.t WHERE name = 'many'"), [[1000]])


@check("update")
def updates_rows():
    SPARK.sql(f"UPDATE {T} SET name = 'bb' WHERE id = 2")
    equal(column(f"SELECT name FROM {T} WHERE id <= 2 ORDER BY id"), ["a", "bb"])


@check("delete")
def deletes_rows():
    SPARK.sql(f"DELETE FROM {T} WHERE id > 10")
    equal(ids(T), list(range(1, 11)))


@check("delete")
def deletes_with_delete_files_that_sql_applies():
    SPARK.sql(f"ALTER TABLE {T} SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')")
    SPARK.sql(f"DELETE FROM {T} WHERE id = 9")
    equal(one(f"SELECT count(*) FROM {T}.delete_files"), 1)
    equal(ids(T), [1, 2, 3, 4, 5, 6, 7, 8, 10])
    equal(sql("SELECT count(*), sum(id) FROM spark.t"), [[9, 46]])


@check("merge")
def merges():
    SPARK.sql(
        f"MERGE INTO {T} t USING (SELECT * FROM VALUES (10, 'ten'), (11, 'eleven') AS v (id, name)) s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET name = s.name"
        " WHEN NOT MATCHED THEN INSERT (id, name, day) VALUES (s.id, s.name, DATE '2026-01-11')"
    )
    equal(column(f"SELECT name FROM {T} WHERE id >= 10 ORDER BY id"), ["ten", "eleven"])


@check("overwrite")
def overwrites_a_partition():
    SPARK.sql("SET spark.sql.sources.partitionOverwriteMode = dynamic")
    SPARK.sql(f"INSERT OVERWRITE {T} VALUES (1, 'new', DATE '2026-01-01')")
    equal(column(f"SELECT name FROM {T} WHERE id = 1"), ["new"])
    equal(one(f"SELECT count(*) FROM {T}"), 10)


@check("schema evolution")
def evolves_a_schema():
    SPARK.sql(f"ALTER TABLE {T} ADD COLUMNS (size INT, place STRUCT<x: INT, y: INT>)")
    SPARK.sql(f"INSERT INTO {T} VALUES (20, 'z', DATE '2026-01-20', 5, named_struct('x', 1, 'y', 2))")
    SPARK.sql(f"ALTER TABLE {T} ALTER COLUMN size TYPE BIGINT")
    SPARK.sql(f"ALTER TABLE {T} RENAME COLUMN name TO label")
    SPARK.sql(f"ALTER TABLE {T} RENAME COLUMN place.y TO z")
    SPARK.sql(f"ALTER TABLE {T} DROP COLUMN place.x")
    assert SPARK.sql(f"SELECT label, size, place.z FROM {T} WHERE id IN (1, 20) ORDER BY id") == [
        ["new", None, None],
        ["z", 5, 2],
    ]
    equal(sql("SELECT label, size FROM spark.t WHERE id = 20"), [["z", 5]])


@check("partition evolution")
def evolves_partitions():
    SPARK.sql(f"ALTER TABLE {T} ADD PARTITION FIELD bucket(4, id)")
    SPARK.sql(f"INSERT INTO {T} VALUES (21, 'y', DATE '2026-01-20', 6, NULL)")
    SPARK.sql(f"ALTER TABLE {T} REPLACE PARTITION FIELD day_day WITH months(day)")
    SPARK.sql(f"INSERT INTO {T} VALUES (22, 'x', DATE '2026-02-20', 7, NULL)")
    SPARK.sql(f"ALTER TABLE {T} DROP PARTITION FIELD id_bucket_4")
    SPARK.sql(f"INSERT INTO {T} VALUES (23, 'w', DATE '2026-02-20', 8, NULL)")
    equal(column(f"SELECT id FROM {T} WHERE day >= DATE '2026-01-20' ORDER BY id"), [20, 21, 22, 23])
    equal(one(f"SELECT count(DISTINCT spec_id) FROM {T}.files"), 4)


@check("partition evolution")
def partitions_by_awkward_values():
    values = ["a b", "a/b", "100%", "a%2Fb", "a+b", "ä=ß", "'q'", "?#&", ""]
    SPARK.sql("CREATE TABLE varve.spark.awkward (value STRING) USING iceberg PARTITIONED BY (value)")
    literals = ", ".join("('" + value.replace("'", "\\'") + "')" for value in values)
    SPARK.sql(f"INSERT INTO varve.spark.awkward VALUES {literals}")
    equal(sorted(column("SELECT value FROM varve.spark.awkward")), sorted(values))
    equal(column("SELECT value FROM varve.spark.awkward WHERE value = 'a%2Fb'"), ["a%2Fb"])
    SPARK.sql("DROP TABLE varve.spark.awkward PURGE")


@check("time travel by snapshot")
def travels_to_a_snapshot():
    SPARK.sql("CREATE TABLE varve.spark.travel (id BIGINT) USING iceberg")
    for each in (1, 2, 3):
        SPARK.sql(f"INSERT INTO varve.spark.travel VALUES ({each})")
    first, second, _ = column("SELECT snapshot_id FROM varve.spark.travel.snapshots ORDER BY committed_at")
    equal(ids(f"varve.spark.travel VERSION AS OF {first}"), [1])
    equal(ids(f"varve.spark.travel VERSION AS OF {second}"), [1, 2])


@check("time travel by time")
def travels_to_a_time():
    first, second, third = column("SELECT committed_at FROM varve.spark.travel.snapshots ORDER BY committed_at")
    equal(ids(f"varve.spark.travel TIMESTAMP AS OF '{first}'"), [1])
    equal(ids(f"varve.spark.travel TIMESTAMP AS OF '{second}'"), [1, 2])
    equal(ids(f"varve.spark.travel TIMESTAMP AS OF '{third}'"), [1, 2, 3])


@check("time travel by tag")
def travels_to_a_tag():
    second = column("SELECT snapshot_id FROM varve.spark.travel.snapshots ORDER BY committed_at")[1]
    SPARK.sql(f"ALTER TABLE varve.spark.travel CREATE TAG two AS OF VERSION {second} RETAIN 30 DAYS")
    equal(ids("varve.spark.travel VERSION AS OF 'two'"), [1, 2])


@check("branches")
def writes_a_branch_and_publishes_it():
    SPARK.sql("ALTER TABLE varve.spark.travel CREATE BRANCH draft")
    SPARK.sql("INSERT INTO varve.spark.travel.branch_draft VALUES (4)")
    equal(ids("varve.spark.travel VERSION AS OF 'draft'"), [1, 2, 3, 4])
    equal(ids("varve.spark.travel"), [1, 2, 3])
    SPARK.sql("CALL varve.system.fast_forward('spark.travel', 'main', 'draft')")
    equal(ids("varve.spark.travel"), [1, 2, 3, 4])
    SPARK.sql("ALTER TABLE varve.spark.travel DROP BRANCH draft")


@check("branches")
def rolls_back():
    second = one("SELECT snapshot_id FROM varve.spark.travel.refs WHERE name = 'two'")
    SPARK.sql(f"CALL varve.system.rollback_to_snapshot('spark.travel', {second})")
    equal(ids("varve.spark.travel"), [1, 2])


@check("views")
def creates_replaces_and_drops_views():
    SPARK.sql(f"CREATE VIEW varve.spark.small AS SELECT id FROM {T} WHERE id < 4")
    equal(ids("varve.spark.small"), [1, 2, 3])
    SPARK.sql(f"CREATE OR REPLACE VIEW varve.spark.small AS SELECT id FROM {T} WHERE id < 3")
    equal(ids("varve.spark.small"), [1, 2])
    assert [row[1] for row in SPARK.sql("SHOW VIEWS IN varve.spark")] == ["small"]
    SPARK.sql("DROP VIEW varve.spark.small")
    equal(SPARK.sql("SHOW VIEWS IN varve.spark"), [])


@check("metadata tables")
def inspects_metadata_tables():
    equal(one(f"SELECT count(*) FROM {T}.history"), one(f"SELECT count(*) FROM {T}.snapshots"))
    assert one(f"SELECT sum(record_count) FROM {T}.files WHERE content = 0") >= one(f"SELECT count(*) FROM {T}")
    assert one(f"SELECT count(*) FROM {T}.partitions") > 1


@check("rewrite_data_files")
def compacts_data_files():
    before = ids(T)
    _, _, _, failed, removed = SPARK.sql(
        "CALL varve.system.rewrite_data_files(table => 'spark.t', options => map('rewrite-all', 'true'))"
    )[0][:5]
    equal(failed, 0)
    equal(ids(T), before)
    equal(one(f"SELECT count(DISTINCT spec_id) FROM {T}.files"), 1)


@check("rewrite_manifests")
def rewrites_manifests():
    before = ids(T)
    for each in range(30, 34):
        SPARK.sql(f"INSERT INTO {T} VALUES ({each}, 'v', DATE '2026-03-01', 1, NULL)")
    manifests = one(f"SELECT count(*) FROM {T}.manifests")
    SPARK.sql("CALL varve.system.rewrite_manifests('spark.t')")
    assert one(f"SELECT count(*) FROM {T}.manifests") < manifests
    equal(ids(T), before + [30, 31, 32, 33])


@check("expire_snapshots")
def expires_snapshots():
    before = ids(T)
    files = SPARK.sql(
        "CALL varve.system.expire_snapshots(table => 'spark.t', retain_last => 1, older_than => now())"
    )[0]
    assert sum(files) > 0
    equal(one(f"SELECT count(*) FROM {T}.snapshots"), 1)
    equal(ids(T), before)


def location(table):
    return next(row[1] for row in SPARK.sql(f"DESCRIBE EXTENDED {table}") if row[0] == "Location")


@check("remove_orphan_files")
def removes_orphan_files_and_nothing_else():
    before = ids(T)
    procedure = "CALL varve.system.remove_orphan_files(table => 'spark.t', prefix_listing => true)"
    with files.below(location(T)) as underneath:
        underneath.put("data/orphan.parquet", b"nobody knows me")
        # Spark leaves alone what is younger than three days.
        equal(column(procedure), [])
        underneath.date_back(int(time.time()) - 5 * 24 * 3600)
        equal([removed.rsplit("/", 1)[1] for removed in column(procedure)], ["orphan.parquet"])
        assert "orphan.parquet" not in underneath.names()
    SPARK.sql(f"REFRESH TABLE {T}")
    equal(ids(T), before)


@check("create table as select")
def creates_and_replaces_a_table_from_a_query():
    SPARK.sql(f"CREATE TABLE varve.spark.copy USING iceberg AS SELECT id FROM {T}")
    equal(ids("varve.spark.copy"), ids(T))
    SPARK.sql("CREATE OR REPLACE TABLE varve.spark.copy USING iceberg AS SELECT 7L AS id")
    equal(ids("varve.spark.copy"), [7])


@check("rename")
def renames_a_table():
    SPARK.sql("ALTER TABLE varve.spark.copy RENAME TO spark.renamed")
    equal(ids("varve.spark.renamed"), [7])
    refused(lambda: SPARK.sql("SELECT * FROM varve.spark.copy"), "TABLE_OR_VIEW_NOT_FOUND")


@check("format v3")
def deletes_with_deletion_vectors():
    SPARK.sql(
        "CREATE TABLE varve.spark.v3 (id BIGINT) USING iceberg"
        " TBLPROPERTIES ('format-version' = '3', 'write.delete.mode' = 'merge-on-read')"
    )
    SPARK.sql("INSERT INTO varve.spark.v3 SELECT id FROM range(10)")
    SPARK.sql("DELETE FROM varve.spark.v3 WHERE id % 2 = 0")
    equal(set(column("SELECT file_format FROM varve.spark.v3.delete_files")), {"PUFFIN"})
    equal(ids("varve.spark.v3"), [1, 3, 5, 7, 9])


@check("large files")
def writes_a_file_in_parts():
    SPARK.sql(
        "CREATE TABLE varve.spark.wide USING iceberg TBLPROPERTIES ('write.parquet.compression-codec' = 'uncompressed')"
        " AS SELECT id, repeat(sha2(cast(id AS STRING), 512), 200) AS filler FROM range(0, 2000, 1, 1)"
    )
    # The client sends what is longer than 32 MiB in parts.
    assert max(column("SELECT file_size_in_bytes FROM varve.spark.wide.files")) > 40 << 20
    equal(one("SELECT count(DISTINCT filler) FROM varve.spark.wide"), 2000)


@check("drop")
def drops_and_purges_tables():
    wide = location("varve.spark.wide")
    for table in ("wide", "v3", "renamed", "travel"):
        SPARK.sql(f"DROP TABLE varve.spark.{table} PURGE")
    assert [row[1] for row in SPARK.sql("SHOW TABLES IN varve.spark")] == ["t"]
    with files.below(wide) as underneath:
        equal(underneath.names(), [])


@check("read the history")
def answers_what_its_page_asks():
    namespaces, attributes = (SPARK.sql(statement) for statement in harness.page_statements("spark"))
    assert [harness.history_namespace()] in namespaces, namespaces
    assert len(attributes) > 3, attributes


@check("read the history")
def reads_the_history():
    operations = SPARK.sql(f"SELECT operation, count(*) FROM {HISTORY} GROUP BY operation ORDER BY operation")
    ours = sql(f"SELECT operation, count(*) FROM {harness.history_table()} GROUP BY operation ORDER BY operation")
    equal(operations, ours)
    path = server.PROJECT + "/site-b"
    equal(column(f"SELECT DISTINCT irods_path FROM {HISTORY} WHERE irods_path = '{path}'"), [path])


@check("read the history as it grows")
def sees_what_is_recorded_in_between():
    before = one(f"SELECT count(*) FROM {HISTORY}")
    for each in range(3):
        record("seen_by", f"spark-{each}")
        SPARK.sql(f"REFRESH TABLE {HISTORY}")
        equal(one(f"SELECT count(*) FROM {HISTORY}"), before + each + 1)
    assert column(f"SELECT value FROM {HISTORY} WHERE attribute = 'seen_by' AND value LIKE 'spark-%' ORDER BY value") == [
        "spark-0",
        "spark-1",
        "spark-2",
    ]


@check("read the history as of a time")
def reads_the_history_as_of_a_time():
    record("read_at", "spark-before")
    SPARK.sql(f"REFRESH TABLE {HISTORY}")
    before = one(f"SELECT max(committed_at) FROM {HISTORY}.snapshots")
    count = one(f"SELECT count(*) FROM {HISTORY}")
    record("read_at", "spark-after")
    equal(one(f"SELECT count(*) FROM {HISTORY} TIMESTAMP AS OF '{before}'"), count)
    SPARK.sql(f"REFRESH TABLE {HISTORY}")
    equal(one(f"SELECT count(*) FROM {HISTORY}"), count + 1)


@check("writes to the history are refused")
def may_not_change_the_history():
    count = one(f"SELECT count(*) FROM {HISTORY}")
    for statement in (
        f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY} LIMIT 1",
        f"DELETE FROM {HISTORY} WHERE attribute = 'depth'",
        f"UPDATE {HISTORY} SET actor = 'nobody'",
        f"TRUNCATE TABLE {HISTORY}",
        f"ALTER TABLE {HISTORY} DROP COLUMN note",
        f"ALTER TABLE {HISTORY} CREATE BRANCH mine",
        f"CALL varve.system.rewrite_data_files(table => '{harness.history_table()}', "
        "options => map('rewrite-all', 'true'))",
        f"ALTER TABLE {HISTORY} RENAME TO spark.mine",
        f"DROP TABLE {HISTORY}",
        f"DROP TABLE {HISTORY} PURGE",
    ):
        refused(lambda: SPARK.sql(statement), "Forbidden", "Access Denied", "AccessDenied")
    equal(one(f"SELECT count(*) FROM {HISTORY}"), count)
    equal(sql(f"SELECT count(*) FROM {harness.history_table()}"), [[count]])


@check("rewrite the files of the history")
def rewrites_the_files_of_the_history():
    for number in range(3):
        record("rewritten", f"spark-{number}")
    SPARK.sql(f"REFRESH TABLE {HISTORY}")
    rows = SPARK.sql(f"SELECT * FROM {HISTORY} ORDER BY change_id")
    ours = sql(f"SELECT * FROM {harness.history_table()} ORDER BY change_id")
    table = harness.history_table()
    [(rewritten, added, *_)] = SPARK.sql(
        f"CALL owner.system.rewrite_data_files(table => '{table}', options => map('rewrite-all', 'true'))"
    )
    assert rewritten >= 3 and added < rewritten, (rewritten, added)
    SPARK.sql(f"CALL owner.system.rewrite_manifests('{table}')")
    SPARK.sql(f"REFRESH TABLE {HISTORY}")
    equal(one(f"SELECT operation FROM {HISTORY}.snapshots ORDER BY committed_at DESC LIMIT 1"), "replace")
    equal(SPARK.sql(f"SELECT * FROM {HISTORY} ORDER BY change_id"), rows)
    equal(sql(f"SELECT * FROM {table} ORDER BY change_id"), ours)
    refused(lambda: SPARK.sql(f"DELETE FROM owner.{table} WHERE attribute = 'rewritten'"), "Forbidden")
    record("rewritten", "spark-after")
    equal(one(f"SELECT count(*) FROM {HISTORY}"), len(rows))
    SPARK.sql(f"REFRESH TABLE {HISTORY}")
    equal(one(f"SELECT count(*) FROM {HISTORY}"), len(rows) + 1)


@check("name a snapshot of the history")
def names_a_snapshot_of_the_history():
    count = one(f"SELECT count(*) FROM {HISTORY}")
    SPARK.sql(f"ALTER TABLE {HISTORY} CREATE TAG `spark-release`")
    equal(one(f"SELECT count(*) FROM {HISTORY} VERSION AS OF 'spark-release'"), count)
    SPARK.sql(f"ALTER TABLE {HISTORY} DROP TAG `spark-release`")
    refused(lambda: SPARK.sql(f"SELECT * FROM {HISTORY} VERSION AS OF 'spark-release'"), "spark-release")


@check("without the S3 door")
def reads_and_writes_files_directly():
    SPARK.sql("CREATE NAMESPACE IF NOT EXISTS varve.spark")
    SPARK.sql("CREATE TABLE varve.spark.near (id BIGINT) USING iceberg")
    SPARK.sql("INSERT INTO varve.spark.near SELECT id FROM range(100)")
    equal(ids("direct.spark.near"), list(range(100)))
    SPARK.sql("DELETE FROM direct.spark.near WHERE id < 90")
    SPARK.sql("INSERT INTO direct.spark.near VALUES (500)")
    SPARK.sql("REFRESH TABLE varve.spark.near")
    equal(ids("varve.spark.near"), [*range(90, 100), 500])
    # A catalog that was not told where the bucket is: no door is asked.
    for key, setting in (("", "org.apache.iceberg.spark.SparkCatalog"), (".type", "rest"), (".uri", harness.CATALOG)):
        SPARK.sql(f"SET spark.sql.catalog.unrooted{key} = {setting}")
    SPARK.sql("SET `spark.sql.catalog.unrooted.io-impl` = org.varve.storage.BucketFileIO")
    refused(lambda: SPARK.sql("SELECT * FROM unrooted.spark.near"), "Bucket does not exist: warehouse")
    SPARK.sql("DROP TABLE varve.spark.near PURGE")


@check("without the S3 door", "read the history")
def reads_the_history_directly():
    direct = HISTORY.replace("varve.", "direct.")
    for each in range(2):
        record("seen_by", f"spark-direct-{each}")
        SPARK.sql(f"REFRESH TABLE {direct}")
        equal([[one(f"SELECT count(*) FROM {direct}")]], sql(f"SELECT count(*) FROM {harness.history_table()}"))
    equal(one(f"SELECT count(*) FROM {direct} WHERE attribute = 'seen_by' AND value LIKE 'spark-direct-%'"), 2)


try:
    harness.run("Spark", sparksql.VERSION)
finally:
    SPARK.close()
