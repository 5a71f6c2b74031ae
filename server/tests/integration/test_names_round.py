"""Any name goes all the way round: stored, told, listed, searched, delivered, overwritten, renamed, moved, copied,
purged, seeded, checkpointed, deleted; by /v2, which keeps it, and by /v1, which cleans it. Then what
delivery could misread, and what /v1 makes of paths that only /v2 could have made.

NAMES_SEED (random) repeats a run."""

import json
import os
import random
import unicodedata
import urllib.parse

import pictures
from delivery import check_rendered
from emulator import UPLOAD, UPLOAD_V2, Emulator
from form import Form
from lifetime import folder
from tap import each, main

SEED = int(os.environ.get("NAMES_SEED") or int.from_bytes(os.urandom(4), "big"))
NASTY = list(" &+(),;=~.%?#'\"*[]{}<>|$:@!^`_-\\/") + ["\t", "\n", "\r", "\x01", "\x1b", "\x7f", "\x80"] + \
    list("aB1") + ["\u00e9", "e\u0301", "\u6587", "\u0639", "\u00a0", "\u200d", "\u2028", "\ufeff", "\uffff",
                   "\U0001f600"] + ["%20", "%2F", "%00", "&amp;", "tr:w-1", "ik-seo", "..", "//", ".jpg"]

server = Emulator()


def set_up():
    print("# NAMES_SEED=%d" % SEED)
    server.start()


tear_down = server.stop_cleanly


def quoted(text):
    return urllib.parse.quote(text, safe="")


