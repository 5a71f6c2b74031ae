"""Seeds: what a document makes, through the API; in by option and by request, and out again."""
# ctest: timeout 600

import base64
import concurrent.futures
import glob
import hashlib
import hmac
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

import emulator
from emulator import ACCOUNT, PRIVATE_KEY, PUBLIC_KEY, SLOWNESS, Client, Emulator, run_to_end
from lifetime import folder, write
from pictures import png
from tap import each, main

NOW = "2026-01-02T03:04:05.678Z"
SHA = {text: hashlib.sha256(text.encode()).hexdigest() for text in ("one", "two", "three")}

WORLD = {
    "format": 1,
    "clock": {"mode": "frozen", "time": NOW},
    "customMetadataFields": [
        {"id": "priceField", "name": "price", "label": "Price",
         "schema": {"type": "Number", "minValue": 10}},
        {"id": "goneField", "name": "gone", "label": "Gone", "schema": {"type": "Text"},
         "isDeleted": True},
    ],
    "folders": [
        {"path": "/shop/empty", "id": "emptyFolder", "createdAt": "2020-01-01T00:00:00.000Z"},
    ],
    "files": [
        {"path": "/shop/shoe.jpg", "id": "fileId", "createdAt": "2021-02-03T04:05:06.007Z",
         "updatedAt": "2022-02-03T04:05:06.007Z", "versionKey": "keyOfShoe",
         "content": {"generate": {"width": 80, "height": 60, "seed": 7}},
         "tags": ["sale", "new, but with a comma"], "customMetadata": {"price": 5},
         "customCoordinates": "1,2,3,4", "description": "a shoe"},
        {"path": "/shop/old.txt", "id": "6bZ9x2ZUx", "nextVersionNumber": 12, "versions": [
            {"content": {"text": "one"}, "number": 2},
            {"content": {"base64": base64.b64encode(b"two").decode()}, "id": "versionId",
             "number": 5, "current": True},
            {"content": {"text": "three"}, "number": 9}]},
        {"path": "/secret.txt", "content": {"text": "secret"}, "isPrivateFile": True},
        {"path": "/draft.txt", "content": {"text": "draft"}, "isPublished": False},
    ],
    "jobs": [
        {"id": "jobId", "type": "COPY_FOLDER", "sourceFolderPath": "/a",
         "destinationFolderPath": "/b/a", "purgeRequestId": "requestId"},
        {"id": "pendingJob", "type": "MOVE_FOLDER", "sourceFolderPath": "/a",
         "destinationFolderPath": "/c/a", "status": "Pending"},
        {"id": "laterJob", "type": "MOVE_FOLDER", "sourceFolderPath": "/shop/empty",
         "destinationFolderPath": "/moved/empty", "status": "Pending",
         "dueAt": "2026-01-02T03:05:05.678Z"},
    ],
    "purges": [
        {"id": "requestId", "url": "https://ik.imagekit.io/demo/a*"},
        {"id": "pendingPurge", "url": "https://ik.imagekit.io/demo/b*", "status": "Pending"},
    ],
    "uploadTokens": [{"token": "used-token"}],
    "faults": [{"match": {"operation": "folders.create"}, "status": 503, "times": 1}],
    "remote": {
        "https://far.example/picture.png?x=1": {"generate": {"width": 12, "height": 34}},
        "https://far.example/note": {"text": "from far away"},
    },
    "accounts": [
        {"id": "second", "privateKey": "private_second", "publicKey": "public_second",
         "clock": {"mode": "frozen", "time": "2030-01-01T00:00:00.000Z"},
         "rateLimits": {"groups": {"read": [{"limit": 3, "intervalMs": 1000}]}},
         "files": [{"path": "/mine.txt", "content": {"text": "mine"}}]},
    ],
}


def seed_file(base, document, name="seed.json"):
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    write(base, name, text)
    return os.path.join(base, name)


class Seeded:
    """A server that starts with the document, and the folder of its seed."""

    def __init__(self, document, *options, **more):
        self.document, self.options, self.more = document, options, more

    def __enter__(self):
        self.folder = folder()
        path = seed_file(self.folder.__enter__(), self.document)
        try:
            self.server = Emulator("--seed", path, *self.options, **self.more).start()
        except BaseException:
            self.folder.__exit__(None, None, None)
            raise
        return self.server

    def __exit__(self, kind, value, trace):
        try:
            self.server.__exit__(kind, value, trace)
        finally:
            self.folder.__exit__(kind, value, trace)


