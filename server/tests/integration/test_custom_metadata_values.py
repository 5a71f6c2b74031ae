"""Custom metadata of files: by upload, by update, through overwrites, copies, moves and versions.

Each message of the service and the test that provokes it:
  Invalid custom metadata. (errors) -> a_value_that_is_refused and others
  Specified custom metadata field does not exist. -> unknown_fields_are_refused
  Value must be between 0 and 10000. -> a_value_that_is_refused
  An asset can have a maximum of 1000 custom metadata values. -> an_asset_has_a_thousand_values
"""

import tempfile

from custom_metadata import (REQUIRED, UNKNOWN, field, put_with, refused, remove, set_values,
                             update, upload_with, values_of)
from emulator import Emulator
from library_calls import NOBODY, START, files, put, run_job, versions
from tap import each, main

TOO_MANY = "An asset can have a maximum of 1000 custom metadata values."
BAD_PARAMETER = "Your request contains invalid value for customMetadata parameter."
NO_OPTION = "Value must be one of the select options."

SCHEMAS = {
    "text": {"type": "Text", "maxLength": 5},
    "area": {"type": "Textarea", "minLength": 2},
    "price": {"type": "Number", "minValue": 0, "maxValue": 10000},
    "day": {"type": "Date", "minValue": "2022-01-01"},
    "flag": {"type": "Boolean"},
    "size": {"type": "SingleSelect", "selectOptions": ["small", 30, True]},
    "colors": {"type": "MultiSelect", "selectOptions": ["red", "blue", 7]},
}
VALUES = {"text": "h\u00e9llo", "area": "two\nlines", "price": 12.5,
          "day": "2022-11-30T10:11:10+00:00", "flag": False, "size": 30, "colors": ["blue", 7]}

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def account(**schemas):
    """A fresh account with these fields, and their ids by name."""
    api = server.fresh()
    return api, {name: field(api, name, schema)["id"] for name, schema in schemas.items()}


def seen(api, path):
    """The values of the file at the path in details, in the list and among its versions."""
    row = files(api)[path]
    details = api.details(row["fileId"]).expect(200).json()
    first = versions(api, row["fileId"])[0]
    assert row["customMetadata"] == details["customMetadata"] == first["customMetadata"], row
    return details["customMetadata"]


# Setting -------------------------------------------------------------------------------------------

def test_an_upload_sets_values_of_every_type():
    api, _ = account(**SCHEMAS)
    answer = upload_with(api, VALUES, responseFields="customMetadata").expect(200).json()
    assert answer["customMetadata"] == VALUES, answer
    assert seen(api, answer["filePath"]) == VALUES
    quiet = upload_with(api, VALUES).expect(200).json()
    assert "customMetadata" not in quiet, quiet


def test_an_update_merges():
    api, _ = account(**SCHEMAS)
    file = put_with(api, "/a.txt", {"text": "old", "price": 1})
    answer = set_values(api, file["fileId"], {"text": "new", "flag": True}).expect(200).json()
    assert answer["customMetadata"] == {"text": "new", "price": 1, "flag": True}, answer
    answer = set_values(api, file["fileId"], {"price": None}).expect(200).json()
    assert answer["customMetadata"] == {"text": "new", "flag": True} == seen(api, "/a.txt")
    set_values(api, file["fileId"], {"text": None, "flag": None, "area": None}).expect(200)
    assert seen(api, "/a.txt") == {}


def test_an_update_of_values_touches_the_file():
    api, _ = account(**SCHEMAS)
    file = put(api, "/a.txt")
    try:
        server.clock("2026-01-02T04:00:00.000Z")
        answer = set_values(api, file["fileId"], {"flag": True}).expect(200).json()
        assert answer["updatedAt"] == "2026-01-02T04:00:00.000Z", answer
        assert answer["createdAt"] == START, answer
    finally:
        server.clock(START)


def test_an_update_of_nothing_changes_nothing():
    api, _ = account(**SCHEMAS)
    file = put_with(api, "/a.txt", {"text": "x"})
    assert set_values(api, file["fileId"], {}).expect(200).json() == file


