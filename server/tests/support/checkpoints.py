"""Libraries with everything in them, all that a client can see of one, and archives taken apart.

    api = Talk(server)                      # keep-alive, with a private key
    paths = fill(server, files=1000)        # two accounts: files, versions, folders, fields, jobs …
    before = look(server, paths)            # {request: answer}, also of these requests
    change(server)                          # a bit of everything
    expect_same(before, look(server, paths))

    entries = unpack(archive)               # [(name, bytes)]
    pack(entries, manifest={"files": 3})    # an archive again, its checkpoint.json put right
"""

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import time
import urllib.parse

import pictures
from emulator import ACCOUNT, PRIVATE_KEY, SLOWNESS, UPLOAD, basic
from form import Form
from library_checks import Wire

OTHER_KEY = "private_other"
OTHER = "acct" + hashlib.sha256(OTHER_KEY.encode()).hexdigest()[:8]
NOW = "2026-03-04T05:06:07.000Z"
FIELDS = "/v1/customMetadataFields"
JSON = {"Content-Type": "application/json"}
UNLIMITED = {"read": [], "write": [], "versions": []}
SWEEP_SECONDS = 20 * SLOWNESS
PAGE = 1000


class Talk:
    """One kept connection; a key of None sends none."""

    def __init__(self, server, key=PRIVATE_KEY):
        self.wire = Wire(server.port)
        self.headers = {} if key is None else {"Authorization": basic(key)}

    def ask(self, method, path, value=None, headers=None):
        body = value if value is None or isinstance(value, bytes) else json.dumps(value).encode()
        kind = JSON if body is not None else {}
        return self.wire.ask(method, path, body, {**self.headers, **kind, **(headers or {})})

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def upload(self, content, name, **fields):
        form = Form().text("fileName", name)
        for key, value in dict({"useUniqueFileName": "false"}, **fields).items():
            form.text(key, value if isinstance(value, str) else json.dumps(value))
        body, kind = form.binary("file", content).encode()
        return self.ask("POST", UPLOAD, body, {"Content-Type": kind})

    def list(self, **query):
        return self.get("/v1/files?" + urllib.parse.urlencode(query)).expect(200).json()

    def close(self):
        self.wire.close()


# Checkpoints -------------------------------------------------------------------------------------

def save(server, name):
    return server.control("PUT", "/checkpoints/" + name).expect(200).json()


def restore(server, name):
    return server.control("POST", "/checkpoints/%s/restore" % name).expect(200).json()


def export(server, name):
    return server.control("GET", "/checkpoints/%s/archive" % name).expect(200).body


def import_archive(server, name, archive):
    return server.client(None).request(
        "PUT", "/_emulator/checkpoints/%s/archive" % name, archive)


def checkpoints(server):
    return server.control("GET", "/checkpoints").expect(200).json()["checkpoints"]


# A library ---------------------------------------------------------------------------------------

