"""Renaming a file, with and without a purge of its old URL.

Each message and reason of the service and the test that provokes it:
  400 MISSING_PARAMETER -> missing_parameters
  400 INVALID_PARAMETER -> values_of_another_type
  newFileName cannot be the same as its existing name. SAME_OLD_AND_NEW_NAME -> the_same_name
  No file found in media library at filePath ... FILE_MISSING
      -> a_file_that_is_not_there, accounts_are_apart
  File with name ... already exists at the same location. FILE_ALREADY_EXISTS
      -> a_name_that_is_taken, renames_at_the_same_time
  207 PURGE_FAILED File renamed successfully but we could not purge ...
      -> without_purges_left_the_file_is_renamed_all_the_same
"""

from emulator import HELP, Emulator
from library_calls import (HEX24, NAMES, START, at_once, check_broken_bodies, check_route,
                           everything, files, history, limit_purges, put, put_versions, purge,
                           refused, tree, versions)
from tap import each, main

RENAME = "/v1/files/rename"
SAME = "newFileName cannot be the same as its existing name."
MISSING = "No file found in media library at filePath "
TAKEN = "File with name %s already exists at the same location."
PURGE_FAILED = ("File renamed successfully but we could not purge the CDN cache for old URL "
                "because of rate limits on purge API.")
LATER = "2026-01-02T04:00:00.000Z"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def rename(api, path, name, **more):
    return api.send_json("PUT", RENAME, dict({"filePath": path, "newFileName": name}, **more))


def renamed(answer):
    answer.expect(200)
    assert answer.body == b"{}", repr(answer)
    assert answer.header("content-type") == "application/json; charset=utf-8"


# What it does -----------------------------------------------------------------------------------

def test_every_version_has_the_new_name():
    api = server.fresh()
    old = put_versions(api, "/f/a.txt", b"1", b"2", b"3", tags="a", description="d")
    before = versions(api, old["fileId"])
    try:
        server.clock(LATER)
        renamed(rename(api, "/f/a.txt", "b.txt"))
    finally:
        server.clock(START)
    assert tree(api) == ["/f/", "/f/b.txt"]
    after = versions(api, old["fileId"])
    for was, row in zip(before, after):
        for key in set(was) - {"name", "filePath", "url", "thumbnail", "updatedAt"}:
            assert row[key] == was[key], (key, row)
        assert (row["name"], row["filePath"]) == ("b.txt", "/f/b.txt"), row
    assert history(api, "/f/b.txt") == [("Version 3", b"3"), ("Version 2", b"2"),
                                        ("Version 1", b"1")]
    for row in before:
        api.fetch(row["url"]).expect(404)
    assert put(api, "/f/b.txt", b"4")["versionInfo"]["name"] == "Version 4"


def test_the_old_name_is_free():
    api = server.fresh()
    old = put_versions(api, "/a.txt", b"1", b"2")
    renamed(rename(api, "/a.txt", "b.txt"))
    new = put(api, "/a.txt", b"other")
    assert new["fileId"] != old["fileId"] and new["versionInfo"]["name"] == "Version 1"
    assert history(api, "/b.txt") == [("Version 2", b"2"), ("Version 1", b"1")]


@each([
    ("another extension", "/a.txt", "a.md", "a.md"),
    ("no extension", "/a.txt", "a", "a"),
    ("another case", "/a.txt", "A.txt", "A.txt"),
    ("a name that starts with a dot", "/a.txt", ".a", ".a"),
    ("slashes", "/a.txt", "b/c.txt", "b_c.txt"),
    ("no leading slash", "a.txt", "b.txt", "b.txt"),
] + [(label, "/a.txt", sent + ".txt", kept + ".txt") for label, sent, kept in NAMES])
def test_names(path, sent, kept):
    api = server.fresh()
    file_id = put(api, "/a.txt", b"bytes")["fileId"]
    renamed(rename(api, path, sent))
    row = api.details(file_id).expect(200).json()
    assert (row["name"], row["filePath"]) == (kept, "/" + kept), row
    assert history(api, "/" + kept) == [("Version 1", b"bytes")]


