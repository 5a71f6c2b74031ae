"""Custom metadata fields: making, listing, changing and deleting them.

Each message of the service and the test that provokes it:
  A custom metadata field with this name already exists. -> a_name_is_taken_for_ever
  A custom metadata field with this label already exists. -> a_label_is_taken_while_its_field_lives
  Invalid schema object. (errors) -> a_schema_that_is_refused, a_patch_that_is_refused
  Invalid field object (errors) -> a_request_that_is_refused
  Cannot update a deleted custom metadata fields. -> a_deleted_field_cannot_be_changed
  Either label or schema should be provided. -> a_patch_of_nothing
  Name cannot be updated. -> the_name_stays
  Missing id parameter. / Your request contains invalid ID parameter. -> an_id_that_is_none
  No such custom metadata field exists. -> a_field_that_is_not_there
  description, reserved, the setting original creation date -> test_custom_metadata_reserved.py
  This custom metadata field cannot be deleted as it is a part of a path policy: ...
      -> cannot occur: there are no path policies
"""

import concurrent.futures

from custom_metadata import FIELDS, create, field, fields, remove, update
from emulator import Emulator
from library_calls import (BAD_IDS, HEX24, NOBODY, START, check_broken_bodies,
                           check_route)
from tap import each, main

NAME_TAKEN = "A custom metadata field with this name already exists."
LABEL_TAKEN = "A custom metadata field with this label already exists."
BAD_SCHEMA = "Invalid schema object."
BAD_REQUEST = "Invalid field object"
NO_FIELD = "No such custom metadata field exists."
NOT_ALLOWED = "not allowed for this type"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


# Making and listing ------------------------------------------------------------------------------

@each([
    ("Text", {"type": "Text", "defaultValue": "Nike", "minLength": 1, "maxLength": 10}),
    ("Textarea", {"type": "Textarea", "minLength": 0}),
    ("Number", {"type": "Number", "minValue": 1000, "maxValue": 3000}),
    ("Date", {"type": "Date", "minValue": "2022-11-30T10:11:10+00:00"}),
    ("Boolean", {"type": "Boolean", "defaultValue": False, "isValueRequired": True}),
    ("SingleSelect", {"type": "SingleSelect", "selectOptions": ["small", 30, True],
                      "defaultValue": 30}),
    ("MultiSelect", {"type": "MultiSelect", "selectOptions": ["small", 30, True],
                     "defaultValue": [True, "small"], "isValueRequired": True}),
])
def test_a_field_of_each_type(schema):
    api = server.fresh()
    answer = create(api, "price", schema, label="The price").expect(201)
    made = answer.json()
    assert list(made) == ["id", "name", "label", "schema"], made
    assert HEX24.match(made["id"]), made
    assert (made["name"], made["label"], made["schema"]) == ("price", "The price", schema), made
    assert fields(api) == [made]


def test_an_id_begins_with_the_time():
    made = field(server.fresh(), "a")
    assert made["id"].startswith("%08x" % 1767323045), made


def test_fields_are_listed_in_the_order_of_their_making():
    api = server.fresh()
    made = [field(api, name) for name in ("zebra", "ape", "cat")]
    assert fields(api) == made
    assert fields(api, "?folderPath=/nowhere") == made
    assert fields(api, "?includeDeleted=false") == made
    assert fields(api, "?includeDeleted=true") == made


def test_nothing_is_an_empty_list():
    assert fields(server.fresh()) == []


def test_a_flag_that_is_none():
    api = server.fresh()
    api.get(FIELDS + "?includeDeleted=perhaps").error(
        400, "Your request contains invalid value for includeDeleted parameter.")


@each([
    ("nothing", {}, {"name": "is required", "label": "is required", "schema": "is required"}),
    ("no name", {"label": "l", "schema": {"type": "Text"}}, {"name": "is required"}),
    ("an empty name", {"name": "", "label": "l", "schema": {"type": "Text"}},
     {"name": "is required"}),
    ("no label", {"name": "n", "schema": {"type": "Text"}}, {"label": "is required"}),
    ("a label of null", {"name": "n", "label": None, "schema": {"type": "Text"}},
     {"label": "is required"}),
    ("no schema", {"name": "n", "label": "l"}, {"schema": "is required"}),
    ("a name of another type", {"name": 5, "label": "l", "schema": {"type": "Text"}},
     {"name": "should be of type string"}),
    ("a label of another type", {"name": "n", "label": ["l"], "schema": {"type": "Text"}},
     {"label": "should be of type string"}),
])
def test_a_request_that_is_refused(body, errors):
    api = server.fresh()
    api.send_json("POST", FIELDS, body).error(400, BAD_REQUEST, errors=errors)
    assert fields(api, "?includeDeleted=true") == []


