"""File details and deletion, and that accounts do not see each other's files."""

import re

import pictures
from emulator import Emulator
from tap import each, main

NOW = "2026-01-02T03:04:05.678Z"
NOW_MS = 1767323045678
ID = re.compile(r"^[0-9a-f]{24}$")
INVALID_ID = "Your request contains invalid fileId parameter."
NO_FILE = "The requested file does not exist."
NOBODY = "0123456789abcdef01234567"

# The keys of a file in the order in which the service writes them.
ORDER = ["type", "name", "createdAt", "updatedAt", "fileId", "tags", "AITags", "versionInfo",
         "embeddedMetadata", "customCoordinates", "customMetadata", "isPrivateFile", "isPublished",
         "url", "thumbnail", "fileType", "filePath", "height", "width", "size", "hasAlpha", "mime"]

server = Emulator("--clock", NOW)
set_up, tear_down = server.start, server.stop_cleanly


def put(api, name="a.txt", file=b"some text\n", **fields):
    fields.setdefault("useUniqueFileName", False)
    return api.upload(file, fileName=name, **fields).expect(200).json()


# Details ---------------------------------------------------------------------------------------

def test_details_of_a_picture():
    api = server.fresh()
    picture = pictures.jpeg(40, 30)
    file_id = put(api, "a.jpg", picture, folder="f", tags="red,blue", isPrivateFile=True,
                  customCoordinates="1,2,3,4")["fileId"]
    details = api.details(file_id).expect(200).json()
    url = "%s/f/a.jpg?updatedAt=%d" % (api.endpoint, NOW_MS)
    assert isinstance(details["embeddedMetadata"], dict)
    expected = {
        "type": "file", "name": "a.jpg", "createdAt": NOW, "updatedAt": NOW, "fileId": file_id,
        "tags": ["red", "blue"], "AITags": None,
        "versionInfo": {"id": file_id, "name": "Version 1"},
        "embeddedMetadata": details["embeddedMetadata"], "customCoordinates": "1,2,3,4",
        "customMetadata": {}, "isPrivateFile": True, "isPublished": True, "url": url,
        "thumbnail": url + "&tr=n-ik_ml_thumbnail", "fileType": "image", "filePath": "/f/a.jpg",
        "height": 30, "width": 40, "size": len(picture), "hasAlpha": False, "mime": "image/jpeg"}
    assert details == expected, details
    assert list(details) == ORDER, list(details)


@each([
    ("opaque png", pictures.png(4, 4), False, "image/png"),
    ("png with alpha", pictures.png(4, 4, alpha=True), True, "image/png"),
    ("jpg", pictures.jpeg(8, 8), False, "image/jpeg"),
])
def test_alpha_and_mime(picture, alpha, mime):
    api = server.fresh()
    details = api.details(put(api, "a.bin", picture)["fileId"]).json()
    assert (details["hasAlpha"], details["mime"]) == (alpha, mime), details


def test_details_of_a_text():
    api = server.fresh()
    details = api.details(put(api)["fileId"]).expect(200).json()
    url = "%s/a.txt?updatedAt=%d" % (api.endpoint, NOW_MS)
    expected = {"type": "file", "name": "a.txt", "createdAt": NOW, "updatedAt": NOW, "tags": None,
                "AITags": None, "customCoordinates": None, "customMetadata": {},
                "embeddedMetadata": {}, "isPrivateFile": False, "isPublished": True, "url": url,
                "fileType": "non-image", "filePath": "/a.txt", "size": 10}
    assert {key: details[key] for key in expected} == expected, details
    assert set(details) <= set(ORDER), details
    assert list(details) == [key for key in ORDER if key in details], list(details)
    for key in ("height", "width", "hasAlpha"):
        assert details.get(key) is None, details
    assert isinstance(details["thumbnail"], str)


def test_details_with_a_description():
    api = server.fresh()
    details = api.details(put(api, description="what it is")["fileId"]).json()
    assert details["description"] == "what it is"
    assert [key for key in details if key != "description"] \
        == [key for key in ORDER if key in details]


def test_the_urls_of_details_work():
    api = server.fresh()
    picture = pictures.png(5, 5)
    details = api.details(put(api, "a.png", picture)["fileId"]).json()
    assert api.fetch(details["url"]).expect(200).body == picture


def test_details_of_an_overwritten_file():
    api = server.fresh()
    first = put(api, "a.txt", b"old")
    server.clock("2026-01-02T05:00:00.000Z")
    try:
        second = put(api, "a.txt", b"newer")
        details = api.details(first["fileId"]).json()
    finally:
        server.clock(NOW)
    assert details["versionInfo"] == second["versionInfo"]
    assert (details["createdAt"], details["updatedAt"]) == (NOW, "2026-01-02T05:00:00.000Z")
    assert details["url"].endswith("?updatedAt=1767330000000"), details["url"]