def test_in_a_deep_folder():
    api = server.fresh()
    put(api, "/d" * 50 + "/a.txt", b"bytes")
    renamed(rename(api, "d/" * 50 + "a.txt", "b.txt"))
    assert list(files(api)) == ["/d" * 50 + "/b.txt"]


def test_a_folder_may_have_that_name():
    api = server.fresh()
    put(api, "/b/c.txt")
    put(api, "/a.txt")
    renamed(rename(api, "/a.txt", "b"))
    assert tree(api) == ["/b", "/b/", "/b/c.txt"]


# The purge --------------------------------------------------------------------------------------

def test_a_purge_of_the_old_url():
    api = server.fresh()
    put(api, "/a.txt")
    answer = rename(api, "/a.txt", "b.txt", purgeCache=True).expect(200).json()
    assert set(answer) == {"purgeRequestId"} and HEX24.match(answer["purgeRequestId"]), answer
    status = api.get("/v1/files/purge/" + answer["purgeRequestId"]).expect(200).json()
    assert status == {"status": "Completed"}, status
    assert tree(api) == ["/b.txt"]


def test_no_purge_when_none_is_wanted():
    api = server.fresh()
    put(api, "/a.txt")
    renamed(rename(api, "/a.txt", "b.txt", purgeCache=False))


def test_without_purges_left_the_file_is_renamed_all_the_same():
    """The purge of a rename counts; one that fails does not."""
    api = server.fresh()
    put(api, "/a.txt", b"bytes")
    limit_purges(server, api, 2)
    rename(api, "/a.txt", "b.txt", purgeCache=True).expect(200)
    renamed(rename(api, "/b.txt", "c.txt"))
    purge(api, api.endpoint + "/c.txt").expect(201)
    answer = rename(api, "/c.txt", "d.txt", purgeCache=True).expect(207)
    assert answer.json() == {"reason": "PURGE_FAILED", "message": PURGE_FAILED, "help": HELP}
    assert history(api, "/d.txt") == [("Version 1", b"bytes")] and tree(api) == ["/d.txt"]
    renamed(rename(api, "/d.txt", "e.txt"))


# Refusals ---------------------------------------------------------------------------------------

@each([
    ("the same", "/f/a_b.txt", "a_b.txt"),
    ("the same once it is cleaned", "/f/a_b.txt", "a b.txt"),
    ("no leading slash", "f/a_b.txt", "a_b.txt"),
])
def test_the_same_name(path, name):
    api = server.fresh()
    put(api, "/f/a_b.txt")
    before = everything(api)
    rename(api, path, name, purgeCache=True).error(400, SAME, reason="SAME_OLD_AND_NEW_NAME")
    assert everything(api) == before


def test_a_name_that_is_taken():
    api = server.fresh()
    put(api, "/f/a.txt", b"a")
    put(api, "/f/b_.txt", b"b")
    put(api, "/c.txt", b"c")
    before = everything(api)
    rename(api, "/f/a.txt", "b_.txt").error(409, TAKEN % "b_.txt", reason="FILE_ALREADY_EXISTS")
    # Which of the two forms the message names then, nobody knows.
    answer = rename(api, "/f/a.txt", "b .txt").expect(409)
    assert answer.json()["message"] in (TAKEN % "b_.txt", TAKEN % "b .txt"), repr(answer)
    assert everything(api) == before
    renamed(rename(api, "/f/a.txt", "c.txt"))


