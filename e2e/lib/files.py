# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""The files of tables where they really lie, in the server's directory or in the zone: what happens there behind everybody's back."""

import contextlib
import os

import harness


class Directory:
    """The files below a location, in the server's own directory."""

    def __init__(self, location):
        self._root = harness.DATA / "warehouse" / location.removeprefix("s3://")

    def put(self, name, content):
        (self._root / name).write_bytes(content)

    def names(self):
        return [file.name for file in self._all()]

    def date_back(self, seconds):
        """Makes all of them look as if they had been written then."""
        for file in self._all():
            os.utime(file, (seconds, seconds))

    def _all(self):
        return [file for file in self._root.rglob("*") if file.is_file()]


class Collection:
    """The same in the zone, as the service user sees it; of tables that belong to no project."""

    def __init__(self, session, location):
        self._session = session
        self._root = f"/{session.zone}/home/{session.username}/.varve/" + location.removeprefix("s3://")

    def put(self, name, content):
        with self._session.data_objects.open(f"{self._root}/{name}", "w") as out:
            out.write(content)

    def names(self):
        return [each.name for each in self._all()]

    def date_back(self, seconds):
        """Makes all of them look as if they had been written then, as itouch does."""
        for each in self._all():
            self._session.data_objects.touch(each.path, seconds_since_epoch=seconds, no_create=True)

    def _all(self):
        if not self._session.collections.exists(self._root):
            return []
        return [each for _, _, objects in self._session.collections.get(self._root).walk() for each in objects]


@contextlib.contextmanager
def below(location):
    """The files of a table of a user's own."""
    if not harness.ZONE:
        yield Directory(location)
        return
    # Not there where nothing needs it.
    from irods.session import iRODSSession

    names = ("host", "port", "zone", "user", "password")
    with iRODSSession(**{name: harness.SETTINGS["irods." + name] for name in names}) as session:
        yield Collection(session, location)
