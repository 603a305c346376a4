# SPDX-FileCopyrightText: The Varve authors
# SPDX-License-Identifier: Apache-2.0
"""Uses a zone as a user of python-irodsclient does, and says "ok"."""

import sys

from irods.exception import CAT_NAME_EXISTS_AS_DATAOBJ, DataObjectDoesNotExist
from irods.session import iRODSSession

host, port, user, password = sys.argv[1:5]
home = f"/tempZone/home/{user}"
content = bytes(range(256)) * 1000

with iRODSSession(host=host, port=int(port), user=user, password=password, zone="tempZone") as session:
    collection = session.collections.create(f"{home}/python it's")
    path = f"{collection.path}/object é"

    with session.data_objects.open(path, "w") as out:
        out.write(content)
    found = session.data_objects.get(path)
    assert found.size == len(content), found.size
    assert found.replicas[0].status == "1", found.replicas[0].status
    with session.data_objects.open(path, "r") as data:
        assert data.read() == content
        data.seek(1000)
        assert data.read(24) == content[1000:1024]

    assert found.chksum().startswith("sha2:")
    found.metadata.add("attribute", "value", "unit")
    assert [(m.name, m.value, m.units) for m in session.data_objects.get(path).metadata.items()] == [
        ("attribute", "value", "unit")
    ]

    session.data_objects.touch(path, seconds_since_epoch=1234567890, no_create=True)
    assert session.data_objects.get(path).modify_time.timestamp() == 1234567890

    session.data_objects.move(path, f"{collection.path}/moved")
    assert [o.name for o in session.collections.get(collection.path).data_objects] == ["moved"]
    with session.data_objects.open(path, "w") as out:
        out.write(b"x")
    try:
        session.data_objects.move(path, f"{collection.path}/moved")
        raise AssertionError("replaced")
    except CAT_NAME_EXISTS_AS_DATAOBJ:
        pass

    session.data_objects.unlink(path, force=True)
    session.data_objects.unlink(f"{collection.path}/moved", force=True)
    try:
        session.data_objects.get(path)
        raise AssertionError("still there")
    except DataObjectDoesNotExist:
        pass
    session.collections.remove(collection.path, recurse=False, force=True)
    assert not session.collections.exists(collection.path)
print("ok")