def test_values_go_with_other_attributes():
    api, _ = account(**SCHEMAS)
    file = put(api, "/a.txt")
    body = {"customMetadata": {"flag": True}, "tags": ["red"], "description": "words"}
    path = "/v1/files/%s/details" % file["fileId"]
    answer = api.send_json("PATCH", path, body).expect(200).json()
    assert (answer["customMetadata"], answer["tags"]) == ({"flag": True}, ["red"]), answer
    before = api.details(file["fileId"]).json()
    body = {"customMetadata": {"flag": "no"}, "tags": ["lost"], "description": None}
    refused(api.send_json("PATCH", path, body), flag="Value must be of type boolean.")
    assert api.details(file["fileId"]).json() == before


@each([
    ("a text of another type", {"text": 5}, {"text": "Value must be of type string."}),
    ("too long", {"text": "123456"}, {"text": "Length must be less than or equal to 5."}),
    ("too short", {"area": "1"}, {"area": "Length must be greater than or equal to 2."}),
    ("a number of another type", {"price": "5"}, {"price": "Value must be of type number."}),
    ("below", {"price": -1}, {"price": "Value must be between 0 and 10000."}),
    ("above", {"price": 10000.5}, {"price": "Value must be between 0 and 10000."}),
    ("no date", {"day": "soon"}, {"day": "Value must be a valid ISO 8601 date."}),
    ("an early date", {"day": "2021-12-31"},
     {"day": "Value must be greater than or equal to 2022-01-01."}),
    ("a bool in words", {"flag": "true"}, {"flag": "Value must be of type boolean."}),
    ("no option", {"size": "large"}, {"size": NO_OPTION}),
    ("an option of another kind", {"size": "30"}, {"size": NO_OPTION}),
    ("one option of many", {"colors": "red"}, {"colors": "Value must be of type array."}),
    ("a wrong one among options", {"colors": ["red", "green"]}, {"colors": NO_OPTION}),
    ("an object", {"text": {}}, {"text": "Value must be of type string."}),
    ("two wrong ones and a good one", {"price": "5", "flag": 0, "text": "fine"},
     {"price": "Value must be of type number.", "flag": "Value must be of type boolean."}),
    ("an unknown one beside a wrong one", {"nobody": 1, "flag": 0},
     {"nobody": UNKNOWN, "flag": "Value must be of type boolean."}),
])
def test_a_value_that_is_refused(values, errors):
    api, _ = account(**SCHEMAS)
    refused(upload_with(api, values), **errors)
    assert files(api) == {}
    file = put_with(api, "/a.txt", {"text": "stays"})
    refused(set_values(api, file["fileId"], values), **errors)
    assert api.details(file["fileId"]).json() == file


def test_unknown_fields_are_refused():
    api, _ = account()
    refused(upload_with(api, {"nobody": "x", "": None}), **{"nobody": UNKNOWN, "": UNKNOWN})
    file = put(api, "/a.txt")
    refused(set_values(api, file["fileId"], {"nobody": None}), nobody=UNKNOWN)


@each([
    ("broken JSON", '{"text":'),
    ("a list", '["text"]'),
    ("a text", '"text"'),
    ("null", "null"),
    ("a member twice", '{"text":"a","text":"b"}'),
    ("single quotes", "{'text':'a'}"),
])
def test_an_upload_parameter_that_is_no_object(value):
    api, _ = account(**SCHEMAS)
    upload_with(api, value).error(400, BAD_PARAMETER)
    assert files(api) == {}


@each([
    ("a list", ["text"]),
    ("a text", '{"text":"a"}'),
    ("null", None),
    ("a number", 5),
])
def test_an_update_parameter_that_is_no_object(value):
    api, _ = account(**SCHEMAS)
    file = put(api, "/a.txt")
    set_values(api, file["fileId"], value).error(400, BAD_PARAMETER)
    set_values(api, NOBODY, value).error(400, BAD_PARAMETER)


def test_a_file_that_is_not_there():
    api, _ = account(**SCHEMAS)
    set_values(api, NOBODY, {"flag": True}).error(404, "The requested file does not exist.")


