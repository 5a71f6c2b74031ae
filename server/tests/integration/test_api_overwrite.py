"""A second upload of the same name: versions, what they carry over, and their limit."""

import concurrent.futures

import pictures
from emulator import HELP, Emulator
from tap import each, main

CONFLICT = ("A file with the same name already exists at the exact location. We could not "
            "overwrite it because both overwriteFile and useUniqueFileName are set to false.")

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def put(api, file=b"x", **fields):
    fields = dict({"fileName": "a.png", "useUniqueFileName": False}, **fields)
    return api.upload(file, **fields)


def test_an_overwrite_makes_a_new_version_of_the_same_file():
    api = server.fresh()
    old, new = pictures.png(10, 10), pictures.png(20, 15)
    first = put(api, old, folder="/f").expect(200).json()
    second = put(api, new, folder="/f").expect(200).json()
    assert second["fileId"] == first["fileId"]
    assert first["versionInfo"] == {"id": first["fileId"], "name": "Version 1"}
    assert second["versionInfo"]["name"] == "Version 2"
    assert second["versionInfo"]["id"] not in (first["fileId"], first["versionInfo"]["id"])
    assert (second["size"], second["width"], second["height"]) == (len(new), 20, 15)
    assert second["url"] == first["url"] and api.fetch(first["url"]).body == new
    details = api.details(first["fileId"]).expect(200).json()
    assert details["versionInfo"] == second["versionInfo"]
    assert (details["type"], details["size"]) == ("file", len(new))


def test_the_old_content_stays_as_a_version():
    api = server.fresh()
    first = put(api, b"old").expect(200).json()
    put(api, b"new").expect(200)
    rows = api.files("type=file-version")
    assert [(row["type"], row["versionInfo"]["name"], row["size"]) for row in rows] \
        == [("file-version", "Version 1", 3)], rows
    assert rows[0]["fileId"] == first["fileId"]
    assert len(api.files()) == 1


def test_versions_are_counted_up():
    api = server.fresh()
    names = [put(api, b"%d" % number).expect(200).json()["versionInfo"]["name"]
             for number in range(4)]
    assert names == ["Version 1", "Version 2", "Version 3", "Version 4"]


def test_overwrites_at_the_same_time_each_make_a_version():
    api = server.fresh()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: put(api, b"%d" % number), range(40)))
    answers = [answer.expect(200).json() for answer in answers]
    assert len({answer["fileId"] for answer in answers}) == 1
    assert len({answer["versionInfo"]["id"] for answer in answers}) == 40
    names = {answer["versionInfo"]["name"] for answer in answers}
    assert names == {"Version %d" % number for number in range(1, 41)}
    rows = api.files() + api.files("type=file-version")
    assert {row["versionInfo"]["name"] for row in rows} == names and len(rows) == 40


def test_created_stays_and_updated_moves():
    api = server.fresh()
    try:
        server.clock("2026-01-02T03:04:05.678Z")
        answer = put(api).expect(200).json()
        server.clock("2026-01-02T04:00:00.000Z")
        put(api, b"y").expect(200)
    finally:
        server.clock(mode="real")
    details = api.details(answer["fileId"]).json()
    assert details["createdAt"] == "2026-01-02T03:04:05.678Z", details
    assert details["updatedAt"] == "2026-01-02T04:00:00.000Z", details


@each([
    ("another name", {"fileName": "b.png"}),
    ("another case", {"fileName": "A.png"}),
    ("another folder", {"folder": "/f"}),
    ("a unique name", {"useUniqueFileName": True}),
])
def test_what_is_no_overwrite(fields):
    api = server.fresh()
    first = put(api).expect(200).json()
    second = put(api, **fields).expect(200).json()
    assert second["fileId"] != first["fileId"]
    assert second["versionInfo"]["name"] == "Version 1"
    assert len(api.files()) == 2


def test_names_that_become_the_same_are_the_same():
    api = server.fresh()
    first = put(api, fileName="a b.png").expect(200).json()
    assert put(api, fileName="a_b.png").expect(200).json()["fileId"] == first["fileId"]


