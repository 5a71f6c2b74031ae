"""/v2 keeps names as they are sent, /v1 cleans those that it makes: uploads, folders, moves, copies, renames,
lists, searches, delivery, purges, seeds. A fixed table, and random names out of the characters that hurt."""

import json
import random
import urllib.parse

from emulator import UPLOAD, UPLOAD_V2, Emulator
from lifetime import folder
from tap import each, main

server = Emulator()

# Each stands for a kind: what shells, URLs, SQL, JSON, headers, globs and full text read as their own.
NAMES = [
    "a b & c.jpg", " leading", "trailing ", "+", "a+b.txt", "(1).txt", "a,b;c=d~.txt", "%41.txt",
    "100%", "%2F", "a?b#c.txt", "'\"`.txt", "\\", "a\\b.txt", "*", "[a-z]{1,2}", "<b>.html", "|", "$HOME",
    "...", ".hidden", "-rf", "_emulator", "v1", "tr:w-100", "ik-thumbnail.jpg.txt", "a:b", "@", "!",
    "^", "caf\u00e9", "cafe\u0301", "\u6587\u5b57.jpg", "\U0001f600.png", "\u200b.txt", "\u00a0",
    "tab\there", "new\nline", "escape\x1b[0m", "\x7f", "CON", "a" * 240,
]
PIECES = list(" &+(),;=~.%?#'\"*[]{}<>|$:@!^_-\\\t\n") + ["a", "B", "1", "\u00e9", "\u6587", "\U0001f600", "%20", "&amp;"]


set_up, tear_down = server.start, server.stop_cleanly


def put(api, name, content=b"x", path=UPLOAD_V2, **fields):
    fields.setdefault("useUniqueFileName", False)
    return api.upload(content, path=path, fileName=name, **fields).expect(200).json()


def quoted(text):
    return urllib.parse.quote(text, safe="")


def paths(api, at):
    rows = api.get("/v2/files?type=all&path=" + quoted(at)).expect(200).json()
    return sorted(row.get("filePath") or row["folderPath"] for row in rows)


def found(api, query):
    rows = api.get("/v2/files?searchQuery=" + quoted(query)).expect(200).json()
    return [row.get("filePath") or row["folderPath"] for row in rows]


def string(text):
    """A text of a search query: quotes and backslashes are escaped."""
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def send(api, method, path, status, **body):
    return api.send_json(method, path, body).expect(status)


# The case that people report --------------------------------------------------------------------

def test_v2_keeps_what_v1_cleans():
    api = server.fresh()
    assert put(api, "a b & c.jpg")["filePath"] == "/a b & c.jpg"
    assert put(api, "a b & c.jpg", path=UPLOAD)["filePath"] == "/a_b___c.jpg"
    assert put(api, "x", folder="/v1.2/my folder")["filePath"] == "/v1.2/my folder/x"
    assert put(api, "x", path=UPLOAD, folder="/v1.2/my folder")["filePath"] == "/v1_2/my_folder/x"


def test_a_unique_name_keeps_the_rest():
    name = put(server.fresh(), "a b.c d.jpg", useUniqueFileName=True)["name"]
    assert name.startswith("a b.c d_") and name.endswith(".jpg"), name


@each([(repr(name).replace("#", "number sign"), name) for name in NAMES])
def test_a_name_goes_all_the_way_round(name):
    """Upload, details, list, search, delivery; rename, copy, move; the folder of that name; delete."""
    api = server.fresh()
    file = put(api, name, name.encode(), folder="/" + name)
    path = "/%s/%s" % (name, name)
    assert (file["name"], file["filePath"]) == (name, path), file
    details = api.details(file["fileId"]).expect(200).json()
    assert (details["name"], details["filePath"]) == (name, path), details
    for url in (file["url"], details["url"]):
        assert api.fetch(url).expect(200).body == name.encode(), url
    assert paths(api, "/") == ["/" + name] and paths(api, "/" + name) == [path]
    if "\n" not in name and "\t" not in name:
        assert sorted(found(api, "name = " + string(name))) == ["/" + name, path], name
        assert found(api, 'path : %s AND type = "file"' % string("/" + name)) == [path], name
    send(api, "PUT", "/v2/files/rename", 200, filePath=path, newFileName="plain", purgeCache=True)
    send(api, "PUT", "/v2/files/rename", 200, filePath="/%s/plain" % name, newFileName=name)
    send(api, "POST", "/v2/files/copy", 204, sourceFilePath=path, destinationPath="/to " + name)
    assert paths(api, "/to " + name) == ["/to %s/%s" % (name, name)]
    send(api, "POST", "/v2/files/move", 204, sourceFilePath=path, destinationPath="/")
    # A folder and a file may have one name.
    assert paths(api, "/" + name) == [] and "/" + name in paths(api, "/")
    send(api, "POST", "/v2/folder", 201, folderName=name, parentFolderPath="/p " + name)
    for call in ("copyFolder", "moveFolder"):
        send(api, "POST", "/v2/bulkJobs/" + call, 200, sourceFolderPath="/p %s/%s" % (name, name),
             destinationPath="/" + call + name)
        assert paths(api, "/" + call + name) == ["/%s/%s" % (call + name, name)]
    send(api, "POST", "/v2/bulkJobs/renameFolder", 202, folderPath="/to " + name,
         newFolderName=name + "2")
    assert paths(api, "/%s2" % name) == ["/%s2/%s" % (name, name)]
    send(api, "DELETE", "/v2/folder", 204, folderPath="/%s2" % name)
    purge = api.send_json("POST", "/v2/files/purge", {"url": file["url"]}).expect(201).json()
    assert purge["requestId"]


