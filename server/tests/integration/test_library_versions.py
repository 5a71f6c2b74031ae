"""The versions of a file: list, details, deletion, restoring, and the bytes their URLs deliver.

Each message of the service and the test that provokes it:
  Your request contains invalid fileId parameter. -> a_file_id_that_is_none
  Your request contains invalid versionId parameter. -> a_version_id_that_is_none
  The requested file does not exist. -> a_file_that_is_not_there, accounts_are_apart
  The requested file version does not exist. -> a_version_that_is_not_there
  You cannot delete current version of a file. -> the_current_version_cannot_be_deleted
  The requested asset does not exist. -> cannot occur: an older wording of the two above
"""

import re

from emulator import Emulator
from library_calls import (BAD_IDS, FILE_KEYS, INVALID_ID, NO_FILE, NOBODY, START, check_route,
                           everything, files, history, number_of, put, put_versions, versions)
from tap import each, main

import pictures

NO_VERSION = "The requested file version does not exist."
INVALID_VERSION = "Your request contains invalid versionId parameter."
CURRENT = "You cannot delete current version of a file."
CALLS = [("get", "GET", ""), ("delete", "DELETE", ""), ("restore", "PUT", "/restore")]
LATER = "2026-01-02T04:00:00.000Z"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def ask(api, method, file_id, version_id, suffix=""):
    return api.request(method, "/v1/files/%s/versions/%s%s" % (file_id, version_id, suffix))


def restore(api, file_id, version_id):
    return ask(api, "PUT", file_id, version_id, "/restore")


def with_history(api, *contents, path="/a.txt", **fields):
    """The fileId, and the id of each version by its number."""
    file_id = put_versions(api, path, *contents, **fields)["fileId"]
    return file_id, {number_of(row): row["versionInfo"]["id"] for row in versions(api, file_id)}


def numbers(api, file_id):
    return [number_of(row) for row in versions(api, file_id)]


# List and details -------------------------------------------------------------------------------

def test_the_list():
    api = server.fresh()
    sizes = [(10, 20), (30, 40), (50, 60)]
    for number, (width, height) in enumerate(sizes, 1):
        now = put(api, "/f/a.png", pictures.png(width, height), tags="t%d" % number,
                  description="d%d" % number)
    rows = versions(api, now["fileId"])
    assert rows[0] == now, rows[0]
    assert [row["type"] for row in rows] == ["file", "file-version", "file-version"]
    assert [number_of(row) for row in rows] == [3, 2, 1]
    assert {row["fileId"] for row in rows} == {now["fileId"]}
    ids = [row["versionInfo"]["id"] for row in rows]
    assert len(set(ids)) == 3 and ids[2] == now["fileId"], ids
    for row, number in zip(rows, (3, 2, 1)):
        assert (row["tags"], row["description"]) == (["t%d" % number], "d%d" % number)
        assert (row["width"], row["height"]) == sizes[number - 1]
        assert [key for key in row if key != "description"] == FILE_KEYS, list(row)
        assert list(row["versionInfo"]) == ["id", "name"]
    listed = sorted(api.files("type=file-version"), key=number_of, reverse=True)
    assert listed == rows[1:], listed


def test_the_urls_of_versions():
    api = server.fresh()
    file_id, _ = with_history(api, b"1", b"2", b"3", path="/f/a.txt")
    start = re.escape(api.endpoint + "/f/a.txt")
    rows = versions(api, file_id)
    assert re.match("^" + start + r"\?updatedAt=[0-9]{13}$", rows[0]["url"]), rows[0]["url"]
    seen = set()
    for row in rows[1:]:
        found = re.match("^" + start + r"\?ik-obj-version=([0-9A-Za-z._-]{32})&updatedAt=[0-9]+$",
                         row["url"])
        assert found, row["url"]
        seen.add(found.group(1))
    assert len(seen) == 2
    assert [api.fetch(row["url"]).expect(200).body for row in rows] == [b"3", b"2", b"1"]


def test_details_are_the_rows_of_the_list():
    api = server.fresh()
    file_id, _ = with_history(api, b"1", b"2", b"3", tags="a")
    for row in versions(api, file_id):
        answer = ask(api, "GET", file_id, row["versionInfo"]["id"]).expect(200)
        assert answer.json() == row and list(answer.json()) == list(row)
        assert answer.header("content-type") == "application/json; charset=utf-8"


def test_the_list_of_a_file_with_one_version():
    api = server.fresh()
    now = put(api, "/a.txt")
    assert versions(api, now["fileId"]) == [now]


# Deletion ---------------------------------------------------------------------------------------