@each([
    ("quotes and backslashes", 'a"b\\c'),
    ("lines and tabs", "a\n\tb"),
    ("an empty text", ""),
    ("beyond the first plane", "\U0001f600"),
    ("markup", "<script>&amp;"),
])
def test_texts_come_back_as_they_were_sent(text):
    api, _ = account(**{"a name with \"signs\" \u00e9": {"type": "Text"}})
    values = {"a name with \"signs\" \u00e9": text}
    assert seen(api, put_with(api, "/a.txt", values)["filePath"]) == values


@each([
    ("whole", 5), ("below zero", -5), ("a fraction", 0.1), ("large", 9007199254740992),
    ("very small", 5e-324), ("very large", 1.7976931348623157e308),
])
def test_numbers_come_back_as_they_were_sent(number):
    api, _ = account(n={"type": "Number"})
    assert seen(api, put_with(api, "/a.txt", {"n": number})["filePath"]) == {"n": number}


# Required values -------------------------------------------------------------------------------------

NEEDED = {"type": "Number", "isValueRequired": True, "defaultValue": 5}


def test_an_upload_without_values_gets_the_defaults_of_required_fields():
    api, _ = account(needed=NEEDED, free={"type": "Text", "defaultValue": "not needed"},
                     many={"type": "MultiSelect", "selectOptions": [1, 2], "defaultValue": [2],
                           "isValueRequired": True})
    answer = api.upload(b"x", fileName="a.txt", responseFields="customMetadata").expect(200).json()
    assert answer["customMetadata"] == {"needed": 5, "many": [2]}, answer
    assert seen(api, answer["filePath"]) == {"needed": 5, "many": [2]}
    empty = upload_with(api, {}, overwriteCustomMetadata=False).expect(200).json()
    assert values_of(api, empty["fileId"]) == {"needed": 5, "many": [2]}


def test_an_upload_with_values_must_set_the_required_ones():
    api, _ = account(needed=NEEDED, text={"type": "Text"})
    refused(upload_with(api, {"text": "x"}), needed=REQUIRED)
    refused(upload_with(api, {"text": "x", "needed": None}), needed=REQUIRED)
    refused(upload_with(api, {"text": "x", "needed": "y"}), needed="Value must be of type number.")
    assert files(api) == {}
    assert seen(api, put_with(api, "/a.txt", {"text": "x", "needed": 0})["filePath"]) \
        == {"needed": 0, "text": "x"}


def test_an_update_must_leave_the_required_ones_with_a_value():
    api, ids = account(text={"type": "Text"})
    file = put_with(api, "/a.txt", {"text": "x"})
    ids["needed"] = field(api, "needed", NEEDED)["id"]
    assert seen(api, "/a.txt") == {"text": "x"}
    refused(set_values(api, file["fileId"], {"text": "y"}), needed=REQUIRED)
    set_values(api, file["fileId"], {}).expect(200)
    set_values(api, file["fileId"], {"text": "y", "needed": 1}).expect(200)
    refused(set_values(api, file["fileId"], {"needed": None}), needed=REQUIRED)
    assert seen(api, "/a.txt") == {"text": "y", "needed": 1}
    set_values(api, file["fileId"], {"text": "z"}).expect(200)
    update(api, ids["needed"], {"schema": {"isValueRequired": False}}).expect(200)
    set_values(api, file["fileId"], {"needed": None}).expect(200)


# Deleted fields --------------------------------------------------------------------------------------

def test_values_of_a_deleted_field_vanish():
    api, ids = account(text={"type": "Text"}, flag={"type": "Boolean"})
    file = put_with(api, "/a.txt", {"text": "x", "flag": True})
    remove(api, ids["text"]).expect(204)
    assert seen(api, "/a.txt") == {"flag": True}
    refused(set_values(api, file["fileId"], {"text": "y"}), text=UNKNOWN)
    refused(upload_with(api, {"text": "y"}), text=UNKNOWN)
    set_values(api, file["fileId"], {"flag": None}).expect(200)
    assert seen(api, "/a.txt") == {}