@each([
    ("a list", ["Text"], {"schema": "should be of type object"}),
    ("no type", {}, {"type": "is required"}),
    ("another key's type", {"type": "Number", "minValue": "x", "maxLength": 1},
     {"minValue": "should be of type number", "maxLength": NOT_ALLOWED}),
    ("values of a text", {"type": "Text", "minValue": 1}, {"minValue": NOT_ALLOWED}),
    ("lengths of a date", {"type": "Date", "maxLength": 1}, {"maxLength": NOT_ALLOWED}),
    ("a number for a date", {"type": "Date", "minValue": 1},
     {"minValue": "should be of type string"}),
    ("options of a bool", {"type": "Boolean", "selectOptions": [True]},
     {"selectOptions": NOT_ALLOWED}),
    ("a select without options", {"type": "SingleSelect"}, {"selectOptions": "is required"}),
    ("required without default", {"type": "Text", "isValueRequired": True},
     {"defaultValue": "is required when isValueRequired is true"}),
    ("a default out of range", {"type": "Number", "minValue": 5, "defaultValue": 4},
     {"defaultValue": "should be greater than or equal to 5"}),
    ("a default that is no option", {"type": "MultiSelect", "selectOptions": ["a"],
                                     "defaultValue": ["b"]},
     {"defaultValue": "should be one of the select options"}),
])
def test_a_schema_that_is_refused(schema, errors):
    api = server.fresh()
    create(api, "n", schema).error(400, BAD_SCHEMA, errors=errors)
    assert fields(api, "?includeDeleted=true") == []


def test_a_type_that_is_none():
    answer = create(server.fresh(), "n", "TextArea").expect(400).json()
    assert answer["message"] == BAD_SCHEMA and list(answer["errors"]) == ["type"], answer


def test_a_name_is_taken_for_ever():
    api = server.fresh()
    old = field(api, "brand")
    create(api, "brand", label="another").error(400, NAME_TAKEN)
    remove(api, old["id"]).expect(204)
    create(api, "brand", label="another").error(400, NAME_TAKEN)
    field(api, "Brand")


def test_a_label_is_taken_while_its_field_lives():
    api = server.fresh()
    old = field(api, "brand", label="Label")
    create(api, "maker", label="Label").error(400, LABEL_TAKEN)
    other = field(api, "maker", label="Other")
    update(api, other["id"], {"label": "Label"}).error(400, LABEL_TAKEN)
    remove(api, old["id"]).expect(204)
    changed = update(api, other["id"], {"label": "Label"}).expect(200).json()
    assert changed == dict(other, label="Label"), changed
    create(api, "third", label="Label").error(400, LABEL_TAKEN)
    field(api, "fourth", label="Other")


def test_one_of_many_at_once_gets_the_name():
    api = server.fresh()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: create(api, "brand", label="l%d" % n), range(16)))
    assert sorted(answer.status for answer in answers) == [201] + [400] * 15
    assert len(fields(api)) == 1


# Changing ------------------------------------------------------------------------------------------

@each([
    ("the label", {"label": "New"}, {"label": "New"}, {}),
    ("its own label", {"label": "Label of price"}, {}, {}),
    ("a key more", {"schema": {"defaultValue": 5}}, {}, {"defaultValue": 5}),
    ("a key anew", {"schema": {"maxValue": 20}}, {}, {"maxValue": 20}),
    ("both", {"label": "New", "schema": {"minValue": 2}}, {"label": "New"}, {"minValue": 2}),
    ("another type is ignored", {"schema": {"type": "Text", "maxValue": 7}}, {}, {"maxValue": 7}),
    ("nothing of the schema", {"schema": {}}, {}, {}),
])
def test_a_patch_changes_what_it_names(body, changes, schema):
    api = server.fresh()
    made = field(api, "price", {"type": "Number", "minValue": 1, "maxValue": 10})
    wanted = dict(made, schema=dict(made["schema"], **schema), **changes)
    assert update(api, made["id"], body).expect(200).json() == wanted
    assert fields(api) == [wanted]


def test_null_takes_a_key_away():
    api = server.fresh()
    made = field(api, "price", {"type": "Number", "minValue": 1, "maxValue": 10})
    changed = update(api, made["id"], {"schema": {"minValue": None}}).expect(200).json()
    assert changed["schema"] == {"type": "Number", "maxValue": 10}, changed