def get_seed(server, query=""):
    """The document's bytes and its state."""
    answer = server.control("GET", "/seed" + query).expect(200)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    return answer.body, answer.header("x-emulator-state")


def put_seed(server, document, query=""):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return server.client(None).request("PUT", "/_emulator/seed" + query, body,
                                       {"Content-Type": "application/json"})


def deliver(server, path, account=ACCOUNT):
    return Client(server.port, None).get("/%s%s" % (account, path))


# What a document makes ------------------------------------------------------------------------

world = Seeded(WORLD, "--allow-remote", "none")


def set_up():
    world.__enter__()


def tear_down():
    world.__exit__(None, None, None)


def api():
    return world.server.client()


def test_a_file_has_all_that_was_said_of_it():
    file = api().details("fileId").expect(200).json()
    assert file["fileId"] == "fileId" and file["filePath"] == "/shop/shoe.jpg"
    assert file["versionInfo"] == {"id": "fileId", "name": "Version 1"}
    assert file["tags"] == ["sale", "new, but with a comma"]
    assert file["customMetadata"] == {"price": 5}
    assert file["customCoordinates"] == "1,2,3,4"
    assert file["description"] == "a shoe"
    assert (file["width"], file["height"], file["mime"]) == (80, 60, "image/jpeg")
    assert file["createdAt"] == "2021-02-03T04:05:06.007Z"
    assert file["updatedAt"] == "2022-02-03T04:05:06.007Z"
    picture = deliver(world.server, "/shop/shoe.jpg").expect(200)
    assert len(picture.body) == file["size"] and picture.body[:2] == b"\xff\xd8"
    assert deliver(world.server, "/shop/shoe.jpg?ik-obj-version=keyOfShoe").expect(200).body \
        == picture.body


def test_versions_have_their_ids_numbers_and_bytes():
    versions = api().get("/v1/files/6bZ9x2ZUx/versions").expect(200).json()
    assert [v["versionInfo"]["name"] for v in versions] == ["Version 5", "Version 9", "Version 2"]
    assert versions[0]["versionInfo"]["id"] == "versionId"
    assert versions[2]["versionInfo"]["id"] == "6bZ9x2ZUx"
    assert api().get("/v1/files/6bZ9x2ZUx/versions/versionId").expect(200).json()["size"] == 3
    assert deliver(world.server, "/shop/old.txt").expect(200).body == b"two"


def test_ids_that_nothing_has_are_refused_as_ever():
    api().details("fileIt").error(400, "Your request contains invalid fileId parameter.")
    api().details("0" * 24).error(404, "The requested file does not exist.")
    api().get("/v1/files/6bZ9x2ZUx/versions/nope").error(
        400, "Your request contains invalid versionId parameter.")
    api().get("/v1/files/6bZ9x2ZUx/versions/" + "0" * 24).error(
        404, "The requested file version does not exist.")
    api().get("/v1/files/%s/versions/nope" % ("0" * 24)).error(
        400, "Your request contains invalid versionId parameter.")
    api().get("/v1/files/nope/versions/nope").error(
        400, "Your request contains invalid fileId parameter.")
    api().delete("/v1/customMetadataFields/nope").error(
        400, "Your request contains invalid ID parameter.")


def test_private_and_unpublished_files_are_kept_back():
    assert deliver(world.server, "/secret.txt").status == 401
    assert deliver(world.server, "/draft.txt").status == 404


def test_lists_and_searches_find_seeded_files():
    found = api().get("/v1/files?" + urllib.parse.urlencode(
        {"searchQuery": 'tags IN ["sale"] AND "customMetadata.price" < 6 AND createdAt < '
                        '"2021-12-31"'})).expect(200).json()
    assert [item["fileId"] for item in found] == ["fileId"]
    folders = api().files("type=folder")
    assert {(item["folderPath"], item["folderId"]) for item in folders
            if item["name"] == "empty"} == {("/shop/empty", "emptyFolder")}


def test_fields_are_there_and_their_limits_hold_for_clients():
    fields = api().get("/v1/customMetadataFields?includeDeleted=true").expect(200).json()
    assert [(f["id"], f["name"]) for f in fields] == [("priceField", "price"),
                                                      ("goneField", "gone")]
    answer = api().send_json("PATCH", "/v1/files/fileId/details",
                             {"customMetadata": {"price": 5}})
    assert answer.status == 400, answer
    server = Seeded(WORLD)
    with server as own:
        own.client().send_json("PATCH", "/v1/customMetadataFields/priceField",
                               {"label": "Cost"}).expect(200)
        own.client().delete("/v1/customMetadataFields/priceField").expect(204)