def test_ids_are_made_of_the_clock():
    """The first eight digits are the seconds, as in the service's ids."""
    api = server.fresh()
    ids = {put(api, "%d.txt" % number)["fileId"] for number in range(50)}
    assert len(ids) == 50
    assert all(ID.match(one) and int(one[:8], 16) == NOW_MS // 1000 for one in ids), ids


@each([
    ("too short", "0123456789abcdef0123456"),
    ("too long", "0123456789abcdef012345678"),
    ("no hex", "0123456789abcdef0123456g"),
    ("a word", "nonsense"),
    ("percent-encoded slash", "0123456789%2Fabcdef012345"),
    ("a quote", "0123456789abcdef0123456%27"),
])
def test_an_id_that_is_none(file_id):
    api = server.fresh()
    api.details(file_id).error(400, INVALID_ID)
    api.delete("/v1/files/" + file_id).error(400, INVALID_ID)


def test_a_file_that_is_not_there():
    api = server.fresh()
    api.details(NOBODY).error(404, NO_FILE)
    api.delete("/v1/files/" + NOBODY).error(404, NO_FILE)


def test_head_of_details():
    api = server.fresh()
    path = "/v1/files/%s/details" % put(api)["fileId"]
    got = api.get(path).expect(200)
    head = api.request("HEAD", path).expect(200)
    assert head.body == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.header(name) == got.header(name), (name, head.header(name))
    api.request("HEAD", "/v1/files/%s/details" % NOBODY).expect(404)


# Deletion --------------------------------------------------------------------------------------

def test_a_deleted_file_is_gone():
    api = server.fresh()
    kept = put(api, "kept.txt", b"kept")
    gone = put(api, "gone.txt", b"gone")
    answer = api.delete("/v1/files/" + gone["fileId"]).expect(204)
    assert answer.body == b"" and answer.header("content-type") is None, answer.headers
    api.details(gone["fileId"]).error(404, NO_FILE)
    api.fetch(gone["url"]).expect(404)
    assert [row["fileId"] for row in api.files()] == [kept["fileId"]]
    assert api.fetch(kept["url"]).expect(200).body == b"kept"


def test_deleting_twice():
    api = server.fresh()
    path = "/v1/files/" + put(api)["fileId"]
    api.delete(path).expect(204)
    api.delete(path).error(404, NO_FILE)


def test_deleting_takes_every_version():
    api = server.fresh()
    for content in (b"1", b"2", b"3"):
        answer = put(api, "a.txt", content)
    old = [row["url"] for row in api.files("type=file-version")]
    assert len(old) == 2
    api.delete("/v1/files/" + answer["fileId"]).expect(204)
    assert api.files("type=file-version") == []
    for url in old:
        api.fetch(url).expect(404)


def test_deleting_one_of_two_files_with_the_same_bytes():
    api = server.fresh()
    one, two = put(api, "one.txt", b"same"), put(api, "two.txt", b"same")
    api.delete("/v1/files/" + one["fileId"]).expect(204)
    assert api.fetch(two["url"]).expect(200).body == b"same"


def test_the_folder_of_a_deleted_file_stays():
    api = server.fresh()
    api.delete("/v1/files/" + put(api, folder="f")["fileId"]).expect(204)
    assert [row["folderPath"] for row in api.files("type=folder")] == ["/f"]


# Accounts --------------------------------------------------------------------------------------

def test_accounts_do_not_see_each_other():
    mine, yours = server.fresh(), server.fresh()
    answer = put(mine, "a.txt", b"mine", folder="f")
    assert yours.files("type=all") == []
    yours.details(answer["fileId"]).error(404, NO_FILE)
    yours.delete("/v1/files/" + answer["fileId"]).error(404, NO_FILE)
    theirs = put(yours, "a.txt", b"yours", folder="f")
    assert theirs["fileId"] != answer["fileId"]
    assert theirs["versionInfo"]["name"] == "Version 1"
    assert mine.fetch(answer["url"]).body == b"mine"
    assert yours.fetch(theirs["url"]).body == b"yours"
    # A path of one account under the other's name.
    mine.delete("/v1/files/" + answer["fileId"]).expect(204)
    mine.fetch(answer["url"]).expect(404)
    assert yours.fetch(theirs["url"]).body == b"yours"


def test_an_account_made_on_first_sight_keeps_its_name():
    api = server.client("private_another")
    answer = put(api)
    assert answer["url"] == "http://%s/acctb8257ff6/a.txt" % server.host, answer["url"]


def test_a_reset_of_one_account_leaves_the_others():
    mine, yours = server.fresh(), server.fresh()
    put(mine, "a.txt", b"mine")
    theirs = put(yours, "a.txt", b"yours")
    server.control("POST", "/reset?account=" + mine.imagekit_id).expect(204)
    assert mine.files("type=all") == []
    assert yours.fetch(theirs["url"]).body == b"yours"


if __name__ == "__main__":
    main(globals())
