"""Bytes that stand for remote URLs: uploads and metadata by URL read them without any network.

The table is filled by hand in a library at rest, as a seed fills it: a row and a blob for each URL.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
import urllib.parse

import pictures
from emulator import SLOWNESS, Emulator, fixture
from origin import Origin
from tap import each, main

MIB = 1024 * 1024
TOO_LARGE = "Your request contains invalid file parameter. The file size exceeds limits."
BAD_FILE = "Your request contains invalid file parameter."
FOREIGN = "%s should be accessible using your ImageKit.io account."
CORRUPT = "The requested file is corrupt or invalid."
SWEEP_SECONDS = 20 * SLOWNESS

PHOTO = fixture("images", "photo.jpg")
TEXT = b"remote text\n" * 5000
LARGE = bytes(25 * MIB + 1)

NAMES = {
    "https://images.example.com/photo.jpg": PHOTO,
    "https://images.example.com/notes.txt?v=2#end": TEXT,
    "https://images.example.com/drawing.svg?x=/a.txt": pictures.svg(30, 20),
    "https://images.example.com/empty.txt": b"",
    "https://images.example.com/large.bin": LARGE,
    "HTTPS://Images.Example.Com/Photo.JPG": pictures.jpeg(80, 60),
    "http://no-such-host.invalid/photo.jpg": PHOTO,
    "http://user:word@[2001:db8::1]:99999/photo.jpg": PHOTO,
    "http:///photo.jpg": PHOTO,
    "https://ex ample/\u00e9 \u4f60.jpg": PHOTO,
    "http://169.254.169.254/latest/meta-data": TEXT,
}

data = tempfile.mkdtemp(prefix="remote-files-")
server = Emulator("--allow-remote", "none", "--plan", "free", data=data)
bare = Emulator("--allow-remote", "none", "--plan", "free")


def blob_path(digest):
    return os.path.join(data, "blobs", digest[:2], digest)


def put_blob(content):
    digest = hashlib.sha256(content).hexdigest()
    os.makedirs(os.path.dirname(blob_path(digest)), mode=0o700, exist_ok=True)
    with open(blob_path(digest), "wb") as file:
        file.write(content)
    return digest


def put_rows(rows):
    """Into a library at rest."""
    with contextlib.closing(sqlite3.connect(os.path.join(data, "imagekit.db"))) as database:
        database.executemany("INSERT OR REPLACE INTO remote_file VALUES (?, ?)", rows)
        database.commit()


def put_remote(contents):
    put_rows([(url, put_blob(content)) for url, content in contents.items()])


def set_up():
    server.start()
    server.stop()
    put_remote(NAMES)
    server.start()
    bare.start()


def tear_down():
    try:
        codes = [server.stop(), bare.stop()]
        assert codes == [0, 0], codes
    finally:
        shutil.rmtree(data, ignore_errors=True)


def metadata(url, client):
    return client.get("/v1/metadata?url=" + urllib.parse.quote(url, safe=""))


def stored_bytes(api, answer):
    return api.fetch(answer.expect(200).json()["url"]).expect(200).body


def swept(digest, seconds=SWEEP_SECONDS):
    deadline = time.monotonic() + seconds
    while os.path.exists(blob_path(digest)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


# Uploads ---------------------------------------------------------------------------------------

@each((url, url) for url in NAMES if NAMES[url] is not LARGE)
def test_an_upload(url):
    api = server.fresh()
    answer = api.upload(url, fileName="a.bin", useUniqueFileName=False)
    assert stored_bytes(api, answer) == NAMES[url]
    assert answer.json()["size"] == len(NAMES[url])


def test_an_upload_is_as_one_of_the_same_bytes():
    api, url = server.fresh(), "https://images.example.com/photo.jpg"
    fields = {"useUniqueFileName": False, "responseFields": "metadata,tags", "tags": "a,b"}
    by_url = api.upload(url, fileName="url.jpg", **fields).expect(200).json()
    by_bytes = api.upload(PHOTO, fileName="bytes.jpg", **fields).expect(200).json()
    own = {"fileId", "name", "filePath", "url", "thumbnailUrl", "versionInfo"}
    assert by_url["fileType"] == "image" and by_url["metadata"]["format"] == "jpg", by_url
    assert {name: by_url[name] for name in by_url if name not in own} == \
        {name: by_bytes[name] for name in by_bytes if name not in own}, (by_url, by_bytes)


def test_an_upload_to_version_2():
    api = server.fresh()
    answer = api.upload("https://images.example.com/photo.jpg", path="/api/v2/files/upload",
                        fileName="a.jpg")
    assert stored_bytes(api, answer) == PHOTO


def test_what_is_too_large_stays_too_large():
    api = server.fresh()
    api.upload("https://images.example.com/large.bin", fileName="a.bin").error(400, TOO_LARGE)
    assert api.files() == []


def test_the_same_url_again_and_again():
    api = server.fresh()
    for number in range(20):
        api.upload("https://images.example.com/photo.jpg",
                   fileName="%d.jpg" % number).expect(200)
    assert len(api.files("limit=100")) == 20


@each((name, url) for name, url in [
    ("another host", "https://images.example.org/photo.jpg"),
    ("another letter", "https://images.example.com/Photo.jpg"),
    ("another query", "https://images.example.com/notes.txt?v=3#end"),
    ("no fragment", "https://images.example.com/notes.txt?v=2"),
    ("one more slash", "https://images.example.com/photo.jpg/"),
    ("another scheme", "http://images.example.com/photo.jpg"),
    ("another spelling", "https://images.example.com/%70hoto.jpg"),
    ("a host alone", "https://images.example.com"),
])
def test_an_unknown_url_is_refused_as_before(url):
    api = server.fresh()
    answer = api.upload(url, fileName="a.jpg").expect(400).json()
    assert answer["message"].startswith(BAD_FILE[:-1]), answer
    assert answer == bare.fresh().upload(url, fileName="a.jpg").expect(400).json()
    assert api.files() == []


def test_a_known_url_is_not_asked_for():
    """Where the network may be used, it is for the unknown ones."""
    folder = tempfile.mkdtemp(prefix="remote-files-")
    try:
        with Emulator("--allow-remote", "loopback", data=folder):
            pass
        with Origin({"/a": (200, {}, b"from there"), "/b": (200, {}, b"from there")}) as origin:
            digest = hashlib.sha256(b"from here").hexdigest()
            os.makedirs(os.path.join(folder, "blobs", digest[:2]), exist_ok=True)
            with open(os.path.join(folder, "blobs", digest[:2], digest), "wb") as file:
                file.write(b"from here")
            with contextlib.closing(sqlite3.connect(os.path.join(folder, "imagekit.db"))) as db:
                db.execute("INSERT INTO remote_file VALUES (?, ?)", (origin.url + "/a", digest))
                db.commit()
            with Emulator("--allow-remote", "loopback", data=folder) as other:
                api = other.client()
                known = api.upload(origin.url + "/a", fileName="a.txt")
                assert stored_bytes(api, known) == b"from here" and origin.requests == []
                unknown = api.upload(origin.url + "/b", fileName="b.txt")
                assert stored_bytes(api, unknown) == b"from there"
            assert [request[:2] for request in origin.requests] == [("GET", "/b")]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Metadata --------------------------------------------------------------------------------------

@each((url, url) for url in NAMES if NAMES[url] is PHOTO)
def test_metadata(url):
    api = server.fresh()
    file = api.upload(PHOTO, fileName="a.jpg").expect(200).json()
    want = api.get("/v1/files/%s/metadata" % file["fileId"]).expect(200).json()
    assert metadata(url, api).expect(200).json() == want
    # Sent as it is, where that makes a request.
    if all(" " < sign < "\x7f" and sign != "#" for sign in url):
        assert api.get("/v1/metadata?url=" + url).expect(200).json() == want


def test_metadata_of_a_drawing_that_only_its_name_tells():
    got = metadata("https://images.example.com/drawing.svg?x=/a.txt", server.fresh()).expect(200)
    assert (got.json()["format"], got.json()["width"], got.json()["height"]) == ("svg", 30, 20)


@each([
    ("of a text", "https://images.example.com/notes.txt?v=2#end"),
    ("of nothing", "https://images.example.com/empty.txt"),
])
def test_metadata_of_what_has_none(url):
    metadata(url, server.fresh()).error(400, CORRUPT)


@each([
    ("another host", "https://images.example.org/photo.jpg"),
    ("another letter", "https://images.example.com/Photo.jpg"),
])
def test_metadata_of_an_unknown_url_is_refused_as_before(url):
    metadata(url, server.fresh()).error(400, FOREIGN % url)


def test_metadata_of_own_files_as_before():
    api = server.fresh()
    file = api.upload(PHOTO, fileName="a.jpg").expect(200).json()
    assert metadata(file["url"], api).expect(200).json()["width"] == 640
    metadata(file["url"] + "x", api).expect(404)


def test_metadata_needs_a_key():
    metadata("https://images.example.com/photo.jpg", server.client(None)).expect(401)


# Blobs -----------------------------------------------------------------------------------------

def test_the_sweep_keeps_what_stands_for_a_url():
    """It takes what the database knows to be garbage, and nothing else: not even what nothing names."""
    server.stop()
    garbage, stray = put_blob(b"the database knows these bytes"), put_blob(b"it does not know these")
    with contextlib.closing(sqlite3.connect(os.path.join(data, "imagekit.db"))) as database:
        database.execute("INSERT INTO blob_garbage VALUES (?)", (garbage,))
        database.commit()
    server.start()
    assert swept(garbage), "no sweep within %d s" % SWEEP_SECONDS
    assert os.path.exists(blob_path(stray))
    os.unlink(blob_path(stray))
    for url, content in NAMES.items():
        assert os.path.exists(blob_path(hashlib.sha256(content).hexdigest())), url


def test_a_blob_outlives_its_files_but_not_its_url():
    content, url = b"shared by a file and a URL", "https://images.example.com/shared.txt"
    digest = hashlib.sha256(content).hexdigest()
    server.stop()
    put_remote({url: content})
    server.start()
    api = server.fresh()
    file = api.upload(url, fileName="a.txt").expect(200).json()
    other = api.upload(b"goes with its file", fileName="b.txt").expect(200).json()
    api.delete("/v1/files/" + file["fileId"]).expect(204)
    api.delete("/v1/files/" + other["fileId"]).expect(204)
    assert swept(hashlib.sha256(b"goes with its file").hexdigest())
    assert stored_bytes(api, api.upload(url, fileName="c.txt")) == content
    api.delete("/v1/files/" + api.files()[0]["fileId"]).expect(204)
    server.stop()
    with contextlib.closing(sqlite3.connect(os.path.join(data, "imagekit.db"))) as database:
        database.execute("DELETE FROM remote_file WHERE url = ?", (url,))
        database.commit()
    server.start()
    assert swept(digest)


def test_a_row_without_its_bytes_is_an_error_of_the_server():
    url = "https://images.example.com/lost.jpg"
    server.stop()
    put_rows([(url, hashlib.sha256(b"lost").hexdigest())])
    server.start()
    api = server.fresh()
    api.upload(url, fileName="a.jpg").expect(500)
    metadata(url, api).expect(500)
    assert api.files() == []
    api.upload("https://images.example.com/photo.jpg", fileName="a.jpg").expect(200)


if __name__ == "__main__":
    main(globals())