def test_a_deleted_field_requires_nothing():
    api, ids = account(needed=NEEDED, text={"type": "Text"})
    remove(api, ids["needed"]).expect(204)
    assert seen(api, put(api, "/a.txt")["filePath"]) == {}
    assert seen(api, put_with(api, "/b.txt", {"text": "x"})["filePath"]) == {"text": "x"}


# Overwriting -----------------------------------------------------------------------------------------

@each([
    ("not sent", {}, {}),
    ("not sent, true", {"overwriteCustomMetadata": True}, {}),
    ("not sent, false", {"overwriteCustomMetadata": False}, {"text": "old", "flag": True}),
    ("sent", {"customMetadata": '{"text":"new"}'}, {"text": "new"}),
    ("sent, false", {"customMetadata": '{"text":"new"}', "overwriteCustomMetadata": False},
     {"text": "new"}),
    ("sent empty", {"customMetadata": "{}", "overwriteCustomMetadata": False}, {}),
    ("sent as nothing", {"customMetadata": "", "overwriteCustomMetadata": False},
     {"text": "old", "flag": True}),
])
def test_an_overwrite(sent, wanted):
    api, _ = account(text={"type": "Text"}, flag={"type": "Boolean"})
    old = {"text": "old", "flag": True}
    put_with(api, "/a.txt", old)
    file = put(api, "/a.txt", b"new", responseFields="customMetadata", **sent)
    assert file["customMetadata"] == wanted == seen(api, "/a.txt"), file
    rows = versions(api, file["fileId"])
    assert [row["customMetadata"] for row in rows] == [wanted, old], rows
    listed = api.files("type=file-version")
    assert [row["customMetadata"] for row in listed] == [old], listed


def test_an_overwrite_gives_defaults_or_keeps():
    api, _ = account(text={"type": "Text"}, needed=NEEDED)
    put_with(api, "/a.txt", {"text": "old", "needed": 1})
    assert put(api, "/a.txt", overwriteCustomMetadata=False)["customMetadata"] \
        == {"text": "old", "needed": 1}
    assert put(api, "/a.txt")["customMetadata"] == {"needed": 5}


def test_a_refused_overwrite_makes_no_version():
    api, _ = account(text={"type": "Text"})
    file = put_with(api, "/a.txt", {"text": "old"})
    answer = api.upload(b"new", fileName="a.txt", useUniqueFileName=False,
                        customMetadata='{"text":1}')
    refused(answer, text="Value must be of type string.")
    assert versions(api, file["fileId"]) == [file]


# Versions, copies and moves ------------------------------------------------------------------------

def test_a_version_keeps_its_own_values():
    api, _ = account(text={"type": "Text"})
    first = put_with(api, "/a.txt", {"text": "one"})
    file = put_with(api, "/a.txt", {"text": "two"})
    set_values(api, file["fileId"], {"text": "three"}).expect(200)
    path = "/v1/files/%s/versions/%s" % (file["fileId"], first["versionInfo"]["id"])
    assert api.get(path).expect(200).json()["customMetadata"] == {"text": "one"}
    answer = api.request("PUT", path + "/restore").expect(200).json()
    assert answer["customMetadata"] == {"text": "one"} == seen(api, "/a.txt"), answer
    rows = versions(api, file["fileId"])
    assert [row["customMetadata"] for row in rows] == [{"text": "one"}, {"text": "three"}], rows


def copy(api, source, destination, **more):
    api.send_json("POST", "/v1/files/copy", dict(
        {"sourceFilePath": source, "destinationPath": destination}, **more)).expect(204)


def history(api, path):
    return [row["customMetadata"] for row in versions(api, files(api)[path]["fileId"])]


def test_a_copy_has_the_values_of_its_own():
    api, _ = account(**SCHEMAS)
    source = put_with(api, "/a.txt", VALUES)
    copy(api, "/a.txt", "/b")
    assert seen(api, "/b/a.txt") == VALUES
    set_values(api, source["fileId"], {"text": None}).expect(200)
    assert seen(api, "/b/a.txt") == VALUES