def test_jobs_and_purges_answer_under_their_ids():
    job = api().get("/v1/bulkJobs/jobId").expect(200).json()
    assert (job["type"], job["status"], job["purgeRequestId"]) == (
        "COPY_FOLDER", "Completed", "requestId")
    assert api().get("/v1/bulkJobs/pendingJob").expect(200).json()["status"] == "Pending"
    assert api().get("/v1/files/purge/requestId").expect(200).json() == {"status": "Completed"}
    assert api().get("/v1/files/purge/pendingPurge").expect(200).json() == {"status": "Pending"}


def test_a_pending_job_is_done_when_its_time_has_come():
    with Seeded(WORLD) as server:
        assert server.client().get("/v1/bulkJobs/laterJob").json()["status"] == "Pending"
        server.advance(seconds=61)
        assert server.client().get("/v1/bulkJobs/laterJob").json()["status"] == "Completed"
        assert server.client().get("/v1/bulkJobs/pendingJob").json()["status"] == "Pending"
        assert {f["folderPath"] for f in server.client().files("type=folder")} >= {"/moved/empty"}


def signed(token):
    expire = str(1767323045 + 600)
    mac = hmac.new(PRIVATE_KEY.encode(), (token + expire).encode(), hashlib.sha1)
    return {"publicKey": PUBLIC_KEY, "signature": mac.hexdigest(), "expire": expire,
            "token": token, "fileName": "t.txt"}


def test_a_used_token_is_used():
    with Seeded(WORLD) as server:
        client = server.client(None)
        assert client.upload(b"x", **signed("used-token")).status == 400
        client.upload(b"x", **signed("fresh-token")).expect(200)


def test_each_account_has_its_library_clock_and_limits():
    other = world.server.client("private_second")
    world.server.control("GET", "/clock?account=second").expect(200)
    assert [item["name"] for item in other.files()] == ["mine.txt"]
    now = world.server.control("GET", "/clock?account=second").expect(200).json()
    assert now["now"] == "2030-01-01T00:00:00.000Z"
    assert world.server.control("GET", "/clock").json()["now"] == NOW
    statuses = [other.get("/v1/files").status for _ in range(4)]
    assert statuses[-1] == 429, statuses
    assert deliver(world.server, "/mine.txt", "second").expect(200).body == b"mine"
    assert deliver(world.server, "/mine.txt").status == 404


def test_faults_are_met():
    with Seeded(WORLD) as server:
        body = {"folderName": "f", "parentFolderPath": "/"}
        server.client().send_json("POST", "/v1/folder", body).expect(503)
        server.client().send_json("POST", "/v1/folder", body).expect(201)


def test_remote_urls_are_read_without_a_network():
    with Seeded(WORLD, "--allow-remote", "none") as server:
        client = server.client()
        up = client.upload("https://far.example/picture.png?x=1", fileName="p.png",
                           useUniqueFileName=False).expect(200).json()
        assert (up["width"], up["height"]) == (12, 34)
        client.upload("https://far.example/note", fileName="n.txt",
                      useUniqueFileName=False).expect(200)
        assert deliver(server, "/n.txt").expect(200).body == b"from far away"
        meta = client.get("/v1/metadata?url=" + urllib.parse.quote(
            "https://far.example/picture.png?x=1", safe="")).expect(200).json()
        assert (meta["width"], meta["height"]) == (12, 34)
        assert client.upload("https://far.example/other", fileName="o.txt").status == 400


# In by option -----------------------------------------------------------------------------------

def names(server, key=PRIVATE_KEY):
    return sorted(item["name"] for item in server.client(key).files("limit=1000"))


def file_of(name, text="x"):
    return {"path": "/" + name, "content": {"text": text}}


def test_a_folder_gives_its_json_files_by_name():
    with folder() as base:
        seed_file(base, {"files": [file_of("b.txt")]}, "2.json")
        seed_file(base, {"customMetadataFields": [
            {"name": "n", "label": "N", "schema": {"type": "Text"}}]}, "1.json")
        seed_file(base, {"files": [dict(file_of("c.txt"), customMetadata={"n": "v"})]}, "3.json")
        seed_file(base, b"not JSON", "notes.txt")
        seed_file(base, b"not JSON", ".hidden.json")
        with Emulator("--seed", base) as server:
            assert names(server) == ["b.txt", "c.txt"]


