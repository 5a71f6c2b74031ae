"""Metadata of images: by id, by URL in every spelling, and in the answer to an upload.

Messages (REST API: file metadata and pHash):
  Your request contains invalid fileId parameter. (with `type`)
  The requested file does not exist or is inaccessible at this time.
  The requested file is corrupt or invalid.
  <url> should be accessible using your ImageKit.io account.
"""

import re
import urllib.parse

import pictures
from emulator import HELP, Emulator, fixture
from tap import each, main

NOBODY = "0123456789abcdef01234567"
GONE = "The requested file does not exist or is inaccessible at this time."
CORRUPT = "The requested file is corrupt or invalid."
FOREIGN = "%s should be accessible using your ImageKit.io account."
ORDER = ["height", "width", "size", "format", "hasColorProfile", "quality", "density",
         "hasTransparency", "pHash", "exif"]
EXIF_PARTS = {"image", "thumbnail", "exif", "gps", "interoperability", "makernote"}

server = Emulator()
behind = Emulator("--public-url", "https://cdn.example.com/images")
api = None
shared = {}


def set_up():
    global api
    server.start()
    behind.start()
    api = server.client()
    shared["photo"] = put("\u0444\u043e\u0442\u043e.jpg", fixture("images", "photo.jpg"),
                          folder="/a/b")


def tear_down():
    codes = [server.stop(), behind.stop()]
    assert codes == [0, 0], codes


def put(name, content, client=None, **fields):
    fields.setdefault("useUniqueFileName", False)
    return (client or api).upload(content, fileName=name, **fields).expect(200).json()


def by_id(file_id, client=None):
    return (client or api).get("/v1/files/%s/metadata" % file_id)


def encoded(url):
    return "/v1/metadata?url=" + urllib.parse.quote(url, safe="")


def by_url(url, client=None, **headers):
    return (client or api).get(encoded(url), **headers)


def photo_url():
    return shared["photo"]["url"]


# What an image tells ---------------------------------------------------------------------------

@each((row[0],) + row for row in [
    ("photo.jpg", "jpg", 640, 480, False),
    ("rotated.jpg", "jpg", 640, 480, False),
    ("alpha.png", "png", 64, 48, True),
    ("opaque.png", "png", 64, 48, False),
    ("still.gif", "gif", 160, 120, None),
    ("animated.gif", "gif", 16, 12, None),
    ("lossy.webp", "webp", 160, 120, False),
    ("alpha.webp", "webp", 160, 120, True),
    ("animated.webp", "webp", 160, 120, None),
    ("photo.avif", "avif", 160, 120, False),
    ("photo.heic", "heic", 160, 120, False),
    ("photo.tiff", "tiff", 160, 120, False),
    ("pages.tiff", "tiff", 160, 120, False),
    ("drawing.svg", "svg", 200, 120, None),
])
def test_an_image_tells(name, kind, width, height, transparent):
    content = fixture("images", name)
    file = put(name, content, folder="/tells", responseFields="metadata")
    got = by_id(file["fileId"]).expect(200).json()
    assert list(got) == ORDER, list(got)
    assert (got["format"], got["width"], got["height"]) == (kind, width, height), got
    assert got["size"] == len(content) and got["quality"] == 0, got
    assert isinstance(got["hasColorProfile"], bool), got
    assert transparent is None or got["hasTransparency"] is transparent, got
    assert isinstance(got["density"], int) and got["density"] > 0, got
    assert re.match("^[0-9a-f]{16}$", got["pHash"]), got
    assert got["exif"] == {} or set(got["exif"]) == EXIF_PARTS, got["exif"]
    # The three ways to ask for it agree.
    assert file["metadata"] == got, file
    assert by_url(file["url"]).expect(200).json() == got


def test_an_image_without_exif_has_none_and_a_density_all_the_same():
    got = by_id(put("opaque.png", fixture("images", "opaque.png"))["fileId"]).expect(200).json()
    assert got["exif"] == {} and got["density"] == 72, got


