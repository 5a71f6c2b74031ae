"""What fields may say of themselves, and the field that the service makes: its setting by option, seed and
control plane, its values, and how long both stay."""

import json
import urllib.parse

from custom_metadata import FIELDS, create, field, fields, put_with, remove, update
from emulator import Emulator
from library_calls import HEX24, START
from lifetime import folder
from tap import each, main

BAD_REQUEST = "Invalid field object"
NAME = "_internal_original_created_datetime"
RESERVED = {"name": NAME, "label": "Original creation date", "schema": {"type": "Date"},
            "reserved": True}
LONGEST = "\u6587" * 500
TOO_LONG = {"description": "should not have more than 500 characters"}

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


# Descriptions -----------------------------------------------------------------------------------

def described(api, description, name="a"):
    return api.send_json("POST", FIELDS, {"name": name, "label": "l of " + name, "schema": {
        "type": "Text"}, "description": description})


@each([("a text", "What it costs"), ("one character", "x"), ("the longest", LONGEST)])
def test_a_description(text):
    api = server.fresh()
    made = described(api, text).expect(201).json()
    assert made["description"] == text and list(made)[-1] == "description", made
    assert fields(api) == [made]


@each([("empty", ""), ("null", None)])
def test_a_description_that_says_nothing(text):
    api = server.fresh()
    assert "description" not in described(api, text).expect(201).json()


@each([
    ("a character too long", LONGEST + "x", TOO_LONG),
    ("a number", 5, {"description": "should be of type string"}),
    ("a list", ["x"], {"description": "should be of type string"}),
])
def test_a_description_that_is_refused(text, errors):
    api = server.fresh()
    described(api, text).error(400, BAD_REQUEST, errors=errors)
    made = described(api, "before").expect(201).json()
    update(api, made["id"], {"description": text}).error(400, BAD_REQUEST, errors=errors)
    assert fields(api) == [made]


def test_a_description_changes_alone():
    api = server.fresh()
    made = described(api, "before").expect(201).json()
    changed = update(api, made["id"], {"description": "after"}).expect(200).json()
    assert changed == dict(made, description="after"), changed
    assert update(api, made["id"], {"label": "new"}).expect(200).json() == dict(
        changed, label="new")
    cleared = update(api, made["id"], {"description": ""}).expect(200).json()
    assert "description" not in cleared and fields(api) == [cleared]


# The setting ------------------------------------------------------------------------------------

def setting(one, api, on=None):
    path = "/account-settings?account=" + api.imagekit_id
    if on is None:
        return one.control("GET", path).expect(200).json()["originalCreationDate"]
    return one.control("PUT", path, {"originalCreationDate": on}).expect(200).json()


def switched_on(one=server):
    api = one.fresh()
    api.files()  # an account is made on first sight
    assert setting(one, api) is False
    assert setting(one, api, True) == {"originalCreationDate": True}
    return api


def the_field(api):
    found = [row for row in fields(api) if row["name"] == NAME]
    assert len(found) == 1 and HEX24.match(found[0]["id"]), found
    assert dict(found[0], id=None) == dict(RESERVED, id=None), found
    return found[0]


def test_the_field_is_there_while_the_setting_is_on():
    api = switched_on()
    one = the_field(api)
    details = put_with(api, "/a.txt", {NAME: "2020-01-01T00:00:00Z"})
    setting(server, api, True)
    assert the_field(api) == one, "switching on twice changes nothing"
    setting(server, api, False)
    assert fields(api) == [] and setting(server, api) is False
    assert api.details(details["fileId"]).json()["customMetadata"] == {}
    setting(server, api, True)
    assert the_field(api) == one
    assert api.details(details["fileId"]).json()["customMetadata"] == {NAME: "2020-01-01T00:00:00Z"}


def test_it_is_the_accounts_own():
    mine, yours = switched_on(), server.fresh()
    assert fields(yours) == [] and the_field(mine)


def test_it_cannot_be_deleted():
    api = switched_on()
    remove(api, the_field(api)["id"]).error(
        400, "This custom metadata field cannot be deleted as it is a reserved field.")
    assert the_field(api)


@each([("on", True), ("off", False)])
def test_nobody_else_has_its_name(on):
    api = server.fresh()
    api.files()
    setting(server, api, on)
    create(api, NAME, label="mine").error(400, BAD_REQUEST, errors={"name": "is reserved"})
    assert len(fields(api)) == on


def test_a_label_that_is_taken():
    api = server.fresh()
    field(api, "a", label=RESERVED["label"])
    answer = server.control("PUT", "/account-settings?account=" + api.imagekit_id,
                            {"originalCreationDate": True}).expect(409)
    assert "label" in answer.json()["message"], answer
    assert setting(server, api) is False


