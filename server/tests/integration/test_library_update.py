"""PATCH of a file's details: every member, publishing, and what is refused.

Each message of the service and the test that provokes it:
  Your request contains invalid fileId parameter. -> an_id_that_is_none
  The requested file does not exist. -> a_file_that_is_not_there, accounts_are_apart
  Your request contains invalid value for tags parameter. Combined length ... 500.
      -> tags_that_are_too_long
  Your request contains invalid value for tags parameter. (percent sign) -> tags_that_are_refused
  Invalid custom metadata. (errors) -> test_custom_metadata_values.py
  An asset can have a maximum of 1000 custom metadata values. -> test_custom_metadata_values.py
"""

from emulator import HELP, Emulator
from library_calls import (BAD_IDS, FILE_KEYS, INVALID_ID, NO_FILE, NOBODY, START,
                           check_broken_bodies, check_route, limit_purges, purge, put, put_versions,
                           refused, versions)
from tap import each, main

import pictures

TAGS_LENGTH = ("Your request contains invalid value for tags parameter. Combined length of all "
               "tags should be less than or equal to 500.")
LATER = "2026-01-02T04:00:00.000Z"
LATER_MS = 1767326400000

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def patch(api, file_id, body):
    return api.send_json("PATCH", "/v1/files/%s/details" % file_id, body)


def picture(api, path="/f/a.jpg", **fields):
    return put(api, path, pictures.jpeg(40, 30), **fields)


# Every member -----------------------------------------------------------------------------------

@each([
    ("tags", {"tags": ["a", "b"]}, {"tags": ["a", "b"]}),
    ("tags sent twice stay", {"tags": ["a", "b", "a"]}, {"tags": ["a", "b", "a"]}),
    ("tags are not trimmed or split", {"tags": [" a", "b, c"]}, {"tags": [" a", "b, c"]}),
    ("Unicode tags", {"tags": ["\u00e9", "\u6587\U0001f600"]},
     {"tags": ["\u00e9", "\u6587\U0001f600"]}),
    ("no tags: null", {"tags": None}, {"tags": None}),
    ("no tags: an empty list", {"tags": []}, {"tags": None}),
    ("500 characters of tags", {"tags": ["t" * 250, "\u00e9" * 250]},
     {"tags": ["t" * 250, "\u00e9" * 250]}),
    ("coordinates", {"customCoordinates": "5,6,7,8"}, {"customCoordinates": "5,6,7,8"}),
    ("no coordinates", {"customCoordinates": None}, {"customCoordinates": None}),
    ("description", {"description": "100% \u00e9"}, {"description": "100% \u00e9"}),
    ("all of them", {"tags": ["c"], "customCoordinates": "1,1,1,1", "description": "d",
                     "webhookUrl": "http://127.0.0.1:9/hook", "removeAITags": "all"},
     {"tags": ["c"], "customCoordinates": "1,1,1,1", "description": "d"}),
    ("with members nobody knows", {"tags": ["c"], "fileId": NOBODY, "nonsense": {"a": [1]},
                                   "name": "other.jpg", "isPrivateFile": True}, {"tags": ["c"]}),
])
def test_update(body, changed):
    """The answer is the whole file; only what was sent differs, and the time of the update."""
    api = server.fresh()
    before = picture(api, tags="old,older", customCoordinates="1,2,3,4", description="old")
    try:
        server.clock(LATER)
        answer = patch(api, before["fileId"], body).expect(200)
    finally:
        server.clock(START)
    after = answer.json()
    url = "%s/f/a.jpg?updatedAt=%d" % (api.endpoint, LATER_MS)
    expected = dict(before, updatedAt=LATER, url=url,
                    thumbnail=url + "&tr=n-ik_ml_thumbnail", **changed)
    assert after == expected, after
    assert [key for key in after if key != "description"] == FILE_KEYS, list(after)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert api.details(before["fileId"]).json() == after
    assert api.files() == [after]


@each([
    ("an empty object", {}),
    ("a webhook alone", {"webhookUrl": "http://127.0.0.1:9/hook"}),
    ("all AI tags", {"removeAITags": "all"}),
    ("some AI tags", {"removeAITags": ["shirt", "shoe"]}),
    ("no AI tags", {"removeAITags": []}),
    ("unknown members alone", {"nonsense": 1, "fileId": NOBODY}),
])
def test_what_changes_no_attribute(body):
    api = server.fresh()
    before = picture(api, tags="a", description="d", customCoordinates="1,2,3,4")
    after = patch(api, before["fileId"], body).expect(200).json()
    assert after == before, after


def test_an_empty_object_does_not_count_as_an_update():
    api = server.fresh()
    before = picture(api)
    try:
        server.clock(LATER)
        assert patch(api, before["fileId"], {}).expect(200).json() == before
    finally:
        server.clock(START)


