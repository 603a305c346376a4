# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""A program in a JVM of its own that takes a statement a line, mostly SQL, and answers each with a line."""

import json
import os
import subprocess

import maven
import server


class StatementError(Exception):
    """What the engine answered instead of rows."""


class Statements:
    """One program; what it logs is target/e2e/<name>.log. One statement at a time."""

    def __init__(self, name, options, classpath, arguments, variables=None):
        server.WORK.mkdir(parents=True, exist_ok=True)
        self._log = open(server.WORK / f"{name}.log", "w", encoding="utf-8")
        self._process = subprocess.Popen(
            [maven.java(), *options, *arguments],
            env={**os.environ, "CLASSPATH": classpath, **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
        )
        self.version = self._answer()["ready"]

    def sql(self, statement):
        """The rows, as lists; what is neither a number nor a truth value comes as text."""
        self._process.stdin.write(json.dumps(statement) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise StatementError(answer["error"])
        return answer["rows"]

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"The engine ended; its log is {self._log.name}")
        return json.loads(line)

    def close(self):
        self._process.stdin.close()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()