def string(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def cleaned(name, also):
    """Letters, marks and numbers of any script stay."""
    return "".join(c if c in also or unicodedata.category(c)[0] in "LMN" else "_" for c in name)


class Version:
    """The calls of /v1 or of /v2, and what becomes of names there."""

    def __init__(self, number, api):
        self.number, self.api = number, api

    def file(self, name):
        return name.replace("/", "_") if self.number == 2 else cleaned(name, "._-")

    def folder(self, name):
        return name if self.number == 2 else cleaned(name, "_-")

    def upload(self, content, name, into):
        return self.api.upload(content, path=UPLOAD_V2 if self.number == 2 else UPLOAD, fileName=name,
                               folder=into, useUniqueFileName=False)

    def send(self, method, path, status, **body):
        return self.api.send_json(method, "/v%d%s" % (self.number, path), body).expect(status)

    def get(self, path):
        return self.api.get("/v%d%s" % (self.number, path)).expect(200).json()

    def listed(self, at):
        return sorted(row.get("filePath") or row["folderPath"]
                      for row in self.get("/files?type=all&path=" + quoted(at)))

    def found(self, query):
        query += ' AND type = "file"'
        return sorted(row["filePath"] for row in self.get("/files?searchQuery=" + quoted(query)))


def names(draw, count):
    made = set()
    while len(made) < count:
        name = "".join(draw.choices(NASTY, k=draw.randint(1, 8)))
        if name.replace("/", "_") not in (".", ".."):
            made.add(name)
    return sorted(made)


def go_round(v, name, place):
    """One name, in a folder of another."""
    api = v.api
    kept, at = v.file(name), "/d/" + v.folder(place)
    path = at + "/" + kept
    told = v.upload(b"first", name, "/d/" + place).expect(200).json()
    assert (told["name"], told["filePath"]) == (kept, path), told
    assert v.upload(b"second", name, "/d/" + place).expect(200).json()["fileId"] == told["fileId"]
    details = v.get("/files/%s/details" % told["fileId"])
    assert (details["name"], details["filePath"]) == (kept, path), details
    assert v.listed(at) == [path] and v.found("name = " + string(kept)) == [path]
    assert v.found("path : " + string(at)) == [path]
    assert [row["filePath"] for row in v.get("/files?name=" + quoted(kept))] == [path]
    first = v.get("/files/%s/versions" % told["fileId"])[1]
    for url, body in ((told["url"], b"second"), (details["url"], b"second"), (first["url"], b"first")):
        assert api.fetch(url).expect(200).body == body, url
    assert api.fetch(told["url"] + "?ik-attachment=true").expect(200).header("content-disposition")
    api.send_json("PUT", "/v%d/files/%s/versions/%s/restore" % (
        v.number, told["fileId"], first["versionInfo"]["id"]), {}).expect(200)
    assert api.fetch(told["url"]).expect(200).body == b"first"
    v.send("POST", "/files/purge", 201, url=told["url"])
    v.send("PUT", "/files/rename", 200, filePath=path, newFileName="plain")
    v.send("PUT", "/files/rename", 200, filePath=at + "/plain", newFileName=name, purgeCache=True)
    v.send("POST", "/files/move", 204, sourceFilePath=path, destinationPath="/to/" + place)
    there = "/to/" + v.folder(place)
    v.send("POST", "/files/copy", 204, sourceFilePath=there + "/" + kept, destinationPath=at)
    assert v.listed(at) == [path] and v.listed(there) == [there + "/" + kept]
    v.send("POST", "/folder", 201, folderName=place, parentFolderPath=at)
    v.send("POST", "/bulkJobs/moveFolder", 200, sourceFolderPath=at, destinationPath=there)
    assert v.listed(there + at[2:]) == sorted([there + at[2:] + "/" + kept, there + 2 * at[2:]])
    v.send("POST", "/bulkJobs/renameFolder", 202, folderPath=there + at[2:],
           newFolderName=place + " ")
    v.send("DELETE", "/folder", 204, folderPath=there + "/" + v.folder(place + " "))
    assert v.listed(there) == [there + "/" + kept]
    v.api.delete("/v%d/files/%s" % (v.number, told["fileId"])).expect(204)
    v.send("DELETE", "/folder", 204, folderPath=there)


@each([("version %d, part %d" % (number, part), number, part) for number in (1, 2) for part in range(2)])
def test_a_random_name_goes_all_the_way_round(number, part):
    draw = random.Random("%d %d %d" % (SEED, number, part))
    v = Version(number, server.fresh())
    made = names(draw, 16)
    for name in made:
        place = draw.choice(made).replace("/", ";")
        try:
            go_round(v, name, place)
        except AssertionError as error:
            raise AssertionError("NAMES_SEED=%d, name %r in %r: %s" % (SEED, name, place, error)) from error


def contents(api, paths):
    """{path: bytes} as delivered by the URLs of the list."""
    rows = api.get("/v1/files").expect(200).json()
    return {row["filePath"]: api.fetch(row["url"]).expect(200).body for row in rows
            if row["filePath"] in paths}


def test_checkpoints_and_seeds_carry_every_name():
    draw = random.Random(SEED)
    made = names(draw, 60)
    with folder() as data, Emulator("--auth", "strict", data=data) as one:
        v = Version(2, one.client())
        wanted = {}
        for name in made:
            place = draw.choice(made).replace("/", ";")
            path = "/%s/%s" % (place, v.file(name))
            assert v.upload(name.encode(), name, "/" + place).expect(200).json()["filePath"] == path
            wanted[path] = name.encode()
        assert contents(v.api, wanted) == wanted
        one.control("PUT", "/checkpoints/names").expect(200, 201)
        seed = one.control("GET", "/seed").expect(200).body
        one.control("PUT", "/seed", json.loads(seed)).expect(200)
        assert one.control("GET", "/seed").expect(200).body == seed
        assert contents(v.api, wanted) == wanted
        for place in {path.split("/")[1] for path in wanted}:
            v.send("DELETE", "/folder", 204, folderPath="/" + place)
        assert contents(v.api, wanted) == {}
        archive = one.control("GET", "/checkpoints/names/archive").expect(200).body
        one.control("DELETE", "/checkpoints/names").expect(200, 204)
        archived = one.client(None).request("PUT", "/_emulator/checkpoints/names/archive", archive,
                                            {"Content-Type": "application/x-tar"})
        archived.expect(200, 201)
        one.control("POST", "/checkpoints/names/restore").expect(200, 204)
        assert contents(v.api, wanted) == wanted


def test_purges_are_of_the_urls_in_answers():
    with Emulator() as one:
        v = Version(2, one.client())
        told = v.upload(b"x", "a b?*.txt", "/f & g").expect(200).json()
        v.send("PUT", "/files/rename", 200, filePath=told["filePath"], newFileName="c", purgeCache=True)
        v.send("POST", "/bulkJobs/renameFolder", 202, folderPath="/f & g", newFolderName="h",
               purgeCache=True)
        document = one.control("GET", "/seed").expect(200).json()
        urls = [row["url"] for account in document["accounts"] for row in account.get("purges", [])]
        assert urls == [told["url"] + "*", told["url"].rpartition("/")[0] + "/*"], urls


@each([
    ("a zero", b'"a\\u0000b"'), ("half a surrogate pair", b'"\\ud800"'), ("no UTF-8", b'"\xff"'),
    ("a number", b"5"), ("nothing", b'""'),
])
def test_what_is_no_text_is_no_name(name):
    v = Version(2, server.fresh())
    v.upload(b"x", "a", "/f").expect(200)
    for method, path, body in (("PUT", "/v2/files/rename", b'{"filePath":"/f/a","newFileName":%s}'),
                               ("POST", "/v2/folder", b'{"parentFolderPath":"/","folderName":%s}'),
                               ("POST", "/v2/bulkJobs/renameFolder", b'{"folderPath":"/f","newFolderName":%s}')):
        v.api.request(method, path, body % name, {"Content-Type": "application/json"}).expect(400)
    assert v.listed("/") == ["/f"] and v.listed("/f") == ["/f/a"]


@each([("version 1", UPLOAD), ("version 2", UPLOAD_V2)])
def test_an_upload_whose_name_is_no_text_is_refused(path):
    api = server.fresh()
    for name in (b"\xff.txt", b"a\0b.txt"):
        form = Form().text("fileName", name).binary("file", b"x")
        api.post_form(form, path=path).expect(400)
    assert api.files() == []


# What delivery could misread --------------------------------------------------------------------

@each([(path, path) for path in (
    "/tr:w-100/a.txt", "/x/tr:w-100/y/a.txt", "/tr:w-100", "/tr:", "/x/tr:/tr:w-1",
    "/ik-seo/a.txt", "/ik-seo/shoe/red.txt", "/ik-seo/x/shoe/red.txt", "/x/ik-seo/a.txt",
    "/ik-genimg-prompt-cat/cat.jpg", "/clip/ik-thumbnail.jpg", "/ik-video.mp4/ik-master.m3u8",
    "/_emulator/seed", "/v1/files", "/_case/demo/a", "/-rf", "/a%2Fb/c", "/a%2fb", "/%", "/%2e%2e/a", "/.../...",
    "/https:/example.com", "/?", "/#a", "/a?tr=w-100", "/a;b", "/+", "/ ", "/ / ", "/\\..\\a", "/demo/a",
    "/n-ik_ml_thumbnail", "/sig?ik-s=1&ik-t=2",
)])
def test_delivery_finds_what_is_stored(path):
    api = server.fresh()
    into, _, name = path.rpartition("/")
    told = api.upload(path.encode(), path=UPLOAD_V2, fileName=name, folder=into or "/",
                      useUniqueFileName=False).expect(200).json()
    assert told["filePath"] == path, told
    for url in (told["url"], api.details(told["fileId"]).json()["url"],
                api.endpoint + "/tr:orig-true" + told["url"][len(api.endpoint):]):
        assert api.fetch(url).expect(200).body == path.encode(), url
    # The metadata call reads the same URLs.
    answer = api.get("/v1/metadata?url=" + quoted(told["url"]))
    assert answer.status != 404, answer


def test_thumbnails_of_such_pictures_are_found():
    """Made or said to be missing: both know the file."""
    api = server.fresh()
    told = api.upload(pictures.png(3, 2), path=UPLOAD_V2, fileName="a b&c?.png", folder="/tr:w-1/ik-seo",
                      useUniqueFileName=False).expect(200).json()
    for url in (told["thumbnailUrl"], api.details(told["fileId"]).json()["thumbnail"]):
        check_rendered(api.fetch(url))


def test_an_encoded_slash_finds_no_folder_that_is_called_like_it():
    api = server.fresh()
    api.upload(b"x", path=UPLOAD_V2, fileName="c", folder="/a%2Fb",
               useUniqueFileName=False).expect(200)
    assert api.fetch(api.endpoint + "/a%252Fb/c").expect(200).body == b"x"
    api.fetch(api.endpoint + "/a%2Fb/c").expect(404)


def test_a_search_friendly_name_stands_behind_a_stored_one():
    api = server.fresh()
    for path, into in ((b"base", "/x"), (b"stored", "/ik-seo/x/shoe")):
        api.upload(path, fileName="shoe.txt", folder=into, useUniqueFileName=False).expect(200)
    assert api.fetch(api.endpoint + "/ik-seo/x/shoe/red.txt").expect(200).body == b"base"
    assert api.fetch(api.endpoint + "/ik-seo/x/shoe/shoe.txt").expect(200).body == b"stored"


@each([(repr(name), name) for name in ('a"b.txt', "a\\b.txt", "a\r\nX-Evil: 1.txt", "a\x7f.txt", "\u6587.txt")])
def test_a_download_is_called_by_its_name_and_adds_no_header(name):
    api = server.fresh()
    told = api.upload(b"x", path=UPLOAD_V2, fileName=name, useUniqueFileName=False).expect(200).json()
    answer = api.fetch(told["url"] + "?ik-attachment=true").expect(200)
    assert answer.header("x-evil") is None
    assert answer.header("content-disposition") == "attachment; filename*=UTF-8''" + quoted(name)


# What /v1 makes of paths that only /v2 could have made ------------------------------------------

def test_v1_puts_things_into_a_folder_that_is_there_as_it_is_called():
    """Where the path names a folder, nothing is made and nothing is cleaned; where it does not, all of it
    is. Uploads say what shall be made: theirs are always cleaned."""
    v1 = Version(1, server.fresh())
    v2 = Version(2, v1.api)
    for path in ("/my folder/v1.2", "/f & g"):
        v2.upload(b"x", "a b.txt", path).expect(200)
    v1.send("POST", "/files/copy", 204, sourceFilePath="/f & g/a b.txt", destinationPath="/my folder/")
    v1.send("POST", "/files/move", 204, sourceFilePath="f & g/a b.txt", destinationPath="my folder//v1.2")
    assert v1.listed("/my folder") == ["/my folder/a b.txt", "/my folder/v1.2"]
    v1.send("POST", "/folder", 201, folderName="n & m", parentFolderPath="/my folder/")
    assert "/my folder/n___m" in v1.listed("/my folder")
    v1.send("POST", "/bulkJobs/moveFolder", 200, sourceFolderPath="/f & g", destinationPath="/my folder")
    v1.send("POST", "/bulkJobs/copyFolder", 200, sourceFolderPath="/my folder/f & g",
            destinationPath="/my folder/v1.2")
    assert v1.listed("/my folder/v1.2") == ["/my folder/v1.2/a b.txt", "/my folder/v1.2/f & g"]
    v1.send("POST", "/files/copy", 204, sourceFilePath="/my folder/a b.txt", destinationPath="/my folder/no.")
    assert v1.listed("/my_folder/no_") == ["/my_folder/no_/a b.txt"]
    told = v1.upload(b"x", "c.txt", "/my folder").expect(200).json()
    assert told["filePath"] == "/my_folder/c.txt", told
    v1.send("POST", "/files/copy", 400, sourceFilePath="/my folder/a b.txt", destinationPath="my folder")
    v1.send("POST", "/files/move", 400, sourceFilePath="/my folder/a b.txt", destinationPath="/my folder/..")


if __name__ == "__main__":
    main(globals())