def test_only_the_current_version_is_touched():
    api = server.fresh()
    now = put_versions(api, "/a.txt", b"1", b"2", b"3", tags="old", description="d")
    patch(api, now["fileId"], {"tags": ["new"], "description": "e"}).expect(200)
    rows = versions(api, now["fileId"])
    assert [(row["tags"], row["description"]) for row in rows] == [
        (["new"], "e"), (["old"], "d"), (["old"], "d")], rows
    assert [row["versionInfo"]["name"] for row in rows] == ["Version 3", "Version 2", "Version 1"]


def test_the_list_finds_the_new_tags():
    api = server.fresh()
    file_id = put(api, "/a.txt", tags="old")["fileId"]
    patch(api, file_id, {"tags": ["new"]}).expect(200)
    assert api.files("tags=old") == []
    assert [row["fileId"] for row in api.files("tags=new")] == [file_id]


# Refusals ---------------------------------------------------------------------------------------

def check_unchanged(body, status=400, **known):
    api = server.fresh()
    before = picture(api, tags="old", description="d", customCoordinates="1,2,3,4")
    answer = refused(patch(api, before["fileId"], body), status, **known)
    assert api.details(before["fileId"]).json() == before
    return answer


@each([
    ("tags: a string", "tags", "a,b"),
    ("tags: a number", "tags", 5),
    ("tags: an object", "tags", {"0": "a"}),
    ("tags: true", "tags", True),
    ("tags: a number in it", "tags", ["a", 5]),
    ("tags: null in it", "tags", ["a", None]),
    ("tags: a list in it", "tags", [["a"]]),
    ("coordinates: a number", "customCoordinates", 5),
    ("coordinates: a list", "customCoordinates", [1, 2, 3, 4]),
    ("description: a number", "description", 5),
    ("description: a list", "description", ["d"]),
    ("description: false", "description", False),
    ("webhook: a number", "webhookUrl", 5),
    ("webhook: a list", "webhookUrl", ["http://127.0.0.1:9/"]),
    ("AI tags: another word", "removeAITags", "some"),
    ("AI tags: a number", "removeAITags", 5),
    ("AI tags: true", "removeAITags", True),
    ("AI tags: a number in it", "removeAITags", ["a", 5]),
    ("AI tags: an object", "removeAITags", {}),
    ("publish: true", "publish", True),
    ("publish: a word", "publish", "true"),
    ("publish: a list", "publish", []),
])
def test_a_wrong_type_is_named(member, value):
    check_unchanged({member: value}, names=member)


def test_nothing_is_done_when_one_member_is_wrong():
    check_unchanged({"tags": ["new"], "description": 5}, names="description")
    check_unchanged({"description": "new", "tags": 5}, names="tags")


@each([
    ("501 characters in one tag", ["t" * 501]),
    ("501 characters in two", ["t" * 250, "u" * 251]),
    ("501 characters of two bytes", ["\u00e9" * 501]),
])
def test_tags_that_are_too_long(tags):
    check_unchanged({"tags": tags}).error(400, TAGS_LENGTH)


@each([
    ("a percent sign alone", ["%"]),
    ("a percent sign in the last", ["red", "100%"]),
])
def test_tags_that_are_refused(tags):
    check_unchanged({"tags": tags}, names="tags parameter")


@each([
    ("extensions", "extensions", [{"name": "remove-bg"}], {}),
    ("beside tags", "extensions", [{"name": "remove-bg"}], {"tags": ["new"]}),
])
def test_what_is_not_there(member, value, more):
    check_unchanged(dict({member: value}, **more), 501, names=member)


def test_extensions_that_are_none():
    api = server.fresh()
    file_id = put(api, "/a.txt")["fileId"]
    answer = patch(api, file_id, {"extensions": [], "tags": ["new"]}).expect(200).json()
    assert answer["tags"] == ["new"] and "extensionStatus" not in answer, answer


@BAD_IDS
def test_an_id_that_is_none(file_id):
    patch(server.fresh(), file_id, {"tags": ["a"]}).error(400, INVALID_ID)


def test_a_file_that_is_not_there():
    api = server.fresh()
    patch(api, NOBODY, {"tags": ["a"]}).error(404, NO_FILE)
    patch(api, NOBODY, {"publish": {"isPublished": False}}).error(404, NO_FILE)


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    before = picture(mine)
    patch(yours, before["fileId"], {"tags": ["a"]}).error(404, NO_FILE)
    assert mine.details(before["fileId"]).json() == before


def test_the_route():
    check_route(server, "PATCH", "/v1/files/%s/details" % NOBODY, ("POST", "PUT", "DELETE"))


def test_a_body_that_is_no_object():
    api = server.fresh()
    before = picture(api)
    check_broken_bodies(api, "PATCH", "/v1/files/%s/details" % before["fileId"])
    assert api.details(before["fileId"]).json() == before


