"""Bodies of calls that take JSON: forms that stand for it, byte order marks, compressed bodies."""

import gzip
import json
import zlib

from emulator import UPLOAD, Emulator
from form import Form
from tap import each, main

FORM = "application/x-www-form-urlencoded"
DELETE = "/v1/files/batch/deleteByFileIds"
BOM = b"\xef\xbb\xbf"

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def put(api, name="a.txt"):
    return api.upload(b"bytes", fileName=name, useUniqueFileName=False).expect(200).json()["fileId"]


def send(api, method, path, body, kind=FORM, **headers):
    body = body.encode() if isinstance(body, str) else body
    return api.request(method, path, body, dict({"Content-Type": kind}, **headers))


# Forms -----------------------------------------------------------------------------------------

@each([
    ("one name twice", "fileIds=%s&fileIds=%s"),
    ("a list as PHP has it", "fileIds[]=%s&fileIds[]=%s"),
    ("encoded brackets", "fileIds%%5B%%5D=%s&fileIds%%5B%%5D=%s"),
    ("a list with indexes", "fileIds[0]=%s&fileIds[1]=%s"),
    ("both ways", "fileIds=%s&fileIds[]=%s"),
    ("beside others", "&x=1&fileIds=%s&&y&fileIds=%s&"),
])
def test_a_list_of_ids(body):
    api = server.fresh()
    ids = [put(api, "a.txt"), put(api, "b.txt")]
    answer = send(api, "POST", DELETE, body % tuple(ids)).expect(200).json()
    assert answer == {"successfullyDeletedFileIds": ids}, answer
    assert api.files() == []


def test_a_list_of_one_id():
    api = server.fresh()
    one = put(api)
    send(api, "POST", DELETE, "fileIds=" + one).error(400, "fileIds should be an Array.")
    send(api, "POST", DELETE, "fileIds[]=" + one).expect(200)
    assert api.files() == []


@each([
    ("nothing", "", 400, "fileIds parameter is missing."),
    ("another name", "ids=a&ids=b", 400, "fileIds parameter is missing."),
    ("a name in other letters", "fileids[]=a", 400, "fileIds parameter is missing."),
    ("an empty value", "fileIds=", 400, "fileIds should be an Array."),
    ("101 ids", "&".join("fileIds=%024x" % n for n in range(101)), 400,
     "fileIds cannot have more than 100 items."),
])
def test_ids_that_are_refused(body, status, message):
    send(server.fresh(), "POST", DELETE, body).error(status, message)


@each([
    ("plain", FORM), ("with a charset", FORM + "; charset=UTF-8"), ("in capitals", FORM.upper()),
])
def test_a_form_makes_a_folder(kind):
    api = server.fresh()
    body = "folderName=Summer+sale%20%C3%A9&parentFolderPath=%2F"
    send(api, "POST", "/v1/folder", body, kind).expect(201)
    rows = api.files("type=folder")
    assert len(rows) == 1 and rows[0]["name"].startswith("Summer"), rows


def test_a_form_with_booleans():
    api = server.fresh()
    put(api, "a.txt")
    send(api, "PUT", "/v1/files/rename", "filePath=/a.txt&newFileName=b.txt&purgeCache=true") \
        .expect(200)
    send(api, "POST", "/v1/files/copy",
         "sourceFilePath=/b.txt&destinationPath=/f&includeFileVersions=false").expect(204)
    send(api, "POST", "/v1/files/copy",
         "sourceFilePath=/b.txt&destinationPath=/f&includeFileVersions=maybe").expect(400)
    assert [row["filePath"] for row in api.files("sort=ASC_NAME")] == ["/b.txt", "/f/b.txt"]


def test_a_form_of_tags_and_attributes():
    api = server.fresh()
    one = put(api)
    send(api, "POST", "/v1/files/addTags", "fileIds[]=%s&tags=a&tags=b+c" % one).expect(200)
    details = send(api, "PATCH", "/v1/files/%s/details" % one, "description=1+%2B+1").expect(200)
    assert details.json()["tags"] == ["a", "b c"] and details.json()["description"] == "1 + 1"


@each([
    ("an object", "publish[isPublished]=false", "publish[isPublished]"),
    ("lists of lists", "tags[][]=a", "tags[][]"),
    ("an open bracket", "tags[=a", "tags["),
    ("a negative index", "tags[-1]=a", "tags[-1]"),
    ("a broken escape", "description=%zz", "description"),
    ("no UTF-8", "description=%ff", "description"),
    ("a zero byte", b"description=a\0b", "NUL"),
    ("an encoded zero byte", "description=a%00b", "description"),
    ("too many fields", "&".join("a%d=1" % n for n in range(1000)), "1000"),
])
def test_a_form_that_is_refused(body, named):
    api = server.fresh()
    answer = send(api, "PATCH", "/v1/files/%s/details" % put(api), body).expect(400)
    assert "cannot be read as a form" in answer.json()["message"], answer
    assert named in answer.json()["message"], answer


