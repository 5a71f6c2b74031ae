"""Upload: conditions in the parameter `checks`; what fails them leaves nothing behind."""

import pictures
from emulator import HELP, Emulator
from tap import each, main

server = Emulator()
FAILED = "Your request failed 'checks' validation."
SYNTAX = "Your request contains invalid syntax for the checks parameter."
PICTURE = pictures.png(40, 30)
TEXT = b"x" * 2000


set_up, tear_down = server.start, server.stop_cleanly


def upload(api, checks, name="a.txt", file=TEXT, **fields):
    fields.setdefault("useUniqueFileName", False)
    return api.upload(file, fileName=name, checks=checks, **fields)


def nothing_stored(api):
    assert api.files("type=all") == []


@each([
    ("the folder, in double quotes", {}, '"request.folder" : "marketing/"', "marketing"),
    ("the folder, in single quotes", {}, "'request.folder' : 'marketing/'", "/marketing/"),
    ("a folder below", {}, '"request.folder" : "marketing/"', "marketing/2024"),
    ("the size", {}, '"file.size" < "1mb"', ""),
    ("the size, in single quotes", {}, "'file.size' < '1mb'", ""),
    ("the exact size", {}, "file.size = 2000 AND file.size IN ['2000']", ""),
    ("the name and the type", {}, "file.name = 'a.txt' AND file.mime = 'text/plain'", ""),
    ("a picture", {"name": "a.png", "file": PICTURE},
     "file.mime : 'image/' AND file.width = 40 AND file.height <= '30'", ""),
    ("another field", {"tags": "a,b"}, "request.tags = 'a,b' AND request.description NOT EXISTS", ""),
    ("either", {}, "(file.width > 10 OR file.size > 10) AND request.fileName : 'a'", ""),
    ("none at all", {}, "", ""),
])
def test_what_meets_its_checks_is_stored(fields, checks, folder):
    api = server.fresh()
    answer = upload(api, checks, folder=folder, **fields).expect(200).json()
    assert [f["fileId"] for f in api.files()] == [answer["fileId"]]


@each([
    ("another folder", {"folder": "sales"}, '"request.folder" : "marketing/"'),
    ("a name that begins the same", {"folder": "marketing-old"}, '"request.folder" : "marketing/"'),
    ("no folder", {}, '"request.folder" : "marketing/"'),
    ("a file too large", {}, '"file.size" < "1kb"'),
    ("a text where a picture is asked for", {}, "file.mime : 'image/'"),
    ("a text has no width", {}, "file.width < 10000"),
    ("a picture too wide", {"name": "a.png", "file": PICTURE}, "file.width < 40"),
    ("the type is what the bytes say", {"name": "a.png"}, "file.mime = 'image/png'"),
    ("one of two", {}, "file.size > 10 AND file.size > 10000"),
])
def test_what_fails_its_checks_is_refused(fields, checks):
    api = server.fresh()
    answer = upload(api, checks, **fields).expect(400).json()
    assert answer == {"message": FAILED, "help": HELP}, answer
    nothing_stored(api)


@each([
    ("no operator", '"file.size"', 12),
    ("no value", '"file.size" <', 14),
    ("an open quote", '"file.size" < "1mb', 15),
    ("an unknown subject", '"file.colour" = "red"', 1),
    ("a field of searches", "size < 1mb", 1),
    ("no number", "file.size < 'big'", 13),
    ("a keyword in lower case", "file.size < 1mb and file.size > 1", 17),
    ("a mistake in a part that does not matter", "file.size > 0 OR file.hue EXISTS", 18),
])
def test_a_mistake_is_refused_with_its_position(checks, position):
    api = server.fresh()
    answer = upload(api, checks).expect(400).json()
    assert answer == {"message": SYNTAX, "help": HELP, "position": position}, answer
    nothing_stored(api)


def test_a_refused_overwrite_keeps_what_was_there():
    api = server.fresh()
    first = upload(api, "", file=b"first").expect(200).json()
    refused = upload(api, "file.size < 3", file=b"second").expect(400).json()
    assert refused["message"] == FAILED
    kept = api.files()
    assert [(f["fileId"], f["size"]) for f in kept] == [(first["fileId"], 5)], kept
    assert kept[0]["versionInfo"]["name"] == "Version 1"


def test_no_folder_is_made_for_what_is_refused():
    api = server.fresh()
    upload(api, "file.size < 3", folder="a/b/c").expect(400)
    nothing_stored(api)


if __name__ == "__main__":
    main(globals())