def test_a_body_of_more_than_a_megabyte():
    api = server.fresh()
    before = picture(api)
    answer = patch(api, before["fileId"], {"description": "d" * (1 << 20)}).expect(413)
    assert answer.json()["help"] == HELP
    assert api.details(before["fileId"]).json() == before
    patch(api, before["fileId"], {"description": "d" * 1000000}).expect(200)


# Publishing -------------------------------------------------------------------------------------

def publish(api, file_id, **wanted):
    return patch(api, file_id, {"publish": wanted})


def test_unpublish_and_publish():
    api = server.fresh()
    before = picture(api, tags="a")
    answer = publish(api, before["fileId"], isPublished=False).expect(200).json()
    assert dict(answer, isPublished=True) == before, answer
    assert answer["isPublished"] is False
    for target in (before["url"], before["url"].partition("?")[0] + "?tr=orig-true"):
        api.fetch(target).expect(404)
    again = publish(api, before["fileId"], isPublished=True).expect(200).json()
    assert again == before, again
    assert api.fetch(again["url"]).expect(200).body == pictures.jpeg(40, 30)


@each([
    ("with the versions", {"includeFileVersions": True}, [False, False, False]),
    ("without", {"includeFileVersions": False}, [False, True, True]),
    ("nothing said", {}, [False, True, True]),
])
def test_which_versions_are_unpublished(flag, expected):
    api = server.fresh()
    file_id = put_versions(api, "/a.txt", b"1", b"2", b"3")["fileId"]
    publish(api, file_id, isPublished=False, **flag).expect(200)
    rows = versions(api, file_id)
    assert [row["isPublished"] for row in rows] == expected, rows
    for row, published, content in zip(rows, expected, (b"3", b"2", b"1")):
        answer = api.fetch(row["url"]).expect(200 if published else 404)
        assert not published or answer.body == content
    publish(api, file_id, isPublished=True, includeFileVersions=True).expect(200)
    rows = versions(api, file_id)
    assert [row["isPublished"] for row in rows] == [True] * 3, rows
    assert [api.fetch(row["url"]).expect(200).body for row in rows] == [b"3", b"2", b"1"]


def test_unpublished_versions_get_new_urls():
    api = server.fresh()
    file_id = put_versions(api, "/a.txt", b"1", b"2")["fileId"]
    old = versions(api, file_id)[1]["url"]
    api.fetch(old).expect(200)
    publish(api, file_id, isPublished=False, includeFileVersions=True).expect(200)
    publish(api, file_id, isPublished=True, includeFileVersions=True).expect(200)
    new = versions(api, file_id)[1]["url"]
    assert new.partition("&")[0] != old.partition("&")[0], "the ik-obj-version is the old one"
    api.fetch(old).expect(404)
    assert api.fetch(new).expect(200).body == b"1"


def test_unpublishing_counts_as_a_purge():
    api = server.fresh()
    file_id = put(api, "/a.txt")["fileId"]
    limit_purges(server, api, 2)
    publish(api, file_id, isPublished=False).expect(200)
    purge(api, api.endpoint + "/a.txt").expect(201)
    purge(api, api.endpoint + "/a.txt").expect(429)


def test_publishing_once_more_changes_nothing():
    api = server.fresh()
    before = picture(api)
    assert publish(api, before["fileId"], isPublished=True).expect(200).json() == before


@each([
    ("nothing", {}),
    ("the versions alone", {"includeFileVersions": True}),
    ("a word", {"isPublished": "false"}),
    ("a number", {"isPublished": 0}),
    ("null", {"isPublished": None}),
])
def test_publish_needs_is_published(wanted):
    check_unchanged({"publish": wanted}, names="isPublished")


@each([("a word", "true"), ("a number", 1), ("a list", [])])
def test_publish_with_a_wrong_flag(flag):
    check_unchanged({"publish": {"isPublished": False, "includeFileVersions": flag}},
                    names="includeFileVersions")


@each([
    ("tags", {"tags": ["new"]}),
    ("a description", {"description": "new"}),
    ("coordinates", {"customCoordinates": None}),
    ("AI tags", {"removeAITags": "all"}),
    ("a webhook", {"webhookUrl": "http://127.0.0.1:9/"}),
    ("custom metadata", {"customMetadata": {}}),
    ("extensions", {"extensions": []}),
])
def test_publish_stands_alone(more):
    check_unchanged(dict({"publish": {"isPublished": False}}, **more),
                    names="Your request cannot contain any other parameters when publish is present.")


def test_publish_with_members_nobody_knows():
    api = server.fresh()
    file_id = put(api, "/a.txt")["fileId"]
    body = {"publish": {"isPublished": False, "nonsense": 1}, "fileId": file_id, "nonsense": 1}
    answer = patch(api, file_id, body).expect(200).json()
    assert answer["isPublished"] is False


if __name__ == "__main__":
    main(globals())
