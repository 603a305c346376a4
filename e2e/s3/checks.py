# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""boto3, the AWS SDK for Java, s3fs and pyarrow.fs at the S3 door alone, with the credentials that the catalog hands out, as docs/engines/s3.md says."""

import contextlib
import hashlib
import importlib.metadata
import os
import pathlib
import re
import sys
import tempfile
import urllib.error
import urllib.request

sys.path[0] = str(pathlib.Path(__file__).resolve().parent)

import botocore.exceptions
import harness
import maven
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
from boto3.s3.transfer import TransferConfig
import server
import statements
from harness import CATALOG, check, history_namespace, page_block, rest, run, sql
from pyiceberg.catalog import load_catalog

MIB = 1024 * 1024
HISTORY = f"/v1/namespaces/{history_namespace()}/tables/avu_changes"


class Files:
    """The files of one table: its bucket, its prefix with a slash, and clients with its credentials."""

    def __init__(self, table, catalog=CATALOG):
        loaded = rest(table, catalog)
        self.bucket, _, path = loaded["metadata"]["location"].removeprefix("s3://").partition("/")
        self.prefix = path.rstrip("/") + "/"
        self._endpoint = loaded["config"]["s3.endpoint"]
        self._keys = rest(table + "/credentials", catalog)["storage-credentials"][0]["config"]
        names = {"keys": self._keys}
        for language in ("python", "python3"):
            exec(page_block("s3", language).replace(harness.s3_endpoint(), self._endpoint), names)
        self.s3 = names["s3"]
        self.files = names["files"]
        self.arrow_files = names["arrow_files"]

    def key(self, name):
        return self.prefix + name

    def path(self, name):
        return f"{self.bucket}/{self.prefix}{name}"

    def body(self, name, **arguments):
        return self.s3.get_object(Bucket=self.bucket, Key=self.key(name), **arguments)["Body"].read()

    def put(self, name, body, **arguments):
        return self.s3.put_object(Bucket=self.bucket, Key=self.key(name), Body=body, **arguments)

    def java(self, check):
        """Has the AWS SDK for Java carry out one of its checks on these files."""
        JAVA.sql({"check": check, "endpoint": self._endpoint, "bucket": self.bucket, "prefix": self.prefix, "keys": self._keys})

    def keys(self, **arguments):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, **arguments)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


OWN_TABLE = "/v1/namespaces/s3_lab/tables/own"


def own_table(catalog=CATALOG):
    pyiceberg = load_catalog("varve", type="rest", uri=catalog)
    pyiceberg.create_namespace_if_not_exists("s3_lab")
    pyiceberg.create_table_if_not_exists("s3_lab.own", schema=pa.schema([("a", pa.int64())]))
    return Files(OWN_TABLE, catalog)


OWN = own_table()
READ = Files(HISTORY)


def fails(status, code, action):
    try:
        action()
    except botocore.exceptions.ClientError as e:
        answer = e.response
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status, answer
        assert answer["Error"]["Code"] == code, answer
        return
    raise AssertionError(f"it was not answered {status} {code}")


@check("boto3 lists")
def lists_all_files_of_a_history_page_by_page():
    whole = READ.keys(Prefix=READ.prefix)
    paged = READ.keys(Prefix=READ.prefix, PaginationConfig={"PageSize": 2})
    assert whole == paged == sorted(whole) and len(whole) > 3, (whole, paged)
    first_version = READ.s3.get_paginator("list_objects").paginate(Bucket=READ.bucket, Prefix=READ.prefix, PaginationConfig={"PageSize": 2})
    assert [entry["Key"] for page in first_version for entry in page["Contents"]] == whole


@check("boto3 lists")
def lists_a_level_as_the_command_line_of_aws_does():
    page = READ.s3.list_objects_v2(Bucket=READ.bucket, Prefix=READ.prefix, Delimiter="/", EncodingType="url")
    assert {entry["Prefix"] for entry in page["CommonPrefixes"]} == {READ.key("data/"), READ.key("metadata/")}, page
    assert [bucket["Name"] for bucket in READ.s3.list_buckets()["Buckets"]] == [READ.bucket]
    assert READ.s3.head_bucket(Bucket=READ.bucket)["BucketRegion"] == "us-east-1"


@check("boto3 reads")
def reads_whole_files_and_ranges():
    key = next(key for key in READ.keys(Prefix=READ.prefix) if key.endswith(".parquet"))
    name = key.removeprefix(READ.prefix)
    head = READ.s3.head_object(Bucket=READ.bucket, Key=key)
    whole = READ.body(name)
    assert len(whole) == head["ContentLength"]
    assert READ.body(name, Range="bytes=-8") == whole[-8:] and whole[-4:] == b"PAR1"
    assert READ.body(name, Range="bytes=4-13", IfMatch=head["ETag"]) == whole[4:14]
    fails(416, "InvalidRange", lambda: READ.body(name, Range=f"bytes={len(whole)}-"))
    fails(304, "304", lambda: READ.body(name, IfNoneMatch=head["ETag"]))


