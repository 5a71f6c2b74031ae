"""Calls for many files at once: deleteByFileIds, addTags, removeTags, removeAITags.

Each message of the service and the test that provokes it:
  fileIds parameter is missing. / should be an Array. / is empty. -> file_ids_that_are_refused
  fileIds cannot have more than 100 items. -> more_than_a_hundred_files_to_delete
  A maximum of 50 files can be edited at a time. -> more_than_fifty_files_to_edit
  The requested file(s) does not exist. (missingFileIds)
      -> missing_ones_are_told, one_missing_file_stops_all, malformed_ids_count_as_missing,
         accounts_are_apart
  tags parameter is missing. / tags array cannot be empty. -> tags_that_are_refused
  Your request contains invalid value for tags parameter. Combined length ... 500.
      -> tags_that_are_refused, tags_that_no_longer_fit
  AITags parameter is missing. / AITags array cannot be empty. -> ai_tags_that_are_refused
  Your request contains invalid value for AITags. Please provide an array of strings. ...
      -> ai_tags_that_are_refused
  207 with errors, Error in adding tags / removing tags / removing AITags
      -> cannot occur: a call changes all its files in one transaction, and a failure of that is a
         500 for all
"""

from emulator import HELP, Emulator
from library_calls import (NOBODY, START, at_once, check_broken_bodies, check_route, everything,
                           put, put_versions, refused, versions)
from tap import each, main

DELETE = "/v1/files/batch/deleteByFileIds"
ADD = "/v1/files/addTags"
REMOVE = "/v1/files/removeTags"
REMOVE_AI = "/v1/files/removeAITags"
CALLS = [("delete", DELETE), ("add tags", ADD), ("remove tags", REMOVE),
         ("remove AI tags", REMOVE_AI)]
DONE = {DELETE: "successfullyDeletedFileIds", ADD: "successfullyUpdatedFileIds",
        REMOVE: "successfullyUpdatedFileIds", REMOVE_AI: "successfullyUpdatedFileIds"}
MISSING = "The requested file(s) does not exist."
TAGS_LENGTH = ("Your request contains invalid value for tags parameter. Combined length of all "
               "tags should be less than or equal to 500.")
AI_TAGS = ("Your request contains invalid value for AITags. Please provide an array of strings. "
           "Example - ['t-shirt','summer-sale'].")
LATER = "2026-01-02T04:00:00.000Z"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def call(api, path, ids, tags=("a",)):
    body = {"fileIds": ids}
    if path != DELETE:
        body["AITags" if path == REMOVE_AI else "tags"] = list(tags)
    return api.send_json("POST", path, body)


def put_many(api, count, **fields):
    return [put(api, "/%03d.txt" % number, **fields)["fileId"] for number in range(count)]


def missing(answer, ids):
    """For removeAITags the list of missing ids is not documented; it may be there."""
    body = answer.expect(404).json()
    if REMOVE_AI in answer.request:
        body.setdefault("missingFileIds", ids)
    assert body == {"message": MISSING, "help": HELP, "missingFileIds": ids}, repr(answer)


def tags_of(api, file_id):
    return api.details(file_id).expect(200).json()["tags"]


# What all four share ----------------------------------------------------------------------------

def for_each_call(rows):
    return [("%s, %s" % (call_label, row[0]), path) + row[1:]
            for call_label, path in CALLS for row in rows]


@each(for_each_call([
    ("one", [0], [0]),
    ("three", [2, 0, 1], [2, 0, 1]),
    ("one twice", [1, 1], [1]),
    ("twice among others", [0, 2, 0, 2, 1], [0, 2, 1]),
]))
def test_success(path, sent, done):
    api = server.fresh()
    ids = put_many(api, 3, tags="a")
    answer = call(api, path, [ids[number] for number in sent]).expect(200).json()
    assert answer == {DONE[path]: [ids[number] for number in done]}, answer


@each(for_each_call([
    ("absent", {}, "fileIds parameter is missing."),
    ("a string", {"fileIds": NOBODY}, "fileIds should be an Array."),
    ("a number", {"fileIds": 5}, "fileIds should be an Array."),
    ("an object", {"fileIds": {"0": NOBODY}}, "fileIds should be an Array."),
    ("true", {"fileIds": True}, "fileIds should be an Array."),
    ("empty", {"fileIds": []}, "fileIds is empty."),
]))
def test_file_ids_that_are_refused(path, body, message):
    for more in ({"tags": ["a"], "AITags": ["a"]}, {"tags": ["a"], "AITags": ["a"], "more": 1}):
        server.fresh().send_json("POST", path, dict(more, **body)).error(400, message)