def test_a_deleted_version_is_gone():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2", b"3")
    rows = {number_of(row): row for row in versions(api, file_id)}
    answer = ask(api, "DELETE", file_id, ids[2]).expect(204)
    assert answer.body == b"" and answer.header("content-type") is None
    assert versions(api, file_id) == [rows[3], rows[1]]
    api.fetch(rows[2]["url"]).expect(404)
    ask(api, "GET", file_id, ids[2]).error(404, NO_VERSION)
    assert history(api, "/a.txt") == [("Version 3", b"3"), ("Version 1", b"1")]
    assert api.files() == [rows[3]] and api.files("type=file-version") == [rows[1]]


def test_the_number_of_a_deleted_version_stays_free():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2", b"3")
    ask(api, "DELETE", file_id, ids[2]).expect(204)
    put(api, "/a.txt", b"4")
    assert numbers(api, file_id) == [4, 3, 1]
    restore(api, file_id, ids[1]).expect(200)
    for row in versions(api, file_id)[1:]:
        ask(api, "DELETE", file_id, row["versionInfo"]["id"]).expect(204)
    assert numbers(api, file_id) == [1]
    assert put(api, "/a.txt", b"5")["versionInfo"]["name"] == "Version 5"
    assert history(api, "/a.txt") == [("Version 5", b"5"), ("Version 1", b"1")]


def test_a_deleted_version_makes_room_for_another():
    api = server.fresh()
    file_id, ids = with_history(api, *(b"%d" % number for number in range(1, 101)))
    api.upload(b"more", fileName="a.txt", useUniqueFileName=False).expect(400)
    ask(api, "DELETE", file_id, ids[50]).expect(204)
    assert put(api, "/a.txt", b"101")["versionInfo"]["name"] == "Version 101"
    assert len(versions(api, file_id)) == 100
    api.upload(b"more", fileName="a.txt", useUniqueFileName=False).expect(400)


def test_the_current_version_cannot_be_deleted():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2")
    before = everything(api)
    ask(api, "DELETE", file_id, ids[2]).error(400, CURRENT)
    assert everything(api) == before
    restore(api, file_id, ids[1]).expect(200)
    ask(api, "DELETE", file_id, ids[1]).error(400, CURRENT)
    ask(api, "DELETE", file_id, ids[2]).expect(204)
    ask(api, "DELETE", file_id, ids[1]).error(400, CURRENT)
    assert history(api, "/a.txt") == [("Version 1", b"1")]


# Restoring --------------------------------------------------------------------------------------

def test_a_restored_version_is_current():
    api = server.fresh()
    file_id = put(api, "/a.png", pictures.png(10, 10), tags="first", description="one",
                  customCoordinates="1,2,3,4")["fileId"]
    put(api, "/a.png", pictures.png(20, 20), tags="second")
    put(api, "/a.png", pictures.png(30, 30))
    rows = {number_of(row): row for row in versions(api, file_id)}
    try:
        server.clock(LATER)
        answer = restore(api, file_id, rows[1]["versionInfo"]["id"]).expect(200).json()
    finally:
        server.clock(START)
    for key in set(rows[1]) - {"type", "url", "thumbnail", "updatedAt"}:
        assert answer[key] == rows[1][key], (key, answer)
    assert answer["type"] == "file" and "ik-obj-version" not in answer["url"], answer
    assert answer == api.details(file_id).json() == files(api)["/a.png"]
    after = versions(api, file_id)
    assert [(number_of(row), row["type"], row["tags"]) for row in after] == [
        (1, "file", ["first"]), (3, "file-version", None), (2, "file-version", ["second"])]
    plain = answer["url"].partition("?")[0]
    assert api.fetch(plain).expect(200).body == pictures.png(10, 10)
    assert [api.fetch(row["url"]).expect(200).body for row in after] == [
        pictures.png(10, 10), pictures.png(30, 30), pictures.png(20, 20)]


def test_the_order_of_the_list_after_restoring():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2", b"3", b"4")
    for number, expected in ((2, [2, 4, 3, 1]), (4, [4, 3, 2, 1]), (3, [3, 4, 2, 1])):
        restore(api, file_id, ids[number]).expect(200)
        assert numbers(api, file_id) == expected
    put(api, "/a.txt", b"5")
    assert history(api, "/a.txt") == [("Version %d" % n, b"%d" % n) for n in (5, 4, 3, 2, 1)]


def test_restoring_the_current_version_changes_nothing():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2")
    before = everything(api)
    try:
        server.clock(LATER)
        answer = restore(api, file_id, ids[2]).expect(200).json()
    finally:
        server.clock(START)
    assert everything(api) == before and [answer] == before[0]


@each([
    ("private", {"isPrivateFile": True}, 401),
    ("a draft", {"isPublished": False}, 404),
])
def test_a_restored_version_is_as_private_and_as_published_as_it_was(fields, status):
    api = server.fresh()
    file_id = put(api, "/a.txt", b"1", **fields)["fileId"]
    now = put(api, "/a.txt", b"2")
    api.fetch(now["url"]).expect(200)
    answer = restore(api, file_id, versions(api, file_id)[1]["versionInfo"]["id"]).json()
    for key, value in fields.items():
        assert answer[key] is value, answer
    api.fetch(answer["url"]).expect(status)