def test_copies_with_versions_and_onto_others():
    api, _ = account(text={"type": "Text"})
    put_with(api, "/a.txt", {"text": "one"})
    put_with(api, "/a.txt", {"text": "two"})
    put_with(api, "/b/a.txt", {"text": "there"})
    copy(api, "/a.txt", "/c", includeFileVersions=True)
    copy(api, "/a.txt", "/b")
    assert history(api, "/c/a.txt") == [{"text": "two"}, {"text": "one"}]
    assert history(api, "/b/a.txt") == [{"text": "two"}, {"text": "there"}]


def test_a_move_takes_the_values_along():
    api, _ = account(text={"type": "Text"})
    put_with(api, "/a.txt", {"text": "one"})
    put_with(api, "/b/a.txt", {"text": "there"})
    body = {"sourceFilePath": "/a.txt", "destinationPath": "/b"}
    api.send_json("POST", "/v1/files/move", body).expect(204)
    assert history(api, "/b/a.txt") == [{"text": "one"}, {"text": "there"}]


@each([
    ("with versions", True, [{"text": "two", "colors": ["red", 7]}, {"text": "one"}]),
    ("without", False, [{"text": "two", "colors": ["red", 7]}]),
])
def test_a_copied_folder_has_the_values(include, wanted):
    api, _ = account(**SCHEMAS)
    put_with(api, "/f/sub/a.txt", {"text": "one"})
    put_with(api, "/f/sub/a.txt", {"text": "two", "colors": ["red", 7]})
    put(api, "/f/plain.txt")
    run_job(api, "copyFolder", sourceFolderPath="/f", destinationPath="/g",
            includeVersions=include)
    assert history(api, "/g/f/sub/a.txt") == wanted
    assert seen(api, "/g/f/plain.txt") == {}
    run_job(api, "moveFolder", sourceFolderPath="/g", destinationPath="/h")
    assert history(api, "/h/g/f/sub/a.txt") == wanted


# Limits, accounts, persistence -----------------------------------------------------------------------

def test_an_asset_has_a_thousand_values():
    api = server.fresh()
    for number in range(1001):
        field(api, "f%d" % number, "Boolean")
    full = {"f%d" % number: True for number in range(1000)}
    file = put_with(api, "/a.txt", full)
    assert len(file["customMetadata"]) == 1000
    set_values(api, file["fileId"], {"f1000": True}).error(400, TOO_MANY)
    upload_with(api, dict(full, f1000=True)).error(400, TOO_MANY)
    answer = set_values(api, file["fileId"], {"f0": None, "f1000": False}).expect(200).json()
    assert len(answer["customMetadata"]) == 1000 and answer["customMetadata"]["f1000"] is False
    assert seen(api, "/a.txt") == answer["customMetadata"]


def test_more_keys_than_values_are_refused_at_once():
    api = server.fresh()
    upload_with(api, {"k%d" % number: 1 for number in range(50000)}).error(400, TOO_MANY)


def test_accounts_are_apart():
    mine, _ = account(text={"type": "Text"}, needed=NEEDED)
    yours = server.fresh()
    refused(upload_with(yours, {"text": "x"}), text=UNKNOWN)
    assert seen(yours, put(yours, "/a.txt")["filePath"]) == {}
    assert seen(mine, put_with(mine, "/a.txt", {"text": "x", "needed": 2})["filePath"]) \
        == {"text": "x", "needed": 2}


def test_fields_and_values_outlive_the_server():
    with tempfile.TemporaryDirectory() as data:
        with Emulator(data=data) as own:
            api = own.client()
            made = [field(api, name, schema) for name, schema in SCHEMAS.items()]
            remove(api, made[0]["id"]).expect(204)
            values = {name: value for name, value in VALUES.items() if name != "text"}
            put_with(api, "/a.txt", values)
        with Emulator(data=data) as own:
            api = own.client()
            assert api.get("/v1/customMetadataFields").json() == made[1:]
            assert api.get("/v1/customMetadataFields?includeDeleted=true").json() == made
            assert seen(api, "/a.txt") == values


if __name__ == "__main__":
    main(globals())