@each([(name, name) for name in (".", "..")])
def test_dots_are_no_names(name):
    api = server.fresh()
    api.upload(b"x", path=UPLOAD_V2, fileName=name).expect(400)
    api.upload(b"x", path=UPLOAD_V2, fileName="a", folder="/x/" + name).expect(400)
    send(api, "POST", "/v2/folder", 400, folderName=name, parentFolderPath="/")
    put(api, "a")
    send(api, "PUT", "/v2/files/rename", 400, filePath="/a", newFileName=name)
    send(api, "POST", "/v2/files/move", 400, sourceFilePath="/a", destinationPath="/x/" + name)
    assert paths(api, "/") == ["/a"]


def test_a_slash_ends_a_folder_and_is_no_part_of_a_file():
    api = server.fresh()
    assert put(api, "a/b")["filePath"] == "/a_b"
    send(api, "POST", "/v2/folder", 400, folderName="a/b", parentFolderPath="/")


# Both at once -----------------------------------------------------------------------------------

def test_v1_finds_what_v2_made():
    """Paths of what exists are taken as they are; names that are made are cleaned."""
    api = server.fresh()
    file = put(api, "a b.txt", folder="/my folder")
    assert [row["filePath"] for row in api.files("path=" + quoted("/my folder"))] == [
        "/my folder/a b.txt"]
    send(api, "POST", "/v1/files/copy", 204, sourceFilePath="/my folder/a b.txt",
         destinationPath="/to here")
    send(api, "POST", "/v1/files/move", 204, sourceFilePath="/my folder/a b.txt",
         destinationPath="/")
    assert api.details(file["fileId"]).json()["filePath"] == "/a b.txt"
    send(api, "PUT", "/v1/files/rename", 200, filePath="/a b.txt", newFileName="c d.txt")
    assert api.details(file["fileId"]).json()["filePath"] == "/c_d.txt"
    send(api, "POST", "/v1/bulkJobs/moveFolder", 200, sourceFolderPath="/my folder",
         destinationPath="/x y")
    assert paths(api, "/") == ["/c_d.txt", "/to_here", "/x_y"]
    assert paths(api, "/to_here") == ["/to_here/a b.txt"] and paths(api, "/x_y") == ["/x_y/my folder"]
    send(api, "DELETE", "/v1/folder", 204, folderPath="/x_y/my folder")


def test_random_names_come_back_as_they_were_sent():
    """Sixty names in one library, each in a folder of another; then a seed carries all of them."""
    draw = random.Random(20261127)
    names = sorted({"".join(draw.choices(PIECES, k=draw.randint(1, 12))) for _ in range(60)}
                   - {".", ".."})
    with folder() as data:
        with Emulator(data=data) as one:
            api = one.client()
            urls = {}
            for number, name in enumerate(names):
                where = names[number * 7 % len(names)]
                file = put(api, name, name.encode(), folder="/d/" + where)
                assert file["filePath"] == "/d/%s/%s" % (where, name), file
                urls[file["url"]] = name
            send(api, "POST", "/v2/bulkJobs/renameFolder", 202, folderPath="/d",
                 newFolderName=names[0])
            document = one.control("GET", "/seed").expect(200).body
            one.control("PUT", "/seed", json.loads(document)).expect(200)
            again = one.control("GET", "/seed").expect(200).body
            assert again == document, "the export of the export is another"
            moved = quoted(names[0])
            for url, name in urls.items():
                answer = api.fetch(url.replace("/d/", "/%s/" % moved, 1)).expect(200)
                assert answer.body == name.encode(), url


if __name__ == "__main__":
    main(globals())