def test_exif_comes_in_its_parts():
    got = by_id(put("rotated.jpg", fixture("images", "rotated.jpg"))["fileId"]).expect(200).json()
    image = got["exif"]["image"]
    assert (image["Orientation"], image["XResolution"], image["ResolutionUnit"]) == (6, 300, 2), got
    assert got["exif"]["thumbnail"] == {} and got["exif"]["makernote"] == {}, got
    assert got["density"] == 300, got


def distance(one, two):
    return bin(int(one, 16) ^ int(two, 16)).count("1")


def test_hashes_of_pictures_that_look_alike_are_near():
    hashes = {name: by_id(put(name, fixture("images", name))["fileId"]).expect(200).json()["pHash"]
              for name in ("photo.jpg", "photo.tiff", "photo.avif", "drawing.svg")}
    assert distance(hashes["photo.jpg"], hashes["photo.tiff"]) <= 6, hashes
    assert distance(hashes["photo.jpg"], hashes["photo.avif"]) <= 6, hashes
    assert distance(hashes["photo.jpg"], hashes["drawing.svg"]) >= 12, hashes


def test_the_answer_has_an_etag():
    answer = by_url(photo_url()).expect(200)
    again = by_url(photo_url(), **{"If-None-Match": answer.header("etag")})
    assert again.expect(304).body == b""


# Errors ----------------------------------------------------------------------------------------

@each([
    ("a word", "nonsense"),
    ("23 digits", NOBODY[:-1]),
    ("25 digits", NOBODY + "0"),
    ("another letter", NOBODY[:-1] + "g"),
])
def test_an_id_that_is_none(file_id):
    by_id(file_id).error(400, "Your request contains invalid fileId parameter.",
                         type="INVALID_PARAM_ERROR")


def test_an_id_of_nobody():
    by_id(NOBODY).error(404, GONE)


def test_the_file_of_another_account():
    by_id(shared["photo"]["fileId"], server.fresh()).error(404, GONE)


