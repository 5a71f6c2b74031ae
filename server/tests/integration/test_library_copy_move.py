"""What copying and moving files does, with and without a file of the same name at the destination.
Paths and refusals are in test_library_copy_move_paths.py, but for this one:

Each message and reason of the service and the test that provokes it:
  Your request is missing parameters / contains invalid parameters. VERSION_LIMIT_EXCEEDED
      -> no_file_gets_more_than_a_hundred_versions
"""

from emulator import Emulator
from library_calls import (FILE_KEYS, GENERIC, NO_FILE, START, all_rows, at_once, everything, files,
                           history, number_of, put, put_versions, tree, versions)
from tap import each, main

import pictures

COPY = ("POST", "/v1/files/copy")
MOVE = ("POST", "/v1/files/move")
LATER = "2026-01-02T04:00:00.000Z"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def call(api, route, source, destination, **more):
    body = dict({"sourceFilePath": source, "destinationPath": destination}, **more)
    return api.send_json(route[0], route[1], body)


def done(answer):
    answer.expect(204)
    assert answer.body == b"" and answer.header("content-type") is None, answer.headers


def copy(api, source, destination, **more):
    done(call(api, COPY, source, destination, **more))


def move(api, source, destination, **more):
    done(call(api, MOVE, source, destination, **more))


# Without a collision ----------------------------------------------------------------------------

def same_but(row, old, keys):
    """The rows agree in everything else; keys: those of which the test speaks itself."""
    drop = set(keys) | {"url", "thumbnail", "filePath"}
    return ({key: value for key, value in row.items() if key not in drop}
            == {key: value for key, value in old.items() if key not in drop})


def test_a_copy_is_a_new_file_with_the_same_attributes():
    api = server.fresh()
    old = put(api, "/f/a.jpg", pictures.jpeg(40, 30), tags="a,b", description="d",
              customCoordinates="1,2,3,4")
    try:
        server.clock(LATER)
        copy(api, "/f/a.jpg", "/g")
    finally:
        server.clock(START)
    assert tree(api) == ["/f/", "/f/a.jpg", "/g/", "/g/a.jpg"]
    new = files(api)["/g/a.jpg"]
    # Its embedded metadata may name the time of the copy.
    assert same_but(new, old, ("fileId", "versionInfo", "createdAt", "updatedAt",
                               "embeddedMetadata")), new
    assert set(new["embeddedMetadata"]) == set(old["embeddedMetadata"])
    assert new["fileId"] != old["fileId"]
    assert new["versionInfo"] == {"id": new["versionInfo"]["id"], "name": "Version 1"}
    assert new["versionInfo"]["id"] != old["versionInfo"]["id"]
    assert (new["createdAt"], new["updatedAt"]) == (LATER, LATER)
    assert [key for key in new if key != "description"] == FILE_KEYS
    assert files(api)["/f/a.jpg"] == old
    for row in (old, new):
        assert api.fetch(row["url"]).expect(200).body == pictures.jpeg(40, 30)


@each([
    ("private", {"isPrivateFile": True}, 401),
    ("a draft", {"isPublished": False}, 404),
])
def test_a_copy_is_as_private_and_as_published(fields, status):
    api = server.fresh()
    old = put(api, "/a.txt", **fields)
    copy(api, "/a.txt", "/g")
    new = files(api)["/g/a.txt"]
    for key in ("isPrivateFile", "isPublished"):
        assert new[key] == old[key], new
    api.fetch(new["url"]).expect(status)


def test_a_copy_lives_on_its_own():
    api = server.fresh()
    old = put(api, "/a.txt", b"bytes")
    copy(api, "/a.txt", "/g")
    put(api, "/a.txt", b"newer")
    assert history(api, "/g/a.txt") == [("Version 1", b"bytes")]
    api.delete("/v1/files/" + old["fileId"]).expect(204)
    assert history(api, "/g/a.txt") == [("Version 1", b"bytes")]