def test_it_is_changed_and_searched_like_others():
    api = switched_on()
    update(api, the_field(api)["id"], {"label": "Taken", "description": "d"}).expect(200)
    put_with(api, "/old.txt", {NAME: "1999-12-31T00:00:00Z"})
    put_with(api, "/new.txt", {NAME: "2020-01-01T00:00:00Z"})
    found = api.files("searchQuery=" + urllib.parse.quote(
        '"customMetadata.%s" > "2000-01-01"' % NAME))
    assert [row["name"] for row in found] == ["new.txt"], found


@each([
    ("no account", "PUT", "/account-settings", {"originalCreationDate": True}, 400, "account="),
    ("nobody", "PUT", "/account-settings?account=nobody", {"originalCreationDate": True}, 404,
     "nobody"),
    ("another parameter", "PUT", "/account-settings?acount=demo", {"originalCreationDate": True},
     400, "acount"),
    ("nothing", "PUT", "/account-settings?account=demo", {}, 400, "originalCreationDate"),
    ("another member", "PUT", "/account-settings?account=demo",
     {"originalCreationDate": True, "x": 1}, 400, "x"),
    ("a word", "PUT", "/account-settings?account=demo", {"originalCreationDate": "yes"}, 400,
     "originalCreationDate"),
    ("no account to look at", "GET", "/account-settings", None, 400, "account="),
])
def test_a_call_that_is_refused(method, path, body, status, says):
    answer = server.control(method, path, body).expect(status)
    assert says in answer.json()["message"], answer
    assert setting(server, server.client()) is False


# How long it stays ------------------------------------------------------------------------------

def test_the_option_is_for_every_account():
    with folder() as data:
        with Emulator("--clock", START, data=data) as one:
            seen = one.fresh()
            seen.files()
        with Emulator("--clock", START, "--original-creation-date", data=data) as one:
            known = one.client(seen.key)
            before = [the_field(one.client()), the_field(known), the_field(one.fresh())]
            one.control("POST", "/reset?account=demo").expect(204)
            assert the_field(one.client()) and the_field(known) == before[1]
        with Emulator("--clock", START, data=data) as one:
            assert the_field(one.client(seen.key)) == before[1]


def test_it_outlives_a_restart():
    with folder() as data:
        with Emulator("--clock", START, data=data) as one:
            api = one.client()
            assert setting(one, api, True)
            before = the_field(api)
        with Emulator("--clock", START, data=data) as one:
            assert the_field(one.client()) == before


def test_the_order_by_original_date():
    """A file without one counts with its upload time."""
    api = switched_on()
    for name, date in (("a", None), ("b", "2031-01-01"), ("c", "2020-01-01"), ("d", None)):
        put_with(api, "/%s.txt" % name, {NAME: date} if date else {})
    for sort, expected in (("ASC", "cadb"), ("DESC", "bdac")):
        query = "sort=%s_ORIGINAL_CREATION_DATE" % sort
        ids = {row["name"][0]: row["fileId"] for row in api.files()}
        if ids["d"] < ids["a"]:
            expected = expected.translate({ord("a"): "d", ord("d"): "a"})
        assert "".join(row["name"][0] for row in api.files(query)) == expected


def seeded(document, *options):
    with folder() as place:
        path = place + "/seed.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        with Emulator("--clock", START, "--seed", path, *options) as one:
            yield one


@each([("alone", ()), ("beside the option", ("--original-creation-date",))])
def test_a_seed_switches_it_on(options):
    for one in seeded({"originalCreationDate": True}, *options):
        assert the_field(one.client())
        setting(one, one.client(), False)
        one.control("POST", "/reset?account=demo").expect(204)
        assert the_field(one.client())


@each([("alone", ()), ("beside the option", ("--original-creation-date",))])
def test_a_seed_that_names_its_row(options):
    row = dict(RESERVED, id="the-date", description="d")
    for one in seeded({"customMetadataFields": [row]}, *options):
        assert fields(one.client()) == [row]
        document = one.control("GET", "/seed").expect(200).json()
        one.control("PUT", "/seed", document).expect(200)
        assert one.control("GET", "/seed").expect(200).json() == document
        assert fields(one.client()) == [row]


@each([
    ("its name alone", {"name": NAME, "label": "l", "schema": {"type": "Date"}}, "reserved"),
    ("another name", {"name": "a", "label": "l", "schema": {"type": "Date"}, "reserved": True},
     NAME),
])
def test_a_seed_that_is_refused(row, says):
    answer = server.control("PUT", "/seed", {"customMetadataFields": [row]}).expect(400)
    assert says in answer.json()["message"], answer


if __name__ == "__main__":
    main(globals())
