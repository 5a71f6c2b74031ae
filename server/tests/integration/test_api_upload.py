"""Upload: the form's fields, names and folders, the answer's body."""

import re
import unicodedata

import pictures
from emulator import HELP, UPLOAD, UPLOAD_V2, Emulator
from form import Form
from tap import each, main

server = Emulator()
ID = re.compile(r"^[0-9a-f]{24}$")
# The keys of an upload's answer in the order in which the service writes them.
ORDER = ["fileId", "name", "size", "versionInfo", "filePath", "url", "fileType", "height", "width",
         "orientation", "thumbnailUrl", "tags", "AITags", "description"]


set_up, tear_down = server.start, server.stop_cleanly


def put(api, name="a.txt", file=b"some text\n", **fields):
    """An upload that succeeds, without the unique suffix unless asked for."""
    fields.setdefault("useUniqueFileName", False)
    return api.upload(file, fileName=name, **fields).expect(200).json()


def nothing_stored(api):
    assert api.files("type=all") == []


# The answer ------------------------------------------------------------------------------------

def test_an_image_answers_with_every_key_of_an_image():
    api = server.fresh()
    picture = pictures.png(40, 30)
    answer = put(api, "shoe.png", picture, folder="/p/q")
    assert ID.match(answer["fileId"]), answer
    expected = {
        "fileId": answer["fileId"], "name": "shoe.png", "size": len(picture),
        "versionInfo": {"id": answer["fileId"], "name": "Version 1"},
        "filePath": "/p/q/shoe.png", "url": api.endpoint + "/p/q/shoe.png", "fileType": "image",
        "height": 30, "width": 40,
        "thumbnailUrl": api.endpoint + "/tr:n-ik_ml_thumbnail/p/q/shoe.png", "AITags": None}
    answer.pop("orientation", None)
    assert answer == expected, answer
    assert list(answer) == [key for key in ORDER if key in expected], list(answer)
    assert list(answer["versionInfo"]) == ["id", "name"]


def test_a_text_answers_with_the_keys_every_file_has():
    api = server.fresh()
    answer = put(api, "a.txt", b"12345")
    assert answer == {
        "fileId": answer["fileId"], "name": "a.txt", "size": 5,
        "versionInfo": {"id": answer["fileId"], "name": "Version 1"},
        "filePath": "/a.txt", "url": api.endpoint + "/a.txt", "fileType": "non-image",
        "AITags": None, "description": None}, answer
    assert list(answer) == [key for key in ORDER if key in answer]


@each([("v1", UPLOAD), ("v2", UPLOAD_V2)])
def test_what_is_no_image_always_tells_of_ai_tags_and_description(path):
    """SDKs of Python read both without asking whether they are there."""
    api = server.fresh()
    shown = "tags,customCoordinates,isPrivateFile,isPublished,customMetadata,embeddedMetadata"
    plain = put(api, "a.bin", b"\0\1\2", path=path)
    assert list(plain)[-3:] == ["fileType", "AITags", "description"], list(plain)
    asked = put(api, "b.css", b"a {}", path=path, responseFields=shown, description="words")
    assert list(asked)[6:] == ["fileType", "tags", "AITags"] + shown.split(",")[1:] \
        + ["description"], list(asked)
    assert asked["AITags"] is None and asked["description"] == "words", asked
    assert "description" not in put(api, "c.png", pictures.png(2, 2), path=path)


@each([
    ("png", pictures.png(31, 17), 31, 17),
    ("png with alpha", pictures.png(5, 9, alpha=True), 5, 9),
    ("gif", pictures.gif(12, 34), 12, 34),
    ("jpg", pictures.jpeg(33, 21), 33, 21),
])
def test_width_and_height_of_a_picture(content, width, height):
    answer = put(server.fresh(), "picture.bin", content)
    assert (answer["fileType"], answer["width"], answer["height"]) == ("image", width, height)


def test_the_url_gives_the_bytes_back():
    api = server.fresh()
    content = pictures.jpeg(64, 48)
    answer = put(api, "a.jpg", content)
    fetched = server.client(None).fetch(answer["url"]).expect(200)
    assert fetched.body == content and fetched.header("content-type") == "image/jpeg"


def test_defaults_of_the_fields():
    api = server.fresh()
    answer = api.upload(b"x", fileName="a.txt").expect(200).json()
    details = api.details(answer["fileId"]).expect(200).json()
    assert details["name"] != "a.txt" and details["filePath"] == "/" + details["name"]
    for key, value in (("tags", None), ("AITags", None), ("customCoordinates", None),
                       ("customMetadata", {}), ("isPrivateFile", False), ("isPublished", True)):
        assert details[key] == value, (key, details[key])
    assert "description" not in details