def test_renames_at_the_same_time():
    api = server.fresh()
    for number in range(16):
        put(api, "/%d.txt" % number, b"%d" % number)
    answers = at_once(16, lambda number: rename(api, "/%d.txt" % number, "all.txt"))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 15, answers
    for number, answer in enumerate(answers):
        if answer.status == 409:
            answer.error(409, TAKEN % "all.txt", reason="FILE_ALREADY_EXISTS")
            assert history(api, "/%d.txt" % number) == [("Version 1", b"%d" % number)]
        else:
            assert history(api, "/all.txt") == [("Version 1", b"%d" % number)]
    assert len(files(api)) == 16


@each([
    ("nothing there", "/x.txt"),
    ("in a folder", "/f/x.txt"),
    ("in a folder that is not there", "/no/a.txt"),
    ("in the wrong folder", "/a.txt"),
    ("another case", "/f/A.txt"),
    ("a folder", "/f"),
    ("signs of SQL patterns", "/f/_.txt"),
    ("Unicode", "/\u6587.txt"),
])
def test_a_file_that_is_not_there(path):
    api = server.fresh()
    put(api, "/f/a.txt")
    rename(api, path, "b.txt").error(404, MISSING + path, reason="FILE_MISSING")
    # With or without a slash that was not sent.
    answer = refused(rename(api, path[1:], "b.txt"), 404, reason="FILE_MISSING")
    assert answer.json()["message"] in (MISSING + path, MISSING + path[1:]), repr(answer)
    assert tree(api) == ["/f/", "/f/a.txt"]


@each([
    ("all", {}),
    ("the path", {"newFileName": "b.txt"}),
    ("the name", {"filePath": "/a.txt"}),
])
def test_missing_parameters(body):
    api = server.fresh()
    put(api, "/a.txt")
    refused(api.send_json("PUT", RENAME, body), reason="MISSING_PARAMETER")
    assert tree(api) == ["/a.txt"]


@each([
    ("a number as path", {"filePath": 5}),
    ("a list as path", {"filePath": ["/a.txt"]}),
    ("a number as name", {"newFileName": 5}),
    ("an object as name", {"newFileName": {"name": "b.txt"}}),
    ("a word as flag", {"purgeCache": "true"}),
    ("a number as flag", {"purgeCache": 1}),
])
def test_values_of_another_type(wrong):
    api = server.fresh()
    put(api, "/a.txt")
    body = dict({"filePath": "/a.txt", "newFileName": "b.txt"}, **wrong)
    refused(api.send_json("PUT", RENAME, body), reason="INVALID_PARAMETER")
    assert tree(api) == ["/a.txt"]


@each([
    ("no text as path", {"filePath": ""}),
    ("null as path", {"filePath": None}),
    ("no text as name", {"newFileName": ""}),
    ("null as name", {"newFileName": None}),
    ("one dot", {"newFileName": "."}),
    ("two dots", {"newFileName": ".."}),
])
def test_values_that_are_refused(wrong):
    api = server.fresh()
    put(api, "/a.txt")
    body = dict({"filePath": "/a.txt", "newFileName": "b.txt"}, **wrong)
    answer = refused(api.send_json("PUT", RENAME, body))
    assert answer.json()["reason"] in ("MISSING_PARAMETER", "INVALID_PARAMETER"), repr(answer)
    assert tree(api) == ["/a.txt"]


# Routes -----------------------------------------------------------------------------------------

def test_the_route():
    check_route(server, "PUT", RENAME, ("GET", "POST", "PATCH"))


def test_a_body_that_is_no_object():
    check_broken_bodies(server.fresh(), "PUT", RENAME)


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    put(mine, "/a.txt", b"mine")
    rename(yours, "/a.txt", "b.txt").error(404, MISSING + "/a.txt", reason="FILE_MISSING")
    put(yours, "/b.txt", b"yours")
    renamed(rename(mine, "/a.txt", "b.txt"))
    assert history(mine, "/b.txt") == [("Version 1", b"mine")]
    assert history(yours, "/b.txt") == [("Version 1", b"yours")]


if __name__ == "__main__":
    main(globals())