@each(CALLS)
def test_file_ids_of_null(path):
    answer = server.fresh().send_json("POST", path,
                                      {"fileIds": None, "tags": ["a"], "AITags": ["a"]})
    assert refused(answer).json()["message"] in ("fileIds parameter is missing.",
                                                 "fileIds should be an Array.")


@each(for_each_call([
    ("alone", lambda ids: [NOBODY], [NOBODY]),
    ("last", lambda ids: ids + [NOBODY], [NOBODY]),
    ("first", lambda ids: [NOBODY] + ids, [NOBODY]),
    ("in the order they were sent", lambda ids: ["f" * 24, ids[0], NOBODY, "a" * 24],
     ["f" * 24, NOBODY, "a" * 24]),
    ("each once", lambda ids: [NOBODY, "f" * 24, NOBODY, ids[0], "f" * 24],
     [NOBODY, "f" * 24]),
]))
def test_missing_ones_are_told(path, make, expected):
    api = server.fresh()
    ids = put_many(api, 2, tags="a")
    before = everything(api)
    missing(call(api, path, make(ids), ["b"]), expected)
    assert everything(api) == before


@each(CALLS)
def test_one_missing_file_stops_all(path):
    api = server.fresh()
    ids = put_many(api, 20, tags="a")
    before = everything(api)
    for tags in (["a"], ["b"]):
        missing(call(api, path, ids[:10] + [NOBODY] + ids[10:], tags), [NOBODY])
    assert everything(api) == before


@each(for_each_call([
    ("a word", "nonsense"),
    ("empty", ""),
    ("too long", NOBODY + "0"),
    ("SQL", "' OR 1=1 --"),
    ("not ASCII", "\u00e9"),
]))
def test_malformed_ids_count_as_missing(path, bad):
    api = server.fresh()
    ids = put_many(api, 1, tags="a")
    before = everything(api)
    missing(call(api, path, [bad] + ids, ["b"]), [bad])
    assert everything(api) == before


@each(for_each_call([("a number", 5), ("null", None), ("a list", [NOBODY]), ("an object", {})]))
def test_ids_that_are_no_strings(path, bad):
    api = server.fresh()
    ids = put_many(api, 1, tags="a")
    before = everything(api)
    answer = call(api, path, ids + [bad], ["b"]).expect(400, 404).json()
    assert answer["message"] and answer["help"] == HELP, answer
    assert everything(api) == before


@each(CALLS)
def test_accounts_are_apart(path):
    mine, yours = server.fresh(), server.fresh()
    theirs, own = put_many(mine, 1, tags="a"), put_many(yours, 1, tags="a")
    before = everything(mine), everything(yours)
    missing(call(yours, path, own + theirs, ["b"]), theirs)
    assert (everything(mine), everything(yours)) == before


@each(CALLS)
def test_the_route(path):
    wrong = ("GET", "PUT", "PATCH", "DELETE") if path == DELETE else ("GET", "PUT", "PATCH")
    check_route(server, "POST", path, wrong)


@each(CALLS)
def test_a_body_that_is_no_object(path):
    check_broken_bodies(server.fresh(), "POST", path)


# Deletion ---------------------------------------------------------------------------------------

def test_what_was_deleted_is_gone():
    api = server.fresh()
    gone = put_versions(api, "/f/gone.txt", b"1", b"2")
    other = put(api, "/f/other.txt", b"other")
    kept = put(api, "/f/kept.txt", b"1")
    urls = [row["url"] for row in versions(api, gone["fileId"])] + [other["url"]]
    call(api, DELETE, [gone["fileId"], other["fileId"]]).expect(200)
    for url in urls:
        api.fetch(url).expect(404)
    assert [row["filePath"] for row in api.files()] == ["/f/kept.txt"]
    assert api.files("type=file-version") == []
    assert api.fetch(kept["url"]).expect(200).body == b"1"
    missing(call(api, DELETE, [gone["fileId"], kept["fileId"]]), [gone["fileId"]])
    assert put(api, "/f/gone.txt", b"new")["versionInfo"]["name"] == "Version 1"


def test_a_hundred_files_are_deleted():
    api = server.fresh()
    ids = put_many(api, 101)
    answer = call(api, DELETE, ids[:100]).expect(200).json()
    assert answer == {DONE[DELETE]: ids[:100]}
    assert [row["fileId"] for row in api.files()] == ids[100:]