def test_the_order_of_the_parts_does_not_matter():
    api = server.fresh()
    for number, names in enumerate((["file", "fileName", "tags"], ["tags", "fileName", "file"],
                                    ["fileName", "file", "tags"])):
        form = Form()
        for name in names:
            if name == "file":
                form.binary("file", b"content %d" % number)
            else:
                form.text(name, {"fileName": "n.txt", "tags": "a"}[name])
        answer = api.post_form(form).expect(200).json()
        assert api.details(answer["fileId"]).json()["tags"] == ["a"]


def test_unknown_fields_are_ignored():
    put(server.fresh(), "a.txt", nonsense="1", fileld="x", webhookUrl="http://127.0.0.1:9/hook")


def test_both_upload_paths_take_basic_auth():
    api = server.fresh()
    for path in (UPLOAD, UPLOAD_V2, UPLOAD + "/", UPLOAD_V2 + "/"):
        api.upload(b"x", path=path, fileName="a.txt").expect(200)
    assert len(api.files()) == 4


# Missing parts ---------------------------------------------------------------------------------

@each([
    ("absent", {}),
    ("empty", {"fileName": ""}),
])
def test_missing_file_name(fields):
    api = server.fresh()
    answer = api.upload(b"x", **fields).expect(400).json()
    assert answer["message"].rstrip(".") == "Your request is missing fileName paramater", answer
    assert answer["help"] == HELP
    nothing_stored(api)


def test_the_parts_file_name_does_not_replace_the_field():
    api = server.fresh()
    form = Form().binary("file", b"x", filename="a.txt")
    answer = api.post_form(form).expect(400).json()
    assert answer["message"].rstrip(".") == "Your request is missing fileName paramater", answer


def test_missing_file():
    api = server.fresh()
    api.upload(None, fileName="a.txt").error(400, "Your request is missing file parameter.")
    nothing_stored(api)


def test_a_body_that_is_no_form_is_refused():
    api = server.fresh()
    answer = api.send_json("POST", UPLOAD, {"file": "eA==", "fileName": "a.txt"}).expect(400)
    assert answer.json()["message"] and answer.json()["help"] == HELP
    nothing_stored(api)


# Names and folders -----------------------------------------------------------------------------

OTHER_SIGNS = "!\"#$%&'()*+,:;<=>?@[]^`{|}~"


@each([
    ("spaces and brackets", "my file (1).jpg", "my_file__1_.jpg"),
    ("the kept punctuation", "A-b_c.9.txt", "A-b_c.9.txt"),
    ("slash", "a/b.txt", "a_b.txt"),
    ("backslash", "a\\b.txt", "a_b.txt"),
    ("every other ASCII sign", OTHER_SIGNS + ".txt", "_" * len(OTHER_SIGNS) + ".txt"),
    ("tab", "a\tb.txt", "a_b.txt"),
    ("Latin with accents", "\u00e9t\u00e9-\u00df.txt", "\u00e9t\u00e9-\u00df.txt"),
    ("Chinese", "\u6587\u4ef6.txt", "\u6587\u4ef6.txt"),
    ("Arabic letters and digits", "\u0645\u0644\u0641\u0663.txt", "\u0645\u0644\u0641\u0663.txt"),
    ("Devanagari with marks", "\u0939\u093f\u0928\u094d\u0926\u0940.txt",
     "\u0939\u093f\u0928\u094d\u0926\u0940.txt"),
    ("Roman numeral", "\u2167.txt", "\u2167.txt"),
    ("a letter beyond the first plane", "\U00020000.txt", "\U00020000.txt"),
    ("emoji, one for one", "a\U0001f600\U0001f600b.txt", "a__b.txt"),
    ("no-break space and dash", "a\u00a0b\u2014c.txt", "a_b_c.txt"),
    ("composed and decomposed stay as they are", unicodedata.normalize("NFD", "\u00e9.txt"),
     unicodedata.normalize("NFD", "\u00e9.txt")),
    ("no extension", "README", "README"),
])
def test_the_file_name_is_sanitised(sent, stored):
    api = server.fresh()
    answer = put(api, sent)
    assert answer["name"] == stored, answer["name"]
    assert answer["filePath"] == "/" + stored
    assert api.details(answer["fileId"]).json()["name"] == stored