def content_of(number):
    """Mostly text, some pictures; every tenth has the bytes of the one before it."""
    if number % 10 == 9:
        number -= 1
    if number % 25 == 0:
        return pictures.png(1 + number % 64, 1 + number // 64)
    return b"content %d of a file " % number * (1 + number % 7)


def name_of(number):
    return "file-%04d.%s" % (number, "png" if number % 25 == 0 else "txt")


def fill(server, files=1000):
    """Two accounts under clocks that stand still, so that what is asked twice is the same. Gives the
    paths of what no list names: jobs and purges."""
    server.clock(NOW)
    api, other = Talk(server), Talk(server, OTHER_KEY)
    other.list()
    server.control("PUT", "/clock?account=" + OTHER, {"mode": "frozen", "time": "2031-01-01"})
    for name, schema in (("price", {"type": "Number", "minValue": 1}), ("note", {"type": "Text"})):
        api.ask("POST", FIELDS, {"name": name, "label": name, "schema": schema}).expect(201)
    for number in range(files):
        api.upload(content_of(number), name_of(number), folder="/box-%d/inner" % (number % 10),
                   tags="all,tag-%d" % (number % 5), customMetadata={"price": 1 + number},
                   description="word%d of a description" % (number % 50)).expect(200)
    for number in range(0, min(files, 100), 10):
        api.upload(b"second version %d" % number, name_of(number),
                   folder="/box-%d/inner" % (number % 10), tags="newer").expect(200)
    for number in range(20):
        other.upload(b"other %d" % number, "other-%d.txt" % number).expect(200)
    job = api.ask("POST", "/v1/bulkJobs/copyFolder", {
        "sourceFolderPath": "/box-3", "destinationPath": "/copies"}).expect(200).json()["jobId"]
    purge = api.ask("POST", "/v1/files/purge", {
        "url": "http://127.0.0.1:%d/%s/a.txt" % (server.port, ACCOUNT)}).expect(201).json()
    steer(server)
    api.close()
    other.close()
    return ["/v1/bulkJobs/" + job, "/v1/files/purge/" + purge["requestId"]]


def steer(server):
    """Faults and rate limits of all and of one."""
    server.control("PUT", "/faults?account=" + OTHER, {"faults": [
        {"match": {"operation": "files.delete"}, "status": 503, "times": 2}]}).expect(200)
    server.control("PUT", "/faults", {"faults": [
        {"match": {"path": "/v1/files/never*"}, "reset": True}]}).expect(200)
    server.control("PUT", "/rate-limits?account=" + OTHER, {
        "groups": dict(UNLIMITED, purge=[{"limit": 3, "intervalMs": 60000}])}).expect(200)
    server.control("PUT", "/rate-limits", {
        "headers": "always",
        "groups": dict(UNLIMITED, purge=[{"limit": 1000, "intervalMs": 1000}])}).expect(200)


def change(server):
    """Something of every kind comes, goes, and becomes another one."""
    api, other = Talk(server), Talk(server, OTHER_KEY)
    files = api.list(limit=PAGE)
    server.control("DELETE", "/rate-limits").expect(204)
    server.control("DELETE", "/rate-limits?account=" + OTHER).expect(204)
    server.control("DELETE", "/faults?account=" + OTHER).expect(204)
    for file in files[:len(files) // 4]:
        api.ask("DELETE", "/v1/files/" + file["fileId"]).expect(204)
    for file in files[len(files) // 4:len(files) // 2]:
        api.ask("PATCH", "/v1/files/%s/details" % file["fileId"],
                {"tags": ["changed"], "customMetadata": {"price": 9999}}).expect(200)
    for number in range(30):
        api.upload(b"a new file %d" % number, "new-%d.txt" % number).expect(200)
        api.upload(b"over it %d" % number, name_of(number),
                   folder="/box-%d/inner" % (number % 10)).expect(200)
    api.ask("DELETE", "/v1/folder", {"folderPath": "/box-7"}).expect(204)
    api.ask("POST", "/v1/bulkJobs/moveFolder", {
        "sourceFolderPath": "/box-8", "destinationPath": "/moved"}).expect(200)
    field = api.get(FIELDS).expect(200).json()[0]
    api.ask("DELETE", "%s/%s" % (FIELDS, field["id"])).expect(204)
    api.ask("POST", FIELDS, {"name": "later", "label": "Later",
                             "schema": {"type": "Date"}}).expect(201)
    for file in other.list():
        other.ask("DELETE", "/v1/files/" + file["fileId"]).expect(204)
    server.control("PUT", "/faults", {"faults": [
        {"match": {"operation": "folders.create"}, "status": 500, "times": 0}]}).expect(200)
    server.advance(seconds=3600)
    server.control("POST", "/clock/advance?account=" + OTHER, {"seconds": 7}).expect(200)
    Talk(server, "private_third").list()
    api.close()
    other.close()


# What can be seen --------------------------------------------------------------------------------

QUERIES = ["type=all", "sort=DESC_NAME", "sort=ASC_SIZE", "tags=tag-3", "path=/box-2/inner",
           'searchQuery=tags IN ["all"] AND size > 100', 'searchQuery="customMetadata.price" < 50',
           'searchQuery=name HAS "file"', 'searchQuery=name : "file-001"',
           "fileType=image", "type=folder", "type=file-version", 'searchQuery=format = "png"']
CONTROL = ["/clock", "/rate-limits", "/faults"]
PASSING = ("date", "x-ik-requestid", "x-request-id", "x-ratelimit-reset", "connection",
           "keep-alive", "x-emulator-explain")


def shown(answer):
    """What of an answer stays the same from one call to the next."""
    headers = sorted((name.lower(), value) for name, value in answer.headers.items()
                     if name.lower() not in PASSING)
    return answer.status, headers, answer.body


def look_at_files(seen, talk, deliveries, prefix, paths):
    def see(path, through=talk):
        answer = through.get(path)
        seen["%s GET %s" % (prefix, path)] = shown(answer)
        return answer

    for query in QUERIES:
        for skip in (0, PAGE):
            see("/v1/files?limit=%d&skip=%d&%s" % (PAGE, skip, urllib.parse.quote(query, "=/&")))
    for path in paths + [FIELDS + "?includeDeleted=true"]:
        see(path)
    for skip in (0, PAGE):
        for file in talk.list(limit=PAGE, skip=skip, type="file"):
            see("/v1/files/%s/details" % file["fileId"])
            for version in see("/v1/files/%s/versions" % file["fileId"]).json():
                see("/v1/files/%s/versions/%s" % (file["fileId"], version["versionInfo"]["id"]))
            see(urllib.parse.urlsplit(file["url"])._replace(scheme="", netloc="").geturl(),
                deliveries)


def look(server, paths=()):
    """Every answer that this library gives, of both accounts and of the control plane."""
    seen = {}
    deliveries = Talk(server, None)
    for key, name in ((PRIVATE_KEY, ACCOUNT), (OTHER_KEY, OTHER)):
        talk = Talk(server, key)
        look_at_files(seen, talk, deliveries, name, list(paths))
        talk.close()
    deliveries.close()
    for path in CONTROL:
        for query in ("", "?account=" + ACCOUNT, "?account=" + OTHER):
            seen["control " + path + query] = without_ids(server.control("GET", path + query))
    return seen


def without_ids(answer):
    """The numbers of instructions go on rising; what they say stays."""
    value = answer.json()
    for fault in value.get("faults", []):
        del fault["id"]
    return answer.status, value


def differences(before, after):
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ["%s\n  was %.300r\n  is  %.300r" % (name, before.get(name), after.get(name))
            for name in names[:3]] + ["%d differ" % len(names)] * bool(names)


def expect_same(before, after):
    found = differences(before, after)
    assert not found, "\n".join(found)


# Bytes on disk -----------------------------------------------------------------------------------

def blobs(data):
    """The names of all blobs in a data folder."""
    found = set()
    for folder, _, names in os.walk(os.path.join(data, "blobs")):
        found.update(names)
    return found


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def wait_until(holds, what):
    deadline = time.monotonic() + SWEEP_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def leftovers(data):
    """What lies on the shelf that is neither a checkpoint nor the start."""
    return [name for name in os.listdir(os.path.join(data, "checkpoints"))
            if name.startswith(".") and name != ".start.db"]


# Archives ----------------------------------------------------------------------------------------

def unpack(archive):
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
        return [(entry.name, tar.extractfile(entry).read()) for entry in tar]


def header(name, size, kind=b"0", link="", form=tarfile.USTAR_FORMAT):
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.type = kind
    entry.linkname = link
    return entry.tobuf(form)


def add_entry(name, content, **more):
    return header(name, len(content), **more) + content + b"\0" * (-len(content) % 512)


END = b"\0" * 1024


def pack(entries, manifest=None, right=True):
    """`manifest`: members to be changed. `right`: first make the database's own figures right."""
    entries = list(entries)
    if entries and entries[0][0] == "checkpoint.json":
        facts = json.loads(entries[0][1])
        if right and len(entries) > 1:
            facts["databaseBytes"] = len(entries[1][1])
            facts["databaseSha256"] = sha256(entries[1][1])
        facts.update(manifest or {})
        entries[0] = ("checkpoint.json", json.dumps(facts).encode())
    return b"".join(add_entry(name, content) for name, content in entries) + END


def edit_database(content, *statements):
    """The database after these statements."""
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as folder:
        path = os.path.join(folder, "library.db")
        with open(path, "wb") as file:
            file.write(content)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
        with open(path, "rb") as file:
            return file.read()
