"""--index-delay: what was made stays out of lists and searches for a while of the account's clock;
everything else sees it at once."""

import urllib.parse

from emulator import Emulator
from tap import main

START = "2026-01-02T03:04:05.000Z"
DELAY = 30

server = Emulator("--clock", START, "--index-delay", DELAY)
set_up, tear_down = server.start, server.stop_cleanly


def advance(api, milliseconds):
    server.control("POST", "/clock/advance?account=" + api.imagekit_id,
                   {"milliseconds": milliseconds}).expect(200)


def names(api, **query):
    found = api.get("/v1/files?" + urllib.parse.urlencode(query)).expect(200).json()
    return [item["name"] for item in found]


def put(api, name, **fields):
    return api.upload(b"text of " + name.encode(), fileName=name, useUniqueFileName="false",
                      **fields).expect(200).json()


def both(api):
    """What the list and a search show of files."""
    listed = names(api, type="file")
    assert listed == names(api, searchQuery='type = "file"'), listed
    return listed


def test_a_new_file_appears_when_the_delay_is_over_and_not_a_millisecond_before():
    api = server.fresh()
    put(api, "a.txt")
    assert both(api) == []
    advance(api, DELAY * 1000 - 1)
    assert both(api) == []
    advance(api, 1)
    assert both(api) == ["a.txt"]


def test_all_but_lists_know_the_file_at_once():
    api = server.fresh()
    file = put(api, "a.txt")
    assert api.details(file["fileId"]).expect(200).json()["name"] == "a.txt"
    assert api.fetch(file["url"]).expect(200).body == b"text of a.txt"
    assert len(api.get("/v1/files/%s/versions" % file["fileId"]).expect(200).json()) == 1


def test_folders_come_as_late_as_files():
    api = server.fresh()
    put(api, "a.txt", folder="/new/deep")
    assert names(api, type="folder") == [] and names(api, type="all", path="/new") == []
    advance(api, DELAY * 1000)
    assert sorted(names(api, type="folder")) == ["deep", "new"]  # made at the same instant
    assert names(api, path="/new/deep") == ["a.txt"]


def test_a_new_version_does_not_hide_its_file():
    api = server.fresh()
    put(api, "a.txt")
    advance(api, DELAY * 1000)
    put(api, "a.txt")
    assert both(api) == ["a.txt"]


def test_an_old_version_is_as_old_as_itself():
    api = server.fresh()
    put(api, "a.txt")
    put(api, "a.txt")
    assert names(api, type="file-version") == []
    advance(api, DELAY * 1000)
    assert names(api, type="file-version") == ["a.txt"]


def test_a_change_is_seen_at_once():
    api = server.fresh()
    file = put(api, "a.txt")
    advance(api, DELAY * 1000)
    api.send_json("PATCH", "/v1/files/%s/details" % file["fileId"], {"tags": ["x"]}).expect(200)
    assert names(api, searchQuery='tags IN ["x"]') == ["a.txt"]


if __name__ == "__main__":
    main(globals())