@check("boto3 writes")
def writes_with_every_checksum_and_name():
    for algorithm in ("CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"):
        try:
            OWN.put(f"checked/{algorithm}", algorithm.encode(), ChecksumAlgorithm=algorithm)
        except botocore.exceptions.MissingDependencyException:
            continue  # two of them need a library of Amazon's
        assert OWN.body(f"checked/{algorithm}") == algorithm.encode()
    for name in ("with space", "a+b&c=d?e#f", "100%", "a%2Fb", "ığ😀", "dir/"):
        OWN.put("names/" + name, name.encode())
        assert OWN.body("names/" + name) == name.encode()
    assert OWN.keys(Prefix=OWN.key("names/")) == sorted(
        (OWN.key("names/" + name) for name in ("with space", "a+b&c=d?e#f", "100%", "a%2Fb", "ığ😀", "dir/")), key=str.encode
    )


@check("boto3 writes")
def nothing_is_overwritten():
    first = OWN.put("once", b"content")
    assert OWN.put("once", b"content")["ETag"] == first["ETag"]
    fails(409, "ObjectAlreadyExists", lambda: OWN.put("once", b"other"))
    fails(412, "PreconditionFailed", lambda: OWN.put("once", b"content", IfNoneMatch="*"))
    assert OWN.body("once") == b"content"


@check("boto3 writes large files in parts")
def a_gigabyte_goes_up_and_down():
    # The size is Amazon's usual trial; VARVE_E2E_MIB makes it smaller.
    size = int(os.environ.get("VARVE_E2E_MIB", "1024")) * MIB
    with tempfile.TemporaryDirectory() as directory:
        up, down = pathlib.Path(directory, "up"), pathlib.Path(directory, "down")
        block = os.urandom(MIB)
        with open(up, "wb") as file:
            for i in range(size // MIB):
                file.write(i.to_bytes(8, "big") + block[8:])
        transfer = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=16 * MIB, max_concurrency=4)
        OWN.s3.upload_file(str(up), OWN.bucket, OWN.key("big"), Config=transfer)
        OWN.s3.download_file(OWN.bucket, OWN.key("big"), str(down), Config=transfer)
        with open(up, "rb") as sent, open(down, "rb") as received:
            assert hashlib.file_digest(sent, "sha256").digest() == hashlib.file_digest(received, "sha256").digest()
    OWN.s3.delete_object(Bucket=OWN.bucket, Key=OWN.key("big"))
    assert "Uploads" not in OWN.s3.list_multipart_uploads(Bucket=OWN.bucket, Prefix=OWN.prefix)


@check("boto3 copies and deletes")
def copies_and_deletes():
    OWN.put("source", b"content")
    OWN.s3.copy({"Bucket": OWN.bucket, "Key": OWN.key("source")}, OWN.bucket, OWN.key("copied"))
    assert OWN.body("copied") == b"content"
    gone = [OWN.key(name) for name in ("source", "copied", "never was")]
    answer = OWN.s3.delete_objects(Bucket=OWN.bucket, Delete={"Objects": [{"Key": key} for key in gone]})
    assert sorted(entry["Key"] for entry in answer["Deleted"]) == sorted(gone), answer
    fails(404, "NoSuchKey", lambda: OWN.body("copied"))


@check("boto3 signs URLs")
def whoever_has_a_presigned_url_reads():
    OWN.put("linked", b"content")
    parameters = {"Bucket": OWN.bucket, "Key": OWN.key("linked")}
    url = OWN.s3.generate_presigned_url("get_object", Params=parameters, ExpiresIn=60)
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"content"
    try:
        urllib.request.urlopen(url.replace("linked", "once"))
        raise AssertionError("a URL opened what it was not made for")
    except urllib.error.HTTPError as e:
        assert e.code == 403, e


@check("a table's credentials open that table alone")
def credentials_open_their_table_alone():
    fails(403, "AccessDenied", lambda: READ.put("mine", b"x"))
    fails(403, "AccessDenied", lambda: READ.s3.delete_object(Bucket=READ.bucket, Key=READ.keys(Prefix=READ.prefix)[0]))
    fails(403, "AccessDenied", lambda: READ.keys(Prefix=""))
    fails(403, "AccessDenied", lambda: OWN.s3.list_objects_v2(Bucket=READ.bucket, Prefix=READ.prefix))
    fails(403, "AccessDenied", lambda: OWN.s3.get_object(Bucket=OWN.bucket, Key="another/data"))