@each([("one dot", "."), ("two dots", "..")])
def test_a_file_name_of_dots_is_refused(name):
    api = server.fresh()
    answer = api.upload(b"x", fileName=name, useUniqueFileName=False).expect(400).json()
    assert answer["help"] == HELP
    nothing_stored(api)


@each([
    ("absent", None, "/"),
    ("root", "/", "/"),
    ("empty", "", "/"),
    ("one", "products", "/products/"),
    ("leading slash", "/products", "/products/"),
    ("trailing slash", "products/", "/products/"),
    ("nested", "a/b/c", "/a/b/c/"),
    ("doubled slashes", "//a///b//", "/a/b/"),
    ("kept signs", "A-b_9", "/A-b_9/"),
    ("other signs, dot included", "a b.c@d", "/a_b_c_d/"),
    ("Unicode", "/\u6587\u4ef6/\u00e9", "/\u6587\u4ef6/\u00e9/"),
])
def test_the_folder_is_sanitised(sent, stored):
    api = server.fresh()
    fields = {} if sent is None else {"folder": sent}
    answer = put(api, "f.txt", **fields)
    assert answer["filePath"] == stored + "f.txt", answer["filePath"]
    parts = stored.strip("/").split("/") if stored != "/" else []
    paths = ["/" + "/".join(parts[:count + 1]) for count in range(len(parts))]
    assert sorted(row["folderPath"] for row in api.files("type=folder")) == sorted(paths)


@each([
    ("one dot", "a/./b"),
    ("two dots", "../a"),
    ("two dots at the end", "a/.."),
    ("51 levels", "/".join(["d"] * 51)),
])
def test_a_folder_that_is_refused(folder):
    api = server.fresh()
    api.upload(b"x", fileName="a.txt", folder=folder).error(
        400, "Your request contains invalid value for folder parameter.")
    nothing_stored(api)


def test_fifty_levels_are_allowed():
    api = server.fresh()
    answer = put(api, "a.txt", folder="/".join(["d"] * 50))
    assert answer["filePath"] == "/d" * 50 + "/a.txt"


@each([
    ("with an extension", "image.jpg", r"^image_[0-9A-Za-z_-]{7,14}\.jpg$"),
    ("without one", "image", r"^image_[0-9A-Za-z_-]{7,14}$"),
    ("of a sanitised name", "my image.jpg", r"^my_image_[0-9A-Za-z_-]{7,14}\.jpg$"),
])
def test_the_unique_suffix(sent, pattern):
    api = server.fresh()
    names = set()
    for flag in ({}, {"useUniqueFileName": True}, {}):
        answer = api.upload(b"x", fileName=sent, **flag).expect(200).json()
        assert re.match(pattern, answer["name"]), answer["name"]
        assert answer["filePath"] == "/" + answer["name"]
        assert answer["url"] == api.endpoint + "/" + answer["name"]
        assert answer["versionInfo"]["name"] == "Version 1"
        names.add(answer["name"])
    assert len(names) == 3


# Values ----------------------------------------------------------------------------------------

@each([
    ("one", "red", ["red"]),
    ("comma-joined", "red,blue", ["red", "blue"]),
    ("not trimmed", "red, Tag_2", ["red", " Tag_2"]),
    ("JSON array", '["red","a, b"]', ["red", "a, b"]),
    ("repeated parts", ["red", "blue"], ["red", "blue"]),
    ("empty", "", None),
    ("empty JSON array", "[]", None),
    ("Unicode", "\u00e9,\u6587", ["\u00e9", "\u6587"]),
    ("500 characters", "t" * 500, ["t" * 500]),
    ("500 characters of two bytes", "\u00e9" * 500, ["\u00e9" * 500]),
])
def test_tags(sent, stored):
    api = server.fresh()
    answer = put(api, "a.txt", tags=sent, responseFields="tags")
    assert answer["tags"] == stored, answer["tags"]
    assert api.details(answer["fileId"]).json()["tags"] == stored


@each([
    ("501 characters in one", "t" * 501),
    ("501 characters in two", "t" * 250 + "," + "u" * 251),
    ("501 characters in a JSON array", '["%s","%s"]' % ("t" * 250, "u" * 251)),
    ("percent sign", "red,100%"),
    ("percent sign in a JSON array", '["100%"]'),
])
def test_tags_that_are_refused(sent):
    api = server.fresh()
    answer = api.upload(b"x", fileName="a.txt", tags=sent).expect(400).json()
    assert "tags" in answer["message"] and answer["help"] == HELP, answer
    nothing_stored(api)