@each([
    ("a key of another type", {"schema": {"type": "Text", "minLength": 1}},
     BAD_SCHEMA, {"minLength": NOT_ALLOWED}),
    ("ends the wrong way", {"schema": {"minValue": 11}}, BAD_SCHEMA,
     {"minValue": "should not be greater than maxValue"}),
    ("required without default", {"schema": {"isValueRequired": True}}, BAD_SCHEMA,
     {"defaultValue": "is required when isValueRequired is true"}),
    ("no object", {"schema": 5}, BAD_SCHEMA, {"schema": "should be of type object"}),
    ("a label of another type", {"label": 5}, BAD_REQUEST, {"label": "should be of type string"}),
    ("an empty label", {"label": ""}, BAD_REQUEST, {"label": "is required"}),
    ("a good label beside a bad schema", {"label": "New", "schema": {"minValue": "x"}},
     BAD_SCHEMA, {"minValue": "should be of type number"}),
])
def test_a_patch_that_is_refused(body, message, errors):
    api = server.fresh()
    made = field(api, "price", {"type": "Number", "minValue": 1, "maxValue": 10})
    update(api, made["id"], body).error(400, message, errors=errors)
    assert fields(api) == [made]


@each([
    ("an empty object", {}),
    ("nulls", {"label": None, "schema": None}),
    ("other members", {"id": NOBODY, "type": "Text"}),
])
def test_a_patch_of_nothing(body):
    api = server.fresh()
    update(api, field(api, "a")["id"], body).error(
        400, "Either label or schema should be provided.")


@each([
    ("another name", {"name": "b"}),
    ("its own name", {"name": "a"}),
    ("beside a label", {"name": "b", "label": "New"}),
])
def test_the_name_stays(body):
    api = server.fresh()
    made = field(api, "a")
    update(api, made["id"], body).error(400, "Name cannot be updated.")
    assert fields(api) == [made]


# Deleting ------------------------------------------------------------------------------------------

def test_a_deleted_field_is_listed_on_demand():
    api = server.fresh()
    gone, there = field(api, "gone"), field(api, "there")
    answer = remove(api, gone["id"]).expect(204)
    assert answer.body == b""
    assert fields(api) == [there]
    assert fields(api, "?includeDeleted=true") == [gone, there]


def test_a_deleted_field_cannot_be_changed():
    api = server.fresh()
    gone = field(api, "gone")
    remove(api, gone["id"]).expect(204)
    for body in ({"label": "New"}, {"schema": {"maxLength": 3}}):
        update(api, gone["id"], body).error(
            400, "Cannot update a deleted custom metadata fields.")
    remove(api, gone["id"]).error(404, NO_FIELD)


def test_a_field_that_is_not_there():
    api, other = server.fresh(), server.fresh()
    made = field(api, "a")
    for at in (NOBODY, field(other, "b")["id"]):
        update(api, at, {"label": "New"}).error(404, NO_FIELD)
        remove(api, at).error(404, NO_FIELD)
    assert fields(api) == [made] and len(fields(other)) == 1


@BAD_IDS
def test_an_id_that_is_none(field_id):
    api = server.fresh()
    update(api, field_id, {"label": "New"}).error(
        400, "Your request contains invalid ID parameter.")
    remove(api, field_id).error(400, "Your request contains invalid ID parameter.")


def test_an_id_that_is_missing():
    api = server.fresh()
    for path in (FIELDS, FIELDS + "/"):
        api.send_json("PATCH", path, {"label": "New"}).error(400, "Missing id parameter.")
        api.delete(path).error(400, "Missing id parameter.")


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    made = field(mine, "brand")
    assert fields(yours, "?includeDeleted=true") == []
    twin = field(yours, "brand")
    remove(yours, twin["id"]).expect(204)
    assert fields(mine) == [made]


@each([
    ("create", "POST", FIELDS),
    ("update", "PATCH", FIELDS + "/" + NOBODY),
])
def test_broken_bodies(method, path):
    check_broken_bodies(server.fresh(), method, path)


@each([
    ("list", "GET", FIELDS, ["PUT"]),
    ("create", "POST", FIELDS, ["PUT"]),
    ("update", "PATCH", FIELDS + "/" + NOBODY, ["GET", "POST", "PUT"]),
    ("delete", "DELETE", FIELDS + "/" + NOBODY, ["GET", "POST", "PUT"]),
])
def test_the_route(method, path, wrong):
    check_route(server, method, path, wrong)


def test_a_reset_forgets_fields():
    with Emulator() as own:
        api = own.client()
        field(api, "brand")
        own.reset()
        assert fields(api, "?includeDeleted=true") == []
        field(api, "brand")


if __name__ == "__main__":
    main(globals())