# Bytes ------------------------------------------------------------------------------------------

def overwritten(api, file_id, ids):
    put(api, "/f/a.txt", b"4")
    return "/f/a.txt", [4, 3, 2, 1]


def restored(api, file_id, ids):
    restore(api, file_id, ids[2]).expect(200)
    return "/f/a.txt", [2, 3, 1]


def moved(api, file_id, ids):
    api.send_json("POST", "/v1/files/move", {"sourceFilePath": "/f/a.txt",
                                             "destinationPath": "/g"}).expect(204)
    return "/g/a.txt", [3, 2, 1]


def renamed(api, file_id, ids):
    api.send_json("PUT", "/v1/files/rename", {"filePath": "/f/a.txt",
                                              "newFileName": "b.txt"}).expect(200)
    return "/f/b.txt", [3, 2, 1]


def restored_and_moved(api, file_id, ids):
    restored(api, file_id, ids)
    moved(api, file_id, ids)
    return "/g/a.txt", [2, 3, 1]


def one_deleted(api, file_id, ids):
    ask(api, "DELETE", file_id, ids[2]).expect(204)
    return "/f/a.txt", [3, 1]


@each([(work.__name__.replace("_", " "), work) for work in (
    overwritten, restored, moved, renamed, restored_and_moved, one_deleted)])
def test_the_bytes_of_every_version_after_being(work):
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2", b"3", path="/f/a.txt")
    path, expected = work(api, file_id, ids)
    assert history(api, path) == [("Version %d" % n, b"%d" % n) for n in expected]
    assert {number: version_id for number, version_id in (
        (number_of(row), row["versionInfo"]["id"]) for row in versions(api, file_id))
            if number in ids} == {n: ids[n] for n in expected if n in ids}


def test_the_same_bytes_in_several_versions():
    api = server.fresh()
    file_id, ids = with_history(api, b"same", b"other", b"same", b"other")
    for number in (1, 2):
        ask(api, "DELETE", file_id, ids[number]).expect(204)
    assert history(api, "/a.txt") == [("Version 4", b"other"), ("Version 3", b"same")]


# Refusals ---------------------------------------------------------------------------------------

@BAD_IDS
def test_a_file_id_that_is_none(bad):
    api = server.fresh()
    api.get("/v1/files/%s/versions" % bad).error(400, INVALID_ID)
    for _, method, suffix in CALLS:
        ask(api, method, bad, NOBODY, suffix).error(400, INVALID_ID)


@BAD_IDS
def test_a_version_id_that_is_none(bad):
    api = server.fresh()
    file_id = put(api, "/a.txt")["fileId"]
    for _, method, suffix in CALLS:
        ask(api, method, file_id, bad, suffix).error(400, INVALID_VERSION)


def test_a_file_that_is_not_there():
    api = server.fresh()
    api.get("/v1/files/%s/versions" % NOBODY).error(404, NO_FILE)
    for _, method, suffix in CALLS:
        ask(api, method, NOBODY, NOBODY, suffix).error(404, NO_VERSION)


def test_a_version_that_is_not_there():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2", b"3")
    other = put(api, "/other.txt")["versionInfo"]["id"]
    ask(api, "DELETE", file_id, ids[2]).expect(204)
    before = everything(api)
    for version_id in (NOBODY, other, ids[2]):
        for _, method, suffix in CALLS:
            ask(api, method, file_id, version_id, suffix).error(404, NO_VERSION)
    assert everything(api) == before


def test_versions_go_with_their_file():
    api = server.fresh()
    file_id, ids = with_history(api, b"1", b"2")
    api.delete("/v1/files/" + file_id).expect(204)
    for _, method, suffix in CALLS:
        ask(api, method, file_id, ids[1], suffix).error(404, NO_VERSION)


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    file_id, ids = with_history(mine, b"1", b"2")
    before = everything(mine)
    yours.get("/v1/files/%s/versions" % file_id).error(404, NO_FILE)
    for _, method, suffix in CALLS:
        ask(yours, method, file_id, ids[1], suffix).error(404, NO_VERSION)
    assert everything(mine) == before


@each([
    ("list", "GET", "/v1/files/%s/versions" % NOBODY, ("POST", "PUT", "PATCH", "DELETE")),
    ("details", "GET", "/v1/files/%s/versions/%s" % (NOBODY, NOBODY), ("POST", "PUT", "PATCH")),
    ("delete", "DELETE", "/v1/files/%s/versions/%s" % (NOBODY, NOBODY), ()),
    ("restore", "PUT", "/v1/files/%s/versions/%s/restore" % (NOBODY, NOBODY),
     ("GET", "POST", "PATCH", "DELETE")),
])
def test_the_route(method, path, wrong):
    check_route(server, method, path, wrong)


if __name__ == "__main__":
    main(globals())