def test_several_seeds_by_flags_and_by_the_environment():
    with folder() as base:
        one = seed_file(base, {"files": [file_of("1.txt")]}, "1.json")
        two = seed_file(base, {"files": [file_of("2.txt")]}, "2.json")
        with Emulator("--seed", one, "--seed", two) as server:
            assert names(server) == ["1.txt", "2.txt"]
            settings = server.control("GET", "/info").expect(200).json()["settings"]
            assert settings["seed"] == one + ":" + two
        with Emulator(env={"IMAGEKIT_EMULATOR_SEED": one + ":" + two}) as server:
            assert names(server) == ["1.txt", "2.txt"]
        with Emulator("--seed", one, env={"IMAGEKIT_EMULATOR_SEED": two}) as server:
            assert names(server) == ["1.txt"]


def test_paths_start_from_the_folder_of_the_seed():
    with folder() as base:
        write(base, "deep/a.txt", b"deep bytes")
        write(base, "b.png", png(3, 4))
        path = seed_file(base, {"files": [
            {"path": "/a.txt", "content": {"path": "a.txt"}},
            {"path": "/b.png", "content": {"path": "../b.png"}},
            {"path": "/c.png", "content": {"path": os.path.join(base, "b.png")}}]}, "deep/s.json")
        with Emulator("--seed", path) as server:
            assert deliver(server, "/a.txt").expect(200).body == b"deep bytes"
            assert deliver(server, "/b.png").expect(200).body == png(3, 4)
            assert deliver(server, "/c.png").expect(200).body == png(3, 4)


@each([
    ("not JSON", b'{"files":\n [}', ":2:3: a value is expected"),
    ("an unknown member", b'{\n\t"fils": []}', ":2:10: fils: is not known; did you mean files?"),
    ("a path that would be another", b'{"files":[{"path":"/a b//c.txt","content":{"text":""}}]}',
     ":1:19: files[0].path: would become /a b/c.txt in the library"),
    ("a file that is not there", b'{"files":[{"path":"/a.txt","content":\n{"path":"no.txt"}}]}',
     ":2:9: files[0].content.path: reading "),
    ("a picture that is too large",
     b'{"files":[{"path":"/a.png","content":{"generate":{"width":10000,"height":10000}}}]}',
     ":1:50: files[0].content.generate: "),
    ("a value of the wrong type",
     b'{"customMetadataFields":[{"name":"n","label":"N","schema":{"type":"Number"}}],\n'
     b'"files":[{"path":"/a.txt","content":{"text":""},"customMetadata":{"n":"1"}}]}',
     ":2:71: files[0].customMetadata.n: must be of type number"),
    ("a newer format", b'{"format":2}', ":1:11: format: is newer than this program"),
])
def test_a_bad_seed_ends_the_start_with_2_and_its_place(text, wanted):
    with folder() as base:
        path = seed_file(base, text)
        for options in (["--port", "0", "--seed", path], ["seed", "check", path]):
            code, out, err = run_to_end(*options)
            assert code == 2, (code, err)
            assert out == "", out
            # The helper may have words of its own for a picture.
            ours = [line for line in err.splitlines() if line.startswith("imagekit-emulator: ")]
            assert len(ours) == 1 and err.endswith(ours[0] + "\n"), err
            assert ours[0].startswith("imagekit-emulator: " + path + wanted), err


def test_a_picture_that_cannot_be_read_is_loaded():
    """As an upload stores it: what a library tells of itself can be loaded again."""
    with folder() as base:
        text = b'{"files":[{"path":"/a.png","content":{"base64":"iVBORw0KGgo="}}]}'
        code, _, err = run_to_end("seed", "check", seed_file(base, text))
        assert code == 0 and "stored without its facts" in err, (code, err)


@each([
    ("a file that is not there", "none.json", "--seed: "),
    ("a folder without documents", "", "--seed: there is no file *.json in the folder "),
])
def test_a_seed_that_is_not_there(name, wanted):
    with folder() as base:
        code, _, err = run_to_end("--port", "0", "--seed", os.path.join(base, name))
        assert code == 2 and err.startswith("imagekit-emulator: " + wanted), (code, err)


def test_seed_check_says_what_is_in_a_document_and_leaves_nothing_behind():
    with folder() as base, folder() as temporary:
        path = seed_file(base, WORLD)
        code, out, err = run_to_end("seed", "check", path, env={"TMPDIR": temporary})
        assert (code, err) == (0, ""), (code, err)
        assert out == path + ": 2 accounts, 1 folder, 5 files, 7 versions, 2 fields\n", out
        assert os.listdir(temporary) == [] and os.listdir(base) == ["seed.json"]
        code, _, err = run_to_end("seed", "check", "--data", os.path.join(base, "d"), path)
        assert code == 0 and not os.path.exists(os.path.join(base, "d")), err