def test_custom_coordinates():
    api = server.fresh()
    answer = put(api, "a.png", pictures.png(20, 20), customCoordinates="1,2,10,12",
                 responseFields="customCoordinates")
    assert answer["customCoordinates"] == "1,2,10,12"
    assert api.details(answer["fileId"]).json()["customCoordinates"] == "1,2,10,12"


@each([
    ("private", {"isPrivateFile": True}, True, True),
    ("not private", {"isPrivateFile": False}, False, True),
    ("draft", {"isPublished": False}, False, False),
    ("published", {"isPublished": True}, False, True),
])
def test_private_and_published(fields, private, published):
    api = server.fresh()
    answer = put(api, "a.txt", responseFields="isPrivateFile,isPublished", **fields)
    assert (answer["isPrivateFile"], answer["isPublished"]) == (private, published), answer
    details = api.details(answer["fileId"]).json()
    assert (details["isPrivateFile"], details["isPublished"]) == (private, published)


def test_private_files_and_drafts_are_not_served_to_everybody():
    api = server.fresh()
    private = put(api, "p.txt", isPrivateFile=True)
    draft = put(api, "d.txt", isPublished=False)
    api.fetch(private["url"]).expect(401)
    api.fetch(draft["url"]).expect(404)


def test_description():
    api = server.fresh()
    answer = put(api, "a.txt", description="A \u00e9 text, with 100% of everything")
    assert answer["description"] == "A \u00e9 text, with 100% of everything"
    assert api.details(answer["fileId"]).json()["description"] == answer["description"]


@each([
    ("none", "", []),
    ("one", "tags", ["tags"]),
    ("comma-joined", "tags,customMetadata", ["tags", "customMetadata"]),
    ("JSON array", '["isPrivateFile","isPublished"]', ["isPrivateFile", "isPublished"]),
    ("unknown names", "tags,nonsense", ["tags"]),
    ("coordinates", "customCoordinates", ["customCoordinates"]),
    ("embedded metadata", "embeddedMetadata", ["embeddedMetadata"]),
    ("a schema no plan here has", "selectedFieldsSchema", []),
])
def test_response_fields(sent, keys):
    plain = put(server.fresh(), "a.txt", b"x")
    answer = put(server.fresh(), "a.txt", b"x", responseFields=sent)
    assert sorted(set(answer) - set(plain)) == sorted(keys), list(answer)
    unset = {"tags": None, "customCoordinates": None, "isPrivateFile": False, "isPublished": True,
             "customMetadata": {}, "embeddedMetadata": {}}
    for key in keys:
        assert answer[key] == unset[key], (key, answer[key])


def test_response_fields_stand_where_the_service_puts_them():
    answer = put(server.fresh(), "a.png", pictures.png(3, 3), tags="a",
                 responseFields="tags,customMetadata")
    wanted = ["thumbnailUrl", "tags", "AITags", "customMetadata"]
    assert [key for key in answer if key in wanted] == wanted, list(answer)


def test_an_image_has_embedded_metadata():
    server.clock("2026-01-02T03:04:05.678Z")
    try:
        answer = put(server.fresh(), "a.png", pictures.png(8, 6),
                     responseFields="embeddedMetadata")
    finally:
        server.clock(mode="real")
    found = answer["embeddedMetadata"]
    for key in ("XResolution", "YResolution", "DateCreated", "DateTimeCreated"):
        assert key in found, found
    assert (found["ImageWidth"], found["ImageHeight"]) == (8, 6), found


# What the server does not do yet ---------------------------------------------------------------

@each([
    ("transformation", {"transformation": '{"pre":"w-10"}'}),
    ("extensions", {"extensions": '[{"name":"remove-bg"}]'}),
    ("a transformation that is none", {"transformation": "[]"}),
    ("extensions that are none", {"extensions": "{}"}),
])
def test_what_is_not_there_says_so(fields):
    api = server.fresh()
    answer = api.upload(pictures.png(4, 4), fileName="a.png", **fields).expect(501).json()
    assert list(fields)[0] in answer["message"], answer
    assert set(answer) == {"message", "help"}
    nothing_stored(api)


def test_asking_for_nothing_is_no_question():
    answer = put(server.fresh(), "a.png", pictures.png(4, 4), extensions=" [ ]",
                 transformation="{}")
    assert answer["name"] == "a.png" and "extensionStatus" not in answer, answer


if __name__ == "__main__":
    main(globals())