@each([
    ("nothing said", {}, [("Version 1", b"3")]),
    ("false", {"includeFileVersions": False}, [("Version 1", b"3")]),
    ("true", {"includeFileVersions": True},
     [("Version 3", b"3"), ("Version 2", b"2"), ("Version 1", b"1")]),
])
def test_versions_of_a_copy(flag, expected):
    api = server.fresh()
    old = versions(api, put_versions(api, "/a.txt", b"1", b"2", b"3")["fileId"])
    copy(api, "/a.txt", "/g", **flag)
    assert history(api, "/g/a.txt") == expected
    new = versions(api, files(api)["/g/a.txt"]["fileId"])
    assert not ({row["versionInfo"]["id"] for row in new}
                & {row["versionInfo"]["id"] for row in old}), "a version id is there twice"


def restored(api, path, *contents):
    """Version 1 is current again, the second is deleted: the file's details."""
    file_id = put_versions(api, path, *contents)["fileId"]
    ids = {number_of(row): row["versionInfo"]["id"] for row in versions(api, file_id)}
    at = "/v1/files/%s/versions/" % file_id
    api.request("PUT", at + ids[1] + "/restore").expect(200)
    api.delete(at + ids[2]).expect(204)
    return api.details(file_id).json()


def test_a_copied_history_is_counted_anew_and_the_current_one_stays_current():
    api = server.fresh()
    restored(api, "/a.txt", b"1", b"2", b"3", b"4")
    copy(api, "/a.txt", "/g", includeFileVersions=True)
    assert history(api, "/g/a.txt") == [("Version 3", b"1"), ("Version 2", b"4"),
                                        ("Version 1", b"3")]
    put(api, "/g/a.txt", b"5")
    assert history(api, "/g/a.txt")[0] == ("Version 4", b"5")


def test_a_moved_file_is_the_same_file():
    api = server.fresh()
    old = put_versions(api, "/f/a.txt", b"1", b"2", tags="a", description="d")
    before = versions(api, old["fileId"])
    move(api, "/f/a.txt", "/g/h")
    assert tree(api) == ["/f/", "/g/", "/g/h/", "/g/h/a.txt"]
    new = api.details(old["fileId"]).expect(200).json()
    assert new["filePath"] == "/g/h/a.txt" and same_but(new, old, ("updatedAt",)), new
    after = versions(api, old["fileId"])
    assert [row["versionInfo"] for row in after] == [row["versionInfo"] for row in before]
    assert history(api, "/g/h/a.txt") == [("Version 2", b"2"), ("Version 1", b"1")]
    for row in before:
        api.fetch(row["url"]).expect(404)
    put(api, "/g/h/a.txt", b"3")
    assert history(api, "/g/h/a.txt")[0] == ("Version 3", b"3")
    assert put(api, "/f/a.txt", b"other")["fileId"] != old["fileId"]


def test_a_moved_history_keeps_its_numbers():
    api = server.fresh()
    restored(api, "/a.txt", b"1", b"2", b"3", b"4")
    move(api, "/a.txt", "/g")
    expected = [("Version 1", b"1"), ("Version 4", b"4"), ("Version 3", b"3")]
    assert history(api, "/g/a.txt") == expected
    put(api, "/g/a.txt", b"5")
    assert history(api, "/g/a.txt") == [("Version 5", b"5")] + expected[1:] + expected[:1]


# With a file of the same name at the destination ------------------------------------------------

COLLISIONS = [
    ("copy, the current version alone", COPY, {},
     [("Version 3", b"s2"), ("Version 2", b"d2"), ("Version 1", b"d1")]),
    ("copy, all versions", COPY, {"includeFileVersions": True},
     [("Version 4", b"s2"), ("Version 3", b"s1"), ("Version 2", b"d2"), ("Version 1", b"d1")]),
    ("move", MOVE, {},
     [("Version 4", b"s2"), ("Version 3", b"s1"), ("Version 2", b"d2"), ("Version 1", b"d1")]),
]