@each([
    ("no word", ["seed"], "seed needs something to do"),
    ("no file", ["seed", "check"], "seed needs something to do"),
    ("another word", ["seed", "load", "x.json"], "unknown command 'seed load'"),
])
def test_seed_check_is_told_what_to_do(arguments, wanted):
    code, _, err = run_to_end(*arguments)
    assert code == 2 and err.startswith("imagekit-emulator: " + wanted), (code, err)


def test_the_shipped_examples_load():
    seeds = os.path.join(emulator.SOURCE_DIR, "fixtures", "seeds")
    for name in sorted(os.listdir(seeds)):
        if name.endswith(".json"):
            code, _, err = run_to_end("seed", "check", os.path.join(seeds, name))
            assert code == 0, err


# Readiness --------------------------------------------------------------------------------------

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ready(port):
    """The status of readyz; None when nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_emulator/readyz")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def test_a_stop_does_not_wait_for_the_seeds():
    with folder() as base:
        seed = seed_file(base, {"files": [
            {"path": "/%d.jpg" % i, "content": {"generate": {
                "width": 900, "height": 700, "seed": i}}} for i in range(3000)]})
        process = subprocess.Popen(
            [emulator.EMULATOR_BIN, "--port", "0", "--seed", seed], env=dict(os.environ, TMPDIR=base),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 30 * SLOWNESS
        while not glob.glob(os.path.join(base, "imagekit-emulator-*", "blobs", "*")):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30 * SLOWNESS)
        assert process.returncode == 0 and out == b"", (process.returncode, out, err)
        assert b"Stopped while the seeds were being loaded." in err, err
        assert not glob.glob(os.path.join(base, "imagekit-emulator-*")), "its folder is there"


def test_the_server_is_ready_only_when_everything_is_loaded():
    count = 300
    document = {"files": [{"path": "/p%d.jpg" % i, "content": {"generate": {
        "width": 320, "height": 240, "seed": i}}} for i in range(count)]}
    with folder() as base:
        path, port = seed_file(base, document), free_port()
        process = subprocess.Popen(
            [emulator.EMULATOR_BIN, "--port", str(port), "--seed", path],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            refused, deadline = 0, time.monotonic() + 120 * SLOWNESS
            status = ready(port)
            while status is None and time.monotonic() < deadline:
                refused += 1
                time.sleep(0.002)
                status = ready(port)
            assert status == 200, status
            client = Client(port)
            assert len(client.files("limit=1000")) == count
            assert deliver(client, "/p%d.jpg" % (count - 1)).expect(200).body[:2] == b"\xff\xd8"
            assert refused > 10, "loading took no time: %d" % refused
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(emulator.STOP_SECONDS) == 0


# Out and in again -------------------------------------------------------------------------------

def busy_library(client, rnd):
    """Traffic that leaves all kinds of rows behind."""
    client.send_json("POST", "/v1/customMetadataFields", {
        "name": "size", "label": "Size",
        "schema": {"type": "SingleSelect", "selectOptions": ["s", "m"]}}).expect(201)
    files = []
    for i in range(12):
        content = png(i + 1, 2) if i % 3 == 0 else b"text %d" % i
        files.append(client.upload(
            content, fileName="f%d.%s" % (i, "png" if i % 3 == 0 else "txt"),
            folder="/d%d/e" % (i % 3), tags="a,b%d" % i, isPrivateFile=i % 4 == 0,
            customMetadata=json.dumps({"size": rnd.choice(["s", "m"])})).expect(200).json())
    for file in files[:4]:
        client.upload(b"again", fileName=file["name"], folder=os.path.dirname(file["filePath"]),
                      useUniqueFileName=False).expect(200)
    client.send_json("PUT", "/v1/files/rename", {
        "filePath": files[0]["filePath"], "newFileName": "renamed.png"}).expect(200)
    client.send_json("POST", "/v1/files/copy", {
        "sourceFilePath": files[1]["filePath"], "destinationPath": "/copies",
        "includeFileVersions": True}).expect(204)
    client.send_json("POST", "/v1/bulkJobs/copyFolder", {
        "sourceFolderPath": "/d1", "destinationPath": "/copies",
        "includeVersions": True}).expect(200)
    client.send_json("POST", "/v1/bulkJobs/moveFolder", {
        "sourceFolderPath": "/d2", "destinationPath": "/copies"}).expect(200)
    versions = client.get("/v1/files/%s/versions" % files[3]["fileId"]).expect(200).json()
    client.request("PUT", "/v1/files/%s/versions/%s/restore" % (
        files[3]["fileId"], versions[-1]["versionInfo"]["id"])).expect(200)
    client.send_json("POST", "/v1/files/purge", {
        "url": client.endpoint + "/d0/e/f0.png"}).expect(201)
    client.delete("/v1/files/" + files[5]["fileId"]).expect(204)


def test_an_export_makes_the_same_library_on_another_server():
    rnd = random.Random(5)
    with Seeded(WORLD) as one, Emulator() as two:
        busy_library(one.client(), rnd)
        busy_library(one.client("private_made_on_first_sight"), rnd)
        text, state = get_seed(one)
        answer = put_seed(two, text).expect(200)
        assert answer.json() == {"state": state}
        assert answer.header("x-emulator-state") == state
        assert get_seed(two) == (text, state)
        assert state == hashlib.sha256(get_seed(one, "?content=reference")[0]).hexdigest()
        for key in (PRIVATE_KEY, "private_second", "private_made_on_first_sight"):
            for server in (one, two):
                server.control("DELETE", "/rate-limits?account=second").expect(204)
            left, right = (server.client(key).files("limit=1000&type=all") for server in (one, two))
            strip = lambda items: json.loads(
                json.dumps(items).replace("127.0.0.1:%d" % one.port, "HOST")
                .replace("127.0.0.1:%d" % two.port, "HOST"))
            assert strip(left) == strip(right)
        for item in one.client().files("limit=1000"):
            assert deliver(one, item["filePath"]).body == deliver(two, item["filePath"]).body


def test_an_export_by_reference_is_for_a_server_that_has_the_bytes():
    with Seeded(WORLD) as one, Emulator() as two:
        text, state = get_seed(one, "?content=reference")
        assert SHA["two"].encode() in text
        assert put_seed(one, text).expect(200).json() == {"state": state}
        assert get_seed(one, "?content=reference") == (text, state)
        answer = put_seed(two, text)
        assert answer.status == 400
        assert "the server holds no bytes of this SHA-256" in answer.json()["message"]
        assert names(two) == []


def test_the_state_is_that_of_the_library():
    with Emulator("--clock", NOW) as server:
        _, empty = get_seed(server)
        file = server.client().upload(b"x", fileName="x.txt").expect(200).json()
        _, full = get_seed(server)
        assert full != empty
        server.client().delete("/v1/files/" + file["fileId"]).expect(204)
        assert get_seed(server)[1] == empty
        server.control("PUT", "/faults", {"faults": [{"status": 500}]}).expect(200)
        assert get_seed(server)[1] != empty
        server.reset()
        assert get_seed(server)[1] == empty


@each([
    ("inline", "content=inline", 200), ("reference", "content=reference", 200),
    ("another word", "content=both", 400), ("an unknown account", "account=nobody", 404),
])
def test_questions_of_a_get(query, status):
    answer = world.server.control("GET", "/seed?" + query).expect(status)
    if status == 400:
        assert answer.json()["message"] == \
            "content: 'both' is not known; it can be inline or reference."


def test_an_export_while_clients_write_is_of_one_moment():
    with Emulator() as server:
        stop = threading.Event()

        def write_on(number):
            client = server.client("private_%d" % number)
            made = []
            while not stop.is_set():
                made.append(client.upload(b"%d" % len(made), fileName="a.txt").expect(200).json())
                if len(made) > 5:
                    client.delete("/v1/files/" + made.pop(0)["fileId"]).expect(204)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            writers = [pool.submit(write_on, i) for i in range(4)]
            try:
                exports = [get_seed(server)[0] for _ in range(20)]
            finally:
                stop.set()
            for writer in writers:
                writer.result()
        with Emulator() as other:
            for text in exports[::5]:
                put_seed(other, text).expect(200)
                assert get_seed(other)[0] == text


# In by request ----------------------------------------------------------------------------------

def test_a_put_replaces_everything_and_resets_go_back_to_it():
    with Emulator() as server:
        server.client().upload(b"old", fileName="old.txt").expect(200)
        server.fresh().upload(b"old", fileName="old.txt").expect(200)
        put_seed(server, {"files": [file_of("new.txt")]}).expect(200)
        assert names(server) == ["new.txt"]
        assert get_seed(server)[0].count(b'"privateKey"') == 1
        start = get_seed(server)
        server.client().upload(b"later", fileName="later.txt").expect(200)
        server.client().delete("/v1/folder").status
        assert len(names(server)) == 2
        server.reset()
        assert get_seed(server) == start
        put_seed(server, {}).expect(200)
        assert names(server) == []


def test_a_put_that_was_done_is_told_so_when_no_file_can_be_written():
    with folder() as data, Emulator(data=data) as server:
        os.rename(os.path.join(data, "staging"), os.path.join(data, "aside"))
        answer = put_seed(server, {"folders": [{"path": "/new"}]}).expect(200)
        os.rename(os.path.join(data, "aside"), os.path.join(data, "staging"))
        assert answer.json()["state"] == get_seed(server)[1]
        assert [f["folderPath"] for f in server.client().files("type=folder")] == ["/new"]


def test_a_put_for_one_account_leaves_the_others():
    with Emulator() as server:
        mine, other = server.client(), server.fresh()
        mine.upload(b"1", fileName="a.txt", useUniqueFileName=False).expect(200)
        other.upload(b"2", fileName="b.txt", useUniqueFileName=False).expect(200)
        server.clock("2026-05-06T07:08:09.000Z")
        answer = put_seed(server, {
            "clock": {"mode": "frozen", "time": NOW}, "files": [file_of("c.txt")],
            "faults": [{"match": {"operation": "files.get"}, "status": 500}]},
            "?account=" + other.imagekit_id).expect(200)
        assert answer.json()["state"] == get_seed(server, "?account=" + other.imagekit_id)[1]
        assert names(server) == ["a.txt"]
        assert names(server, other.key) == ["c.txt"]
        file = other.files()[0]
        assert file["createdAt"] == NOW
        other.details(file["fileId"]).expect(500)
        assert mine.details(mine.files()[0]["fileId"]).status == 200
        assert server.control("GET", "/clock").json()["now"] == "2026-05-06T07:08:09.000Z"
        other.delete("/v1/files/" + file["fileId"]).expect(204)
        server.control("POST", "/reset?account=" + other.imagekit_id).expect(204)
        assert names(server, other.key) == ["c.txt"]
        assert names(server) == ["a.txt"]
        server.reset()
        assert names(server) == [] and names(server, other.key) == ["c.txt"]


def test_one_account_goes_to_another():
    with Seeded(WORLD) as server:
        text, state = get_seed(server, "?account=demo")
        assert b"privateKey" not in text
        server.fresh().upload(b"x", fileName="x.txt").expect(200)
        other = server.client("private_other")
        other.files()
        query = "?account=" + other.imagekit_id
        assert put_seed(server, text, query).expect(200).json() == {"state": state}
        assert get_seed(server, query) == (text, state)
        assert other.details("fileId").expect(200).json()["filePath"] == "/shop/shoe.jpg"


def test_accounts_that_are_seeded_at_the_same_time_all_keep_their_seed():
    with Emulator() as server:
        clients = [server.client("private_many_%d" % i) for i in range(24)]
        for client in clients:
            client.files()

        def seed(number):
            return put_seed(server, {"files": [file_of("n%d.txt" % number, str(number))]},
                            "?account=" + clients[number].imagekit_id).status

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            assert set(pool.map(seed, range(24))) == {200}
        for again in range(2):
            for number, client in enumerate(clients):
                assert names(server, client.key) == ["n%d.txt" % number]
            server.reset()


@each([
    ("broken JSON", b'{"files":\n[}', "seed:2:2: a value is expected"),
    ("an unknown member", b'{"fils":[]}', "seed:1:9: fils: is not known; did you mean files?"),
    ("nothing at all", b"", "seed:1:1: "),
    ("webhooks", b'{"webhooks":[]}', "seed:1:13: webhooks: webhooks are not there yet"),
    ("a path without --seed", b'{"files":[{"path":"/a.txt","content":{"path":"a.txt"}}]}',
     "seed:1:46: files[0].content.path: there is no folder to look in"),
    ("the second file", b'{"files":[{"path":"/n.txt","content":{"text":""}},'
     b'{"path":"/p.png","content":{"text":"\\u0089PNG"},"customCoordinates":"1,2,3,4"}]}',
     "seed:1:119: files[1].customCoordinates: only images have these"),
])
def test_a_refused_put_changes_nothing(body, wanted):
    with Emulator() as server:
        server.client().upload(b"x", fileName="x.txt").expect(200)
        before = get_seed(server)
        answer = put_seed(server, body).expect(400)
        assert answer.json()["message"].startswith(wanted), answer
        assert get_seed(server) == before
        server.reset()
        assert names(server) == []


def test_paths_of_a_put_stay_in_the_folder_of_the_first_seed():
    with folder() as base, folder() as elsewhere:
        write(base, "in.txt", b"inside")
        write(elsewhere, "out.txt", b"outside")
        os.symlink(os.path.join(elsewhere, "out.txt"), os.path.join(base, "link.txt"))
        path = seed_file(base, {})
        with Emulator("--seed", path) as server:
            put_seed(server, {"files": [
                {"path": "/a.txt", "content": {"path": "in.txt"}}]}).expect(200)
            assert deliver(server, "/a.txt").expect(200).body == b"inside"
            for bad in ("link.txt", "../x", os.path.join(elsewhere, "out.txt"), "/etc/passwd"):
                answer = put_seed(server, {"files": [
                    {"path": "/a.txt", "content": {"path": bad}}]}).expect(400)
                assert "leads out of the folder of the seed" in answer.json()["message"], answer


# Durable libraries ------------------------------------------------------------------------------

def test_a_durable_library_is_filled_once_and_reset_to_the_seed():
    with folder() as base, folder() as data:
        path = seed_file(base, {"files": [file_of("seeded.txt")]})
        with Emulator("--seed", path, data=data) as server:
            assert names(server) == ["seeded.txt"]
            server.client().upload(b"x", fileName="mine.txt", useUniqueFileName=False).expect(200)
        with Emulator("--seed", path, data=data) as server:
            assert names(server) == ["mine.txt", "seeded.txt"]
            server.reset()
            assert names(server) == ["seeded.txt"]
            server.client().delete("/v1/files/" + server.client().files()[0]["fileId"]).expect(204)
        with Emulator("--seed", path, data=data) as server:
            assert names(server) == []
            server.reset()
            assert names(server) == ["seeded.txt"]
            assert deliver(server, "/seeded.txt").expect(200).body == b"x"
        with Emulator(data=data) as server:
            assert names(server) == ["seeded.txt"]
            server.reset()
            assert names(server) == []


def test_a_bad_seed_leaves_a_durable_library_alone():
    with folder() as base, folder() as data:
        with Emulator(data=data) as server:
            server.client().upload(b"x", fileName="x.txt", useUniqueFileName=False).expect(200)
        path = seed_file(base, b'{"files":1}')
        code, _, err = run_to_end("--port", "0", "--data", data, "--seed", path)
        assert code == 2, (code, err)
        with Emulator(data=data) as server:
            assert names(server) == ["x.txt"]
            assert deliver(server, "/x.txt").expect(200).body == b"x"


def library(word, count):
    return {"files": [{"path": "/%s/f%d.txt" % (word, i), "id": "%s%d" % (word, i),
                       "content": {"text": "%s %d" % (word, i)}, "tags": [word]}
                      for i in range(count)]}


def put_in_turn(port, texts, stop):
    turn = 0
    while not stop.is_set():
        try:
            Client(port, None).request("PUT", "/_emulator/seed", texts[turn % 2])
        except (OSError, http.client.HTTPException):
            return
        turn += 1


def test_a_killed_put_leaves_the_old_library_or_the_new_one():
    rnd = random.Random(11)
    with folder() as data:
        texts, states = [], []
        with Emulator("--clock", NOW, data=data) as server:
            for word in ("one", "two"):
                put_seed(server, library(word, 40)).expect(200)
                text, state = get_seed(server)
                texts.append(text)
                states.append(state)
        for _ in range(8):
            server = Emulator("--clock", NOW, data=data).start()
            stop = threading.Event()
            thread = threading.Thread(target=put_in_turn, args=(server.port, texts, stop))
            thread.start()
            time.sleep(rnd.uniform(0.05, 0.6))
            server.kill()
            stop.set()
            thread.join()
            with Emulator("--clock", NOW, data=data) as again:
                _, state = get_seed(again)
                assert state in states, "a mix"
                word = ("one", "two")[states.index(state)]
                for i in range(0, 40, 7):
                    assert deliver(again, "/%s/f%d.txt" % (word, i)).expect(200).body \
                        == b"%s %d" % (word.encode(), i)


def test_bytes_of_a_seed_outlive_the_files_that_named_them():
    with Seeded({"files": [file_of("a.txt", "kept for resets")]}) as server:
        for _ in range(3):
            file = server.client().files()[0]
            server.client().delete("/v1/files/" + file["fileId"]).expect(204)
            time.sleep(0.3)
            server.reset()
            assert deliver(server, "/a.txt").expect(200).body == b"kept for resets"


if __name__ == "__main__":
    main(globals())