@check("s3fs lists, reads and writes")
def s3fs_lists_reads_and_writes():
    files = READ.files
    assert {name.rsplit("/", 1)[1] for name in files.ls(READ.path("").rstrip("/"))} == {"data", "metadata"}
    parquet = [name for name in files.find(READ.path("data")) if name.endswith(".parquet")]
    assert parquet == files.glob(READ.path("data/**/*.parquet"))
    rows = 0
    for name in parquet:
        with files.open(name) as file:
            rows += pyarrow.parquet.ParquetFile(file).metadata.num_rows
    assert rows == sql(f"SELECT count(*) FROM {history_namespace()}.avu_changes")[0][0]
    with OWN.files.open(OWN.path("fs/written"), "wb") as file:
        file.write(b"x" * (6 * MIB))
        file.write(b"y" * (6 * MIB))
    assert OWN.files.info(OWN.path("fs/written"))["size"] == 12 * MIB
    OWN.files.mv(OWN.path("fs/written"), OWN.path("fs/moved"))
    assert OWN.files.cat_file(OWN.path("fs/moved"), start=6 * MIB - 1, end=6 * MIB + 1) == b"xy"
    OWN.files.rm(OWN.path("fs"), recursive=True)
    assert not OWN.files.exists(OWN.path("fs/moved"))


@check("pyarrow.fs lists, reads and writes")
def pyarrow_lists_reads_and_writes():
    files = READ.arrow_files
    found = files.get_file_info(pyarrow.fs.FileSelector(READ.path("data"), recursive=True))
    paths = [info.path for info in found if info.is_file]
    rows = pyarrow.dataset.dataset(paths, filesystem=files).count_rows()
    assert rows == sql(f"SELECT count(*) FROM {history_namespace()}.avu_changes")[0][0]
    table = pa.table({"a": list(range(1000))})
    pyarrow.parquet.write_table(table, OWN.path("arrow/t.parquet"), filesystem=OWN.arrow_files)
    assert pyarrow.parquet.read_table(OWN.path("arrow/t.parquet"), filesystem=OWN.arrow_files).equals(table)
    OWN.arrow_files.copy_file(OWN.path("arrow/t.parquet"), OWN.path("arrow/u.parquet"))
    OWN.arrow_files.delete_file(OWN.path("arrow/t.parquet"))
    left = OWN.arrow_files.get_file_info(pyarrow.fs.FileSelector(OWN.path("arrow")))
    assert [info.base_name for info in left if info.is_file] == ["u.parquet"], left


@check("the AWS SDK for Java reads and lists")
def java_reads_and_lists():
    OWN.java("reads")
    OWN.java("lists")


@check("the AWS SDK for Java writes")
def java_writes_with_checksums_and_overwrites_nothing():
    OWN.java("writes")
    OWN.java("once")
    OWN.java("race")


@check("the AWS SDK for Java writes large files in parts")
def java_writes_in_parts():
    OWN.java("parts")


@check("the AWS SDK for Java signs URLs")
def java_signs_urls():
    OWN.java("presigned")


@check("the AWS SDK for Java copies and deletes")
def java_copies_and_deletes():
    OWN.java("deletes")


@check("a table's credentials open that table alone")
def java_may_not_write_with_credentials_to_read():
    READ.java("read only")


@check("credentials end")
def whose_credentials_ended_is_told_so_and_gets_others():
    lifetime = {**harness.SETTINGS, "s3.credential-lifetime": "10s"}
    with server.running("server-s3-credentials", lifetime) as (address, _):
        files = own_table(address + "/iceberg")
        files.put("early", b"content")

        def expired():
            try:
                files.body("early")
            except botocore.exceptions.ClientError as e:
                return e.response["Error"]["Code"] == "ExpiredToken"

        server.wait_until(expired, "the credentials end")
        fails(400, "ExpiredToken", lambda: files.put("late", b"content"))
        fails(400, "ExpiredToken", lambda: files.keys(Prefix=files.prefix))
        files.java("expired")
        assert Files(OWN_TABLE, address + "/iceberg").body("early") == b"content"


def aws_sdk_version():
    pom = (server.ROOT / "e2e/s3/pom.xml").read_text(encoding="utf-8")
    return re.search(r"<artifactId>s3</artifactId>\s*<version>([^<]+)</version>", pom.split("<dependencies>")[1])[1]


def one_line(text):
    return " ".join(text.split())


if __name__ == "__main__":
    program = server.ROOT / "e2e/s3/SdkChecks.java"
    assert one_line(page_block("s3", "java")) in one_line(program.read_text(encoding="utf-8")), "the page shows another client"
    JAVA = statements.Statements(
        "s3-java",
        ["-Xmx256m", "-XX:+UseSerialGC"],
        maven.classpath("s3"),
        [str(program)],
    )
    with contextlib.closing(JAVA):
        versions = [importlib.metadata.version(name) for name in ("boto3", "s3fs", "pyarrow")]
        run("boto3, s3fs, pyarrow.fs, AWS SDK for Java", ", ".join([*versions, aws_sdk_version()]))