def test_more_than_a_hundred_files_to_delete():
    api = server.fresh()
    ids = put_many(api, 1)
    for count in (101, 1000):
        sent = ids + ["%024x" % number for number in range(count - 1)]
        call(api, DELETE, sent).error(400, "fileIds cannot have more than 100 items.")
    assert len(api.files()) == 1


# Tags -------------------------------------------------------------------------------------------

@each([
    ("to none", None, ["b", "a"], ["b", "a"]),
    ("new ones after the old", ["x", "y"], ["b", "a"], ["x", "y", "b", "a"]),
    ("those that are there stay where they are", ["x", "y"], ["y", "z", "x"], ["x", "y", "z"]),
    ("sent twice", ["x"], ["a", "a", "b", "a"], ["x", "a", "b"]),
    ("another case is another tag", ["a"], ["A"], ["a", "A"]),
    ("not trimmed", ["a"], [" a", "a,b"], ["a", " a", "a,b"]),
    ("Unicode", ["\u00e9"], ["\u00e9", "e\u0301", "\U0001f600"],
     ["\u00e9", "e\u0301", "\U0001f600"]),
    ("500 characters", None, ["t" * 250, "\u00e9" * 250], ["t" * 250, "\u00e9" * 250]),
])
def test_add(old, sent, expected):
    api = server.fresh()
    file_id = put(api, "/a.txt", **({"tags": ",".join(old)} if old else {}))["fileId"]
    call(api, ADD, [file_id], sent).expect(200)
    assert tags_of(api, file_id) == expected, tags_of(api, file_id)


@each([
    ("one", ["a", "b", "c"], ["b"], ["a", "c"]),
    ("all", ["a", "b"], ["b", "a"], None),
    ("one that is not there", ["a"], ["z"], ["a"]),
    ("from none", None, ["a"], None),
    ("some are there", ["a", "b"], ["z", "a"], ["b"]),
    ("a tag that is there twice", ["a", "b", "a"], ["a"], ["b"]),
    ("another case is another tag", ["a"], ["A"], ["a"]),
    ("a part of a tag is none", ["shoes"], ["shoe"], ["shoes"]),
    ("sent twice", ["a", "b"], ["a", "a"], ["b"]),
])
def test_remove(old, sent, expected):
    api = server.fresh()
    file_id = put(api, "/a.txt", **({"tags": ",".join(old)} if old else {}))["fileId"]
    call(api, REMOVE, [file_id], sent).expect(200)
    assert tags_of(api, file_id) == expected, tags_of(api, file_id)


@each([("add", ADD, ["b"], ["a", "b"], ["a", "b"]), ("remove", REMOVE, ["b"], ["a"], ["a"])])
def test_each_file_keeps_its_own(path, sent, first, second):
    api = server.fresh()
    one, two = put(api, "/1.txt", tags="a,b")["fileId"], put(api, "/2.txt", tags="a")["fileId"]
    call(api, path, [one, two], sent).expect(200)
    assert (tags_of(api, one), tags_of(api, two)) == (first, second)


@each([("add", ADD, ["b"], ["a", "b"]), ("remove", REMOVE, ["a"], None)])
def test_only_the_current_version_is_touched(path, sent, expected):
    api = server.fresh()
    file_id = put_versions(api, "/a.txt", b"1", b"2", tags="a")["fileId"]
    call(api, path, [file_id], sent).expect(200)
    assert [row["tags"] for row in versions(api, file_id)] == [expected, ["a"]]


def test_adding_a_tag_is_an_update():
    api = server.fresh()
    before = put(api, "/a.txt", tags="a", description="d")
    try:
        server.clock(LATER)
        call(api, ADD, [before["fileId"]], ["b"]).expect(200)
    finally:
        server.clock(START)
    after = api.details(before["fileId"]).json()
    expected = dict(before, tags=["a", "b"], updatedAt=LATER)
    for key in ("url", "thumbnail"):
        expected[key] = before[key].replace("1767323045678", "1767326400000")
    assert after == expected, after


def test_ai_tags_that_are_not_there_change_nothing():
    api = server.fresh()
    before = put(api, "/a.txt", tags="a")
    call(api, REMOVE_AI, [before["fileId"]], ["a"]).expect(200)
    assert api.details(before["fileId"]).json() == before