@each([
    ("text", "a.txt", b"words\n"),
    ("an archive", "a.zip", pictures.ZIP),
    ("a document", "a.pdf", pictures.PDF),
    ("nothing", "empty.txt", b" "),
    ("sound", "a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28)),
])
def test_what_is_neither_image_nor_video(name, content):
    file = put(name, content, responseFields="metadata")
    assert file["metadata"] == {}, file
    by_id(file["fileId"]).error(400, CORRUPT)
    by_url(file["url"]).error(400, CORRUPT)


def test_an_image_that_ends_in_its_pixels():
    file = put("cut.jpg", fixture("images", "cut-in-pixels.jpg"), responseFields="metadata,tags")
    assert file["metadata"] == {} and file["width"] == 640, file
    by_id(file["fileId"]).error(400, CORRUPT)
    by_url(file["url"]).error(400, CORRUPT)


def test_a_key_is_needed():
    anybody = server.client(None)
    for path in "/v1/files/%s/metadata" % NOBODY, encoded(photo_url()):
        assert anybody.get(path).expect(401).json()["help"] == HELP


def test_no_url():
    for path in "/v1/metadata", "/v1/metadata?url=", "/v1/metadata?uri=" + photo_url():
        api.get(path).error(400, "Your request is missing url parameter.")


# By URL ----------------------------------------------------------------------------------------

def same_as_by_id(answer, file=None):
    wanted = by_id((file or shared["photo"])["fileId"]).expect(200).json()
    assert answer.expect(200).json() == wanted, answer


@each([
    ("encoded", lambda url: encoded(url)),
    ("encoded but for slashes", lambda url: "/v1/metadata?url=" + urllib.parse.quote(url)),
    ("encoded, with another parameter", lambda url: encoded(url) + "&limit=1"),
    ("encoded, after another parameter", lambda url: encoded(url).replace("?", "?limit=1&")),
    ("encoded in small letters", lambda url: "/v1/metadata?url=" + re.sub(
        "%[0-9A-F]{2}", lambda m: m.group().lower(), urllib.parse.quote(url, safe=""))),
    ("as it is", lambda url: "/v1/metadata?url=" + url),
    ("as it is, after another parameter", lambda url: "/v1/metadata?limit=1&url=" + url),
    ("as it is, with a query", lambda url: "/v1/metadata?url=" + url + "?updatedAt=1&a=b"),
    ("encoded, with a query", lambda url: encoded(url + "?updatedAt=1&a=b")),
    ("encoded, with a fragment", lambda url: encoded(url + "#top")),
    ("a slash at the end of the route", lambda url: encoded(url).replace("?", "/?")),
    ("the other version of the API", lambda url: encoded(url).replace("/v1/", "/v2/")),
    ("by https", lambda url: encoded(url.replace("http:", "https:"))),
    ("a scheme in capitals", lambda url: encoded(url.replace("http:", "HTTP:"))),
    ("another name of this machine", lambda url: encoded(url.replace("127.0.0.1", "localhost"))),
    ("the service's own name", lambda url: encoded(
        re.sub("^http://[^/]*", "https://ik.imagekit.io", url))),
    ("signed", lambda url: encoded(url + "?ik-t=1&ik-s=" + "0" * 40)),
    ("the original", lambda url: encoded(url + "?tr=orig-true")),
    ("the original in the path", lambda url: encoded(url.replace("/demo/", "/demo/tr:orig-true/"))),
])
def test_a_url_of_this_account(spelling):
    same_as_by_id(api.get(spelling(photo_url())))


def test_the_url_of_the_details():
    file = api.details(shared["photo"]["fileId"]).expect(200).json()
    same_as_by_id(by_url(file["url"]))


def test_the_name_that_the_request_was_sent_to():
    url = photo_url().replace("127.0.0.1", "Imagekit.Test")
    same_as_by_id(by_url(url, Host="imagekit.test:%d" % server.port))
    by_url(url).error(400, FOREIGN % url)


def test_the_public_url():
    client = behind.client()
    file = client.upload(fixture("images", "still.gif"), fileName="a.gif").expect(200).json()
    assert file["url"].startswith("https://cdn.example.com/images/demo/"), file
    wanted = by_id(file["fileId"], client).expect(200).json()
    for start in ("https://cdn.example.com/images", "http://cdn.example.com/images",
                  "http://127.0.0.1:%d" % behind.port, "https://ik.imagekit.io"):
        url = file["url"].replace("https://cdn.example.com/images", start)
        assert by_url(url, client).expect(200).json() == wanted, url
    other = "https://cdn.example.com/other/demo/" + file["name"]
    by_url(other, client).error(400, FOREIGN % other)


@each([
    ("another host", "https://example.com/demo/photo.jpg"),
    ("a host that begins alike", "http://127.0.0.1.example.com/demo/photo.jpg"),
    ("the service's API", "https://api.imagekit.io/demo/photo.jpg"),
    ("a user in front", "https://ik.imagekit.io@example.com/demo/photo.jpg"),
    ("another account", "https://ik.imagekit.io/other/photo.jpg"),
    ("an account that begins alike", "https://ik.imagekit.io/demo2/photo.jpg"),
    ("no account", "https://ik.imagekit.io/photo.jpg"),
    ("the account alone", "https://ik.imagekit.io/demo"),
    ("another scheme", "ftp://ik.imagekit.io/demo/photo.jpg"),
    ("a path", "/demo/photo.jpg"),
    ("a word", "photo"),
    ("words", "caf\u00e9 & more"),
])
def test_a_foreign_url(url):
    by_url(url).error(400, FOREIGN % url)


def test_a_foreign_url_as_it_is():
    url = "https://example.com/a.jpg?b=c&d=e"
    api.get("/v1/metadata?url=" + url).error(400, FOREIGN % url)


def test_another_port_is_foreign():
    url = photo_url().replace(str(server.port), "1")
    by_url(url).error(400, FOREIGN % url)


def test_the_url_of_another_account_is_foreign():
    other = server.fresh()
    url = put("theirs.png", pictures.png(3, 2), other)["url"]
    by_url(url, other).expect(200)
    by_url(url).error(400, FOREIGN % url)
    by_url(photo_url(), other).error(400, FOREIGN % photo_url())


@each([
    ("no such file", "/missing.jpg"),
    ("no such folder", "/missing/photo.jpg"),
    ("a folder", "/tells"),
    ("a folder with its slash", "/tells/"),
    ("nothing", "/"),
    ("a broken escape", "/%zz.jpg"),
    ("bytes that are no text", "/%ff.jpg"),
    ("a NUL", "/%00.jpg"),
    ("no such version", "/a/b/%D1%84%D0%BE%D1%82%D0%BE.jpg?ik-obj-version=nothing"),
])
def test_nothing_is_there(path):
    by_url(api.endpoint + path).error(404, GONE)


@each([
    ("a broken escape", "%zz"),
    ("a NUL", "a%00b"),
    ("bytes that are no text", "%ff"),
])
def test_a_value_that_is_no_text(value):
    api.get("/v1/metadata?url=" + value).error(
        400, "Your request contains invalid value for url parameter.")


@each([
    ("in the query", "%s?tr=w-100"),
    ("in the path", "tr:w-100,h-50/%s"),
    ("a named one", "tr:n-ik_ml_thumbnail/%s"),
    ("by its last name", "%s/ik-thumbnail.jpg"),
])
def test_a_transformation_is_not_there_yet(form):
    url = api.endpoint + "/" + form % photo_url()[len(api.endpoint) + 1:]
    answer = by_url(url).expect(501).json()
    assert "transformed" in answer["message"], answer


def test_a_transformation_of_nothing_is_nothing():
    by_url(api.endpoint + "/missing.jpg?tr=w-100").error(404, GONE)


def test_a_private_file_tells_its_owner():
    file = put("private.png", pictures.png(7, 5), isPrivateFile=True)
    same_as_by_id(by_url(file["url"]), file)


def test_an_unpublished_file_is_inaccessible_by_url():
    file = put("draft.png", pictures.png(7, 5), isPublished=False)
    by_url(file["url"]).error(404, GONE)
    assert by_id(file["fileId"]).expect(200).json()["width"] == 7


def test_an_old_version_has_metadata_of_its_own():
    first = put("twice.png", pictures.png(9, 8))
    second = put("twice.png", pictures.png(6, 4))
    assert first["fileId"] == second["fileId"]
    versions = api.get("/v1/files/%s/versions" % first["fileId"]).expect(200).json()
    sides = {row["type"]: by_url(row["url"]).expect(200).json() for row in versions}
    assert (sides["file"]["width"], sides["file"]["height"]) == (6, 4), sides
    assert (sides["file-version"]["width"], sides["file-version"]["height"]) == (9, 8), sides
    old = [row["url"] for row in versions if row["type"] == "file-version"][0]
    assert api.get("/v1/metadata?url=" + old).expect(200).json()["width"] == 9
    assert by_id(first["fileId"]).expect(200).json()["width"] == 6


# The answer to an upload -----------------------------------------------------------------------

def test_metadata_is_shown_only_when_asked_for():
    assert "metadata" not in put("plain.png", pictures.png(4, 4), responseFields="tags")
    assert "metadata" not in put("plain.png", pictures.png(4, 4))


@each([("a list", "tags,metadata"), ("an array", '["metadata"]'), ("blanks", " metadata , tags")])
def test_metadata_is_asked_for_by(fields):
    got = put("asked.png", pictures.png(4, 3, alpha=True), responseFields=fields)["metadata"]
    assert (got["width"], got["height"], got["hasTransparency"]) == (4, 3, True), got


def test_both_endpoints_are_implemented():
    coverage = server.control("GET", "/info").expect(200).json()["coverage"]
    status = {row["operation"]: row["status"] for row in coverage}
    assert status["files.metadata.get"] == "implemented", status
    assert status["files.metadata.getFromURL"] == "partial", status


if __name__ == "__main__":
    main(globals())