def test_json_that_is_called_a_form():
    """As `curl -d` does with everything."""
    api = server.fresh()
    one = put(api)
    send(api, "POST", DELETE, ' \n{"fileIds":["%s"]}' % one).expect(200)
    send(api, "POST", DELETE, '{"fileIds":').expect(400)
    send(api, "POST", "/v1/folder", '{"folderName":"a&b=c","parentFolderPath":"/"}').expect(201)


# Byte order marks and compressed bodies ----------------------------------------------------------

JSON = json.dumps({"folderName": "new", "parentFolderPath": "/"}).encode()


@each([
    ("a byte order mark", BOM + JSON, None),
    ("a byte order mark and blanks", BOM + b" \r\n" + JSON, None),
    ("gzip", gzip.compress(JSON), "gzip"),
    ("gzip by its old name", gzip.compress(JSON), "x-gzip"),
    ("gzip in capitals", gzip.compress(JSON), "GZIP"),
    ("gzip in two members", gzip.compress(JSON[:9]) + gzip.compress(JSON[9:]), "gzip"),
    ("gzip and a byte order mark", gzip.compress(BOM + JSON), "gzip"),
    ("deflate", zlib.compress(JSON), "deflate"),
    ("no coding", JSON, "identity"),
])
def test_json_in_other_clothes(body, coding):
    api = server.fresh()
    send(api, "POST", "/v1/folder", body, "application/json",
         **{"Content-Encoding": coding}).expect(201)
    assert [row["name"] for row in api.files("type=folder")] == ["new"]


def test_a_compressed_form():
    api = server.fresh()
    body = gzip.compress(b"folderName=new&parentFolderPath=/")
    send(api, "POST", "/v1/folder", body, **{"Content-Encoding": "gzip"}).expect(201)


def test_the_journal_shows_what_a_compressed_body_says():
    api = server.fresh()
    send(api, "POST", "/v1/folder", gzip.compress(BOM + JSON), "application/json",
         **{"Content-Encoding": "gzip"}).expect(201)
    path = "/journal?account=%s" % api.imagekit_id
    entry = server.control("GET", path).expect(200).json()["entries"][0]
    assert entry["request"]["body"] == JSON.decode(), entry


LONG = gzip.compress(b" " * (1 << 20) + JSON)
BOMB = gzip.compress(b"[" * (64 << 20))


@each([
    ("another coding", JSON, "br", 400, "Content-Encoding"),
    ("two codings", gzip.compress(gzip.compress(JSON)), "gzip, gzip", 400, "Content-Encoding"),
    ("a coding that it does not have", JSON, "gzip", 400, "not what its Content-Encoding says"),
    ("a cut body", gzip.compress(JSON)[:-9], "gzip", 400, "cut"),
    ("a body without its check", gzip.compress(JSON)[:-8], "gzip", 400, "cut"),
    ("a wrong check", gzip.compress(JSON)[:-8] + b"\0" * 8, "gzip", 400, "Content-Encoding"),
    ("a second member that is none", gzip.compress(JSON) + b"junk", "gzip", 400,
     "Content-Encoding"),
    ("more than is allowed", LONG, "gzip", 413, "1048576 bytes"),
    ("much more than is allowed", BOMB, "gzip", 413, "1048576 bytes"),
    ("gzip that is not called so", gzip.compress(JSON), None, 400, "Content-Encoding: gzip"),
    ("UTF-16", JSON.decode().encode("utf-16"), None, 400, "UTF-16"),
    ("UTF-16, the other way", b"\xfe\xff" + JSON.decode().encode("utf-16-be"), None, 400, "UTF-16"),
    ("two byte order marks", BOM + BOM + JSON, None, 400, "JSON at line 1, column 1"),
])
def test_a_body_that_says_why_it_is_refused(body, coding, status, said):
    api = server.fresh()
    answer = send(api, "POST", "/v1/folder", body, "application/json",
                  **{"Content-Encoding": coding}).expect(status)
    assert said in answer.json()["message"], answer
    assert api.files("type=folder") == []


def test_a_seed_of_another_editor():
    seed = BOM + json.dumps({"accounts": [{"id": "marked", "privateKey": "private_marked",
                                           "publicKey": "public_marked"}]}).encode()
    with Emulator() as other:
        send(other.client(None), "PUT", "/_emulator/seed", gzip.compress(seed), "application/json",
             **{"Content-Encoding": "gzip"}).expect(200, 204)
        assert other.client("private_marked").files() == []


@each([
    ("said", {"Content-Encoding": "gzip"},
     "The Content-Encoding of an upload must be identity, or there is none: it is gzip, and forms with files are not "
     "decompressed."),
    ("not said", {}, "The request body is gzip: forms with files are not decompressed."),
])
def test_an_upload_that_is_compressed_is_told_why_it_is_refused(more, message):
    body, kind = Form().text("fileName", "a.txt").binary("file", b"a").encode()
    api = server.fresh()
    api.request("POST", UPLOAD, gzip.compress(body), {"Content-Type": kind, **more}).error(400, message)
    api.request("POST", UPLOAD, body, {"Content-Type": kind, "Content-Encoding": "identity"}).expect(200)


if __name__ == "__main__":
    main(globals())