def test_tags_added_at_the_same_time_are_all_there():
    api = server.fresh()
    ids = put_many(api, 2)
    for answer in at_once(40, lambda number: call(api, ADD, ids, ["t%d" % number])):
        answer.expect(200)
    for file_id in ids:
        assert sorted(tags_of(api, file_id)) == sorted("t%d" % number for number in range(40))


def test_tags_that_no_longer_fit():
    """A choice: the sum is the file's, and one file that cannot take them all stops the call."""
    api = server.fresh()
    full, half, empty = (put(api, "/%s.txt" % name, tags=tags)["fileId"] for name, tags in
                         (("full", "t" * 499), ("half", "h" * 250), ("empty", "")))
    call(api, ADD, [full], ["u"]).expect(200)
    before = everything(api)
    for ids, tag, which in (([empty, half, full], "x", full), ([empty, half], "x" * 251, half)):
        answer = call(api, ADD, ids, [tag]).expect(400).json()
        assert answer == {"message": TAGS_LENGTH, "help": HELP, "fileId": which}, answer
    assert everything(api) == before
    call(api, ADD, [full], ["u", "t" * 499]).expect(200)
    call(api, REMOVE, [full], ["u"]).expect(200)
    call(api, ADD, [full], ["x"]).expect(200)
    assert tags_of(api, full) == ["t" * 499, "x"]


def test_empty_tags_count_as_well():
    api, tags = server.fresh(), [""] * 501
    file_id = put(api, "/a.txt")["fileId"]
    update = api.send_json("PATCH", "/v1/files/%s/details" % file_id, {"tags": tags})
    for answer in (update, call(api, ADD, [file_id], tags)):
        refused(answer, message=TAGS_LENGTH)


@each([("add tags", ADD), ("remove tags", REMOVE), ("remove AI tags", REMOVE_AI)])
def test_more_than_fifty_files_to_edit(path):
    api = server.fresh()
    ids = put_many(api, 51, tags="a")
    call(api, path, ids, ["b"]).error(400, "A maximum of 50 files can be edited at a time.")
    assert all(row["tags"] == ["a"] for row in api.files())
    assert call(api, path, ids[:50], ["b"]).expect(200).json() == {DONE[path]: ids[:50]}


TAG_ROWS = [
    ("absent", {}, "tags parameter is missing."),
    ("empty", {"tags": []}, "tags array cannot be empty."),
    ("501 characters", {"tags": ["t" * 501]}, TAGS_LENGTH),
    ("501 characters in two", {"tags": ["t" * 250, "\u00e9" * 251]}, TAGS_LENGTH),
    ("a percent sign", {"tags": ["a", "100%"]}, None),
    ("a string", {"tags": "a,b"}, None),
    ("a number", {"tags": 5}, None),
    ("an object", {"tags": {"0": "a"}}, None),
    ("a number in it", {"tags": ["a", 5]}, None),
    ("null in it", {"tags": [None]}, None),
]


@each([("%s, %s" % (path[10:], row[0]), path) + row[1:]
       for path in (ADD, REMOVE) for row in TAG_ROWS])
def test_tags_that_are_refused(path, body, message):
    """None: the words are not known, but name the tags."""
    api = server.fresh()
    file_id = put(api, "/a.txt", tags="a")["fileId"]
    answer = api.send_json("POST", path, dict(body, fileIds=[file_id]))
    refused(answer, 400, names="tags", message=message)
    assert "reason" not in answer.json() and tags_of(api, file_id) == ["a"]


@each([
    ("absent", {}, "AITags parameter is missing."),
    ("under another name", {"tags": ["a"]}, "AITags parameter is missing."),
    ("empty", {"AITags": []}, "AITags array cannot be empty."),
    ("a string", {"AITags": "a,b"}, AI_TAGS),
    ("a number", {"AITags": 5}, AI_TAGS),
    ("an object", {"AITags": {"name": "a"}}, AI_TAGS),
    ("an object in it", {"AITags": [{"name": "a"}]}, AI_TAGS),
    ("a number in it", {"AITags": ["a", 5]}, AI_TAGS),
    ("null in it", {"AITags": [None]}, AI_TAGS),
])
def test_ai_tags_that_are_refused(body, message):
    api = server.fresh()
    ids = put_many(api, 1)
    api.send_json("POST", REMOVE_AI, dict(body, fileIds=ids)).error(400, message)


if __name__ == "__main__":
    main(globals())