@each(COLLISIONS)
def test_the_source_is_appended(route, more, expected):
    api = server.fresh()
    source = put_versions(api, "/f/a.txt", b"s1", b"s2", tags="s", description="s")
    target = put_versions(api, "/g/a.txt", b"d1", b"d2", tags="d", description="d")
    ids = [row["versionInfo"]["id"] for row in versions(api, source["fileId"])]
    try:
        server.clock(LATER)
        done(call(api, route, "/f/a.txt", "/g", **more))
    finally:
        server.clock(START)
    assert history(api, "/g/a.txt") == expected
    new = files(api)["/g/a.txt"]
    assert (new["fileId"], new["createdAt"]) == (target["fileId"], START), new
    assert (new["tags"], new["description"]) == (["s"], "s"), new
    rows = versions(api, target["fileId"])
    assert {row["fileId"] for row in rows} == {target["fileId"]}
    assert all(row["tags"] == ["d"] for row in rows[-2:]), rows
    appended = [row["versionInfo"]["id"] for row in rows[:-2]]
    if route == MOVE:
        assert appended == ids, "a moved version keeps its id"
        api.details(source["fileId"]).error(404, NO_FILE)
        assert tree(api) == ["/f/", "/g/", "/g/a.txt"]
    else:
        assert not set(appended) & set(ids), "a copied version has a new id"
        assert api.details(source["fileId"]).json() == source
        assert history(api, "/f/a.txt") == [("Version 2", b"s2"), ("Version 1", b"s1")]
    ids = [row["versionInfo"]["id"] for kind in ("file", "file-version")
           for row in all_rows(api, kind)]
    assert len(ids) == len(set(ids)), "a version id is there twice"


@each([
    ("the newest is gone", 3, ["Version 4", "Version 1", "Version 2"]),
    ("one in the middle is gone", 2, ["Version 4", "Version 3", "Version 1"]),
])
def test_numbers_are_never_used_again(number, expected):
    for route in (COPY, MOVE):
        api = server.fresh()
        put(api, "/f/a.txt", b"s")
        file_id = put_versions(api, "/g/a.txt", b"1", b"2", b"3")["fileId"]
        at = "/v1/files/%s/versions/" % file_id
        ids = {number_of(row): row["versionInfo"]["id"] for row in versions(api, file_id)}
        api.request("PUT", at + ids[1] + "/restore").expect(200)
        api.delete(at + ids[number]).expect(204)
        done(call(api, route, "/f/a.txt", "/g"))
        names = [row["versionInfo"]["name"] for row in versions(api, file_id)]
        assert sorted(names) == sorted(expected) and names[0] == "Version 4", names


@each([
    ("copy, a private destination", COPY, False, True, 401),
    ("copy, a public destination", COPY, True, False, 200),
    ("move, a private destination", MOVE, False, True, 401),
    ("move, a public destination", MOVE, True, False, 200),
])
def test_the_destination_says_who_may_see_it(route, source, target, status):
    api = server.fresh()
    put(api, "/f/a.txt", b"s", isPrivateFile=source)
    put(api, "/g/a.txt", b"d", isPrivateFile=target)
    done(call(api, route, "/f/a.txt", "/g"))
    row = files(api)["/g/a.txt"]
    assert row["isPrivateFile"] is target, row
    api.fetch(row["url"]).expect(status)


@each([
    ("copy of all, one too many", COPY, 99, 2, {"includeFileVersions": True}, False),
    ("move, one too many", MOVE, 99, 2, {}, False),
    ("copy of the current one, one too many", COPY, 100, 1, {}, False),
    ("copy of the current one, just enough", COPY, 99, 2, {}, True),
    ("move, just enough", MOVE, 98, 2, {}, True),
])
def test_no_file_gets_more_than_a_hundred_versions(route, there, coming, more, fits):
    api = server.fresh()
    file_id = put_versions(api, "/g/a.txt", *(b"%d" % n for n in range(there)))["fileId"]
    put_versions(api, "/f/a.txt", *(b"s%d" % n for n in range(coming)))
    before = everything(api)
    answer = call(api, route, "/f/a.txt", "/g", **more)
    if fits:
        done(answer)
        assert len(versions(api, file_id)) == 100
    else:
        answer.error(400, GENERIC, reason="VERSION_LIMIT_EXCEEDED")
        assert everything(api) == before


def test_copies_at_the_same_time_each_make_a_version():
    api = server.fresh()
    for number in range(4):
        put(api, "/%d/a.txt" % number, b"%d" % number)
    for answer in at_once(40, lambda n: call(api, COPY, "/%d/a.txt" % (n % 4), "/g")):
        done(answer)
    rows = versions(api, files(api)["/g/a.txt"]["fileId"])
    assert [number_of(row) for row in rows] == list(range(40, 0, -1))


if __name__ == "__main__":
    main(globals())