def test_overwrite_file_false_refuses():
    """This error comes without help."""
    api = server.fresh()
    first = put(api, b"old", tags="a").expect(200).json()
    put(api, b"new", overwriteFile=False).error(400, CONFLICT, help=False)
    details = api.details(first["fileId"]).json()
    assert (details["versionInfo"]["name"], details["tags"]) == ("Version 1", ["a"])
    assert api.fetch(first["url"]).body == b"old"


def test_overwrite_file_false_with_a_free_name_creates():
    put(server.fresh(), overwriteFile=False).expect(200)


def test_overwrite_file_false_with_a_unique_name_creates():
    api = server.fresh()
    put(api).expect(200)
    put(api, overwriteFile=False, useUniqueFileName=True).expect(200)
    assert len(api.files()) == 2


@each([
    ("sent", {"tags": "new"}, ["new"]),
    ("sent with the flag false", {"tags": "new", "overwriteTags": False}, ["new"]),
    ("not sent", {}, None),
    ("not sent with the flag true", {"overwriteTags": True}, None),
    ("not sent with the flag false", {"overwriteTags": False}, ["old", "older"]),
])
def test_tags_on_overwrite(fields, expected):
    api = server.fresh()
    first = put(api, tags="old,older").expect(200).json()
    answer = put(api, b"y", responseFields="tags", **fields).expect(200).json()
    assert answer["tags"] == expected, answer
    assert api.details(first["fileId"]).json()["tags"] == expected


@each([
    ("sent", {"customCoordinates": "1,1,3,3"}, "1,1,3,3"),
    ("not sent", {}, None),
    ("not sent and every flag false",
     {"overwriteTags": False, "overwriteAITags": False, "overwriteCustomMetadata": False}, None),
])
def test_coordinates_on_overwrite(fields, expected):
    api = server.fresh()
    first = put(api, pictures.png(9, 9), customCoordinates="0,0,5,5").expect(200).json()
    put(api, pictures.png(8, 8), **fields).expect(200)
    assert api.details(first["fileId"]).json()["customCoordinates"] == expected


@each([
    ("private sent again", {"isPrivateFile": True}, True, True),
    ("nothing sent", {}, False, True),
    ("draft sent", {"isPublished": False}, False, False),
])
def test_private_and_published_on_overwrite(fields, private, published):
    api = server.fresh()
    first = put(api, isPrivateFile=True, isPublished=False).expect(200).json()
    put(api, b"y", **fields).expect(200)
    details = api.details(first["fileId"]).json()
    assert (details["isPrivateFile"], details["isPublished"]) == (private, published), details


@each([
    ("sent", {"description": "new"}, "new"),
    ("not sent", {}, None),
])
def test_description_on_overwrite(fields, expected):
    api = server.fresh()
    first = put(api, description="old").expect(200).json()
    put(api, b"y", **fields).expect(200)
    assert api.details(first["fileId"]).json().get("description") == expected


def test_an_overwrite_of_a_picture_by_a_text():
    api = server.fresh()
    put(api, pictures.png(9, 9)).expect(200)
    answer = put(api, b"text").expect(200).json()
    assert answer["fileType"] == "non-image" and "width" not in answer, answer


def test_a_file_has_a_hundred_versions_at_most():
    api = server.fresh()
    for number in range(100):
        last = put(api, b"%d" % number).expect(200).json()
    assert last["versionInfo"]["name"] == "Version 100"
    refusal = put(api, b"one too many").expect(400).json()
    assert refusal["message"] and refusal["help"] == HELP, refusal
    assert api.details(last["fileId"]).json()["versionInfo"] == last["versionInfo"]
    assert api.fetch(last["url"]).body == b"99"
    assert len(api.files("type=file-version")) == 99


def test_the_bytes_of_an_old_version_are_served():
    api = server.fresh()
    put(api, b"old").expect(200)
    put(api, b"new").expect(200)
    url = api.files("type=file-version")[0]["url"]
    assert "ik-obj-version=" in url, url
    assert api.fetch(url).expect(200).body == b"old"


def test_deleting_frees_the_name():
    api = server.fresh()
    first = put(api).expect(200).json()
    put(api, b"y").expect(200)
    api.delete("/v1/files/" + first["fileId"]).expect(204)
    again = put(api, b"z").expect(200).json()
    assert again["fileId"] != first["fileId"]
    assert again["versionInfo"] == {"id": again["fileId"], "name": "Version 1"}


if __name__ == "__main__":
    main(globals())
