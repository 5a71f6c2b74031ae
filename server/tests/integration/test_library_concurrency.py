"""Sixteen clients write to one account at the same time. Each has a folder of its own, in which
every answer must be that of the model; all of them hammer the same few files and folders, where
nothing acknowledged may be lost and no answer may be a 5xx. In the end the library and its database
are looked through.

CONCURRENCY_SECONDS (30), CONCURRENCY_CLIENTS (16) and CONCURRENCY_SEED (random, printed) can be
set.
"""
# ctest: timeout 600
# ctest: serial

import collections
import contextlib
import hashlib
import json
import os
import random
import re
import sqlite3
import tempfile
import threading
import time
import traceback
import urllib.parse

from delivery import sign
from emulator import UPLOAD, Emulator, basic
from form import Form
from library_chance import WEIGHTS, Chance
from library_checks import START_ISO, Difference, Wire
from library_rules import Answer, Silent
from library_session import Session
from tap import main

SECONDS = float(os.environ.get("CONCURRENCY_SECONDS", "30"))
CLIENTS = int(os.environ.get("CONCURRENCY_CLIENTS", "16"))
SEED = int(os.environ.get("CONCURRENCY_SEED", "0")) or int.from_bytes(os.urandom(4), "big")
KEY = "private_concurrency"
FILES_MAX = 1000
GENTLE = (200, 201, 202, 204, 207, 400, 404, 409, 423)
# Fewer than the quota of purges; the clock belongs to all.
OWN = {name: weight for name, weight in WEIGHTS.items() if name not in ("advance", "purge")}

data = tempfile.TemporaryDirectory(prefix="emulator-concurrency-")
server = Emulator(data=data.name)
clients = []
delivered = {}  # the fileId of every current file in the end: SHA-256 of what was delivered


class OwnSession(Session):
    """The model of one folder of the account."""

    def __init__(self, home):
        self.home = home
        super().__init__(server, KEY)

    def begin(self):
        self.library.folders.add(self.home)
        self.check(self.api("POST", "/v1/folder", {
            "folderName": self.home[1:], "parentFolderPath": "/"}), Answer(201, {}))

    def everything(self):
        """What lies in the own folder and nowhere else, folder by folder."""
        folders = [row for row in self.rows("type=folder&name=%s&path=/" % self.home[1:])]
        files, old, todo = [], [], [row["folderPath"] for row in folders]
        while todo:
            path = urllib.parse.quote(todo.pop())
            found = self.rows("type=all&path=" + path)
            folders += [row for row in found if row["type"] == "folder"]
            todo += [row["folderPath"] for row in found if row["type"] == "folder"]
            files += [row for row in found if row["type"] == "file"]
            old += self.rows("type=file-version&path=" + path)
        return folders, files, old


class OwnChance(Chance):
    """Operations that stay within one folder."""

    def __init__(self, seed, home):
        super().__init__(seed, OWN)
        self.home = home

    def folder(self, library):
        known = sorted(library.folders)
        if known and not self.one_in(4):
            return self.random.choice(known)
        below = self.random.choice([self.home] + known)
        return below if below.count("/") > 3 else below + "/" + self.random.choice(["a", "b"])

    def written(self, folder):
        return folder

    def destination(self, library):
        return self.folder(library)

    def crowd(self, library):
        files = sorted(library.files)
        if len(files) > 25:
            return "bulk_delete", {"paths": self.random.sample(files, 15)}
        return None

    def operation(self, library):
        while True:
            name, arguments = super().operation(library)
            arguments.pop("purge", None)
            whole = self.home in (arguments.get("path"), arguments.get("source"))
            if not (whole and name.endswith("_folder")) and (name != "list" or "path" in arguments):
                return name, arguments


class Sharer:
    """One client's part in what all of them share."""

    def __init__(self, number, chance):
        self.number = number
        self.random = chance
        self.wire = Wire(server.port)
        self.headers = {"Authorization": basic(KEY)}
        self.mark = "m%d" % number
        self.marked = False
        self.uploads = 0
        self.numbers = []   # of the versions of /counted.txt that this client made
        self.versions = []  # and their ids
        self.statuses = collections.Counter()

    def ask(self, method, path, value=None, statuses=GENTLE):
        headers, body = dict(self.headers), None
        if value is not None:
            body, headers["Content-Type"] = json.dumps(value).encode(), "application/json"
        answer = self.wire.ask(method, path, body, headers)
        self.statuses[answer.status] += 1
        return answer.expect(*statuses)

    def upload(self, folder, name, content, statuses, **fields):
        form = Form().text("fileName", name).text("folder", folder).text(
            "useUniqueFileName", "false")
        for key, value in fields.items():
            form.text(key, value)
        body, kind = form.binary("file", content).encode()
        answer = self.wire.ask("POST", UPLOAD, body, dict(self.headers, **{"Content-Type": kind}))
        self.statuses[answer.status] += 1
        return answer.expect(*statuses)

    # What must not be lost -----------------------------------------------------------------

    def tag(self):
        """Puts its mark onto a file that all mark and describe, or takes it off."""
        call = "removeTags" if self.marked else "addTags"
        self.ask("POST", "/v1/files/" + call, {"fileIds": [shared_id], "tags": [self.mark]}, (200,))
        self.marked = not self.marked
        self.check_mark()

    def check_mark(self):
        row = self.ask("GET", "/v1/files/%s/details" % shared_id, None, (200,)).json()
        assert (self.mark in row["tags"]) == self.marked, (
            "the mark of client %d is %s" % (self.number, "lost" if self.marked else "back"))

    def describe(self):
        self.ask("PATCH", "/v1/files/%s/details" % shared_id,
                 {"description": "words of %d" % self.number}, (200,))
        self.check_mark()

    def count(self):
        """A new version of the file of which every version counts."""
        self.uploads += 1
        answer = self.upload("/", "counted.txt", b"%d of %d" % (self.uploads, self.number),
                             (200, 400))
        if answer.status == 200:
            info = answer.json()["versionInfo"]
            self.numbers.append(int(info["name"].split()[1]))
            self.versions.append(info["id"])
        while len(self.versions) > (0 if answer.status == 400 else 2):
            gone = self.ask("DELETE", "/v1/files/%s/versions/%s" % (
                counted_id, self.versions[0]), None, (204, 400))
            if gone.status == 400:
                break   # it is the current one
            self.versions.pop(0)

    # What is never seen half done ----------------------------------------------------------

    def whole(self):
        """Of one file every version names its only tag in its description: uploads and updates
        write both at once, and whoever reads sees both of them."""
        word = "w%d" % self.random.randrange(20)
        choice = self.random.randrange(10)
        if choice > 7:
            # The same few contents come and go: their blobs are thrown away and needed again.
            answer = self.ask("GET", "/%s/whole.txt" % account, None, (200, 404))
            assert answer.status == 404 or re.fullmatch(b"w[0-9]+", answer.body), answer
            return
        if choice < 3:
            answer = self.upload("/", "whole.txt", word.encode(), (200, 400), tags=word,
                                 description=word, responseFields="tags")
            self.check_whole([answer.json()] if answer.status == 200 else [])
            return
        rows = self.ask("GET", "/v1/files?path=/&name=whole.txt", None, (200,)).json()
        assert len(rows) <= 1, rows
        self.check_whole(rows)
        path = "/v1/files/" + (rows[0]["fileId"] if rows else "0123456789abcdef01234567")
        if choice == 3:
            answer = self.ask("PATCH", path + "/details", {"tags": [word], "description": word},
                              (200, 404))
            self.check_whole([answer.json()] if answer.status == 200 else [])
        elif choice == 4:
            self.ask("DELETE", path, None, (204, 404))
        else:
            self.check_whole(self.versions_of(path.rpartition("/")[2]))

    @staticmethod
    def check_whole(rows):
        for row in rows:
            assert row["tags"] == [row.get("description")], "a row half written: %r" % row

    # What only must not break --------------------------------------------------------------

    def folder(self):
        return self.random.choice(["/shared", "/shared/x", "/shared/y", "/shared/x/y", "/other"])

    def path(self):
        return "%s/s%d.txt" % (self.folder(), self.random.randrange(4))

    def some_id(self):
        folder = self.folder()
        rows = self.ask("GET", "/v1/files?limit=5&path=%s" % folder, None, (200,)).json()
        paths = [row["filePath"] for row in rows]
        assert len(set(paths)) == len(paths), "a list with %r" % paths
        assert all(row["filePath"] == "%s/%s" % (folder, row["name"]) for row in rows), paths
        return self.random.choice(rows)["fileId"] if rows else "0123456789abcdef01234567"

    def hammer(self):
        choice = self.random.randrange(15)
        if choice < 3:
            self.uploads += 1
            folder, _, name = self.path().rpartition("/")
            self.upload(folder, name, b"shared %d" % self.random.randrange(50), (200, 400),
                        tags="a,b")
        elif choice < 5:
            self.ask("POST", "/v1/files/" + self.random.choice(["copy", "move"]), {
                "sourceFilePath": self.path(), "destinationPath": self.folder(),
                "includeFileVersions": self.random.random() < 0.5})
        elif choice == 5:
            self.ask("PUT", "/v1/files/rename", {
                "filePath": self.path(), "newFileName": "s%d.txt" % self.random.randrange(4)})
        elif choice == 6:
            self.ask("DELETE", "/v1/files/" + self.some_id())
        elif choice == 7:
            self.ask("POST", "/v1/files/addTags", {
                "fileIds": [self.some_id(), self.some_id()], "tags": [self.mark]})
        elif choice == 8:
            self.ask("PATCH", "/v1/files/%s/details" % self.some_id(), {"tags": ["c"]})
        elif choice == 9:
            self.change_version(self.some_id())
        elif choice == 10:
            self.ask("DELETE", "/v1/folder", {"folderPath": self.random.choice([
                "/shared/x", "/shared/y", "/other", "/shared/x/y"])})
        elif choice == 11:
            self.ask("POST", "/v1/files/batch/deleteByFileIds", {
                "fileIds": [self.some_id(), self.some_id()]})
        else:
            self.job()

    def versions_of(self, file_id):
        answer = self.ask("GET", "/v1/files/%s/versions" % file_id, None, (200, 404))
        if answer.status == 404:
            return []
        rows = answer.json()
        # A file that is there has a current version, and one alone, whatever others do meanwhile.
        kinds = [row["type"] for row in rows]
        assert kinds == ["file"] + ["file-version"] * (len(rows) - 1), "the versions are %r" % kinds
        assert len({row["versionInfo"]["name"] for row in rows}) == len(rows), rows
        return rows

    def change_version(self, file_id):
        rows = self.versions_of(file_id)
        if not rows:
            return
        row = self.random.choice(rows)
        path = "/v1/files/%s/versions/%s" % (file_id, row["versionInfo"]["id"])
        if self.random.random() < 0.5:
            self.ask("DELETE", path)
        else:
            self.ask("PUT", path + "/restore")

    def job(self):
        source, destination = self.folder(), self.folder()
        choice = self.random.randrange(3)
        if choice == 0:
            answer = self.ask("POST", "/v1/bulkJobs/renameFolder", {
                "folderPath": source, "newFolderName": self.random.choice("xyz")})
        elif choice == 1 and self.ask("GET", "/v1/files?limit=1&skip=%d" % FILES_MAX).json():
            # Copies of copies grow without end.
            answer = self.ask("DELETE", "/v1/folder", {"folderPath": "/shared"})
        else:
            call = ["copyFolder", "moveFolder"][choice - 1]
            answer = self.ask("POST", "/v1/bulkJobs/" + call, {
                "sourceFolderPath": source, "destinationPath": destination})
        if answer.status in (200, 202):
            self.ask("GET", "/v1/bulkJobs/" + answer.json()["jobId"], None, (200,))


class Worker(threading.Thread):
    def __init__(self, number):
        super().__init__()
        self.random = random.Random("%d %d" % (SEED, number))
        self.number = number
        self.shared = Sharer(number, self.random)
        self.own = OwnSession("/own-%d" % number)
        self.chance = OwnChance("%d %d" % (SEED, number), self.own.home)
        self.done = 0
        self.fault = None

    def run(self):
        try:
            while time.monotonic() < deadline and not any(one.fault for one in clients):
                self.step()
                self.done += 1
        except Exception as error:  # told by the case that looks at the faults
            self.fault = "client %d, after %d operations: %s" % (
                self.number, self.done, traceback.format_exc(limit=-4))
            if isinstance(error, Difference):
                self.fault += "its last requests:\n" + "\n".join(list(self.own.trace)[-12:])

    def step(self):
        turn = self.random.randrange(10)
        if turn < 4:
            try:
                self.own.run(self.chance.operation(self.own.library))
            except Silent:
                pass
        elif turn == 4:
            self.shared.tag()
        elif turn == 5:
            self.shared.describe()
        elif turn == 6:
            self.shared.count()
        elif turn == 7:
            self.shared.whole()
        else:
            self.shared.hammer()


def set_up():
    global account, shared_id, counted_id, deadline, took
    print("# CONCURRENCY_SEED=%d" % SEED)
    server.start()
    api = server.client(KEY)
    account = api.imagekit_id
    shared_id, counted_id = [
        api.upload(b"first", fileName=name, useUniqueFileName=False, tags="base").expect(200)
        .json()["fileId"] for name in ("marked.txt", "counted.txt")]
    server.control("PUT", "/clock?account=" + account,
                   {"mode": "frozen", "time": START_ISO}).expect(200)
    clients.extend(Worker(number) for number in range(CLIENTS))
    start = time.monotonic()
    deadline = start + SECONDS
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.monotonic() - start


def tear_down():
    if server.alive():
        server.stop()
    data.cleanup()


def test_no_client_sees_anything_wrong():
    """No 5xx, every answer in the own folder as the model has it, no mark lost."""
    statuses = sum((client.shared.statuses for client in clients), collections.Counter())
    print("# %d operations by %d clients in %.0f s; answers on what is shared: %s" % (
        sum(client.done for client in clients), CLIENTS, took, sorted(statuses.items())))
    faults = [client.fault for client in clients if client.fault]
    assert not faults, "\n".join(faults)
    assert min(client.done for client in clients) > 0, "a client got no turn"


def test_every_own_folder_is_as_its_client_left_it():
    for client in clients:
        client.own.check_state()


def test_no_acknowledged_mark_is_lost():
    for client in clients:
        client.shared.check_mark()
    row = server.client(KEY).details(shared_id).expect(200).json()
    assert sorted(row["tags"]) == sorted(["base"] + [
        client.shared.mark for client in clients if client.shared.marked])


def test_every_acknowledged_version_has_a_number_of_its_own():
    numbers = [number for client in clients for number in client.shared.numbers]
    assert len(numbers) > 0 and len(set(numbers)) == len(numbers), sorted(numbers)
    rows = server.client(KEY).get("/v1/files/%s/versions" % counted_id).expect(200).json()
    assert rows[0]["versionInfo"]["name"] == "Version %d" % max(numbers), rows[0]
    there = {row["versionInfo"]["id"] for row in rows}
    for client in clients:
        assert set(client.shared.versions) <= there, "a version that nobody deleted is gone"


def test_a_file_that_comes_and_goes_is_seen_whole_or_not_at_all():
    """One client uploads and deletes, the others ask for its versions all the time."""
    ends = time.monotonic() + min(5, SECONDS)
    known, faults = [], []

    def write(sharer):
        while time.monotonic() < ends and not faults:
            for word in ("w1", "w2"):
                row = sharer.upload("/", "brief.txt", b"brief", (200,), tags=word,
                                    description=word).json()
                known[:] = [row["fileId"]]
            sharer.ask("DELETE", "/v1/files/" + row["fileId"], None, (204,))

    def read(sharer):
        while time.monotonic() < ends and not faults:
            for file_id in list(known):
                sharer.check_whole(sharer.versions_of(file_id))

    def guarded(action, sharer):
        try:
            action(sharer)
        except Exception as error:  # told below
            faults.append(str(error))

    threads = [threading.Thread(target=guarded, args=(action, Sharer(number, random.Random(SEED))))
               for number, action in enumerate([write, read, read, read])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]


def test_every_current_file_is_delivered():
    api, wire = server.client(KEY), Wire(server.port)
    rows = []
    while len(rows) % 1000 == 0:
        page = api.files("limit=1000&skip=%d" % len(rows))
        rows += page
        if not page:
            break
    assert len({row["filePath"] for row in rows}) == len(rows)
    for row in rows:
        target = urllib.parse.quote(row["filePath"][1:])
        if row["isPrivateFile"]:
            target = sign(target, key=KEY)
        got = wire.ask("GET", "/%s/%s" % (api.imagekit_id, target))
        if row["isPublished"]:
            got.expect(200)
            assert len(got.body) == row["size"], row
            delivered[row["fileId"]] = hashlib.sha256(got.body).hexdigest()
        else:
            got.expect(404)
    print("# %d files at the end, %d delivered" % (len(rows), len(delivered)))


def test_the_database_is_whole():
    """Looked at after a clean stop."""
    code = server.stop()
    assert code == 0, "exit status %s\n%s" % (code, server.last_log)
    with contextlib.closing(sqlite3.connect(os.path.join(data.name, "imagekit.db"))) as db:
        def none(what, query):
            rows = db.execute(query).fetchmany(5)
            assert rows == [], "%s: %s" % (what, rows)

        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        none("rows whose parent is gone", "PRAGMA foreign_key_check")
        none("files without a current version of their own",
             "SELECT id FROM file WHERE NOT EXISTS (SELECT 1 FROM file_version"
             " WHERE id = file.current_version_id AND file_id = file.id)")
        none("names that are there twice in a folder",
             "SELECT folder_id, name FROM file GROUP BY 1, 2 HAVING count(*) > 1")
        none("folders that are there twice",
             "SELECT account_id, parent_id, name FROM folder GROUP BY 1, 2, 3 HAVING count(*) > 1")
        none("folders whose path is not that of their parent and their name",
             "SELECT folder.path FROM folder JOIN folder AS above ON above.id = folder.parent_id"
             " WHERE rtrim(above.path, '/') || '/' || folder.name <> folder.path")
        none("numbers that are there twice",
             "SELECT file_id, number FROM file_version GROUP BY 1, 2 HAVING count(*) > 1")
        none("numbers that come again", "SELECT file.id FROM file JOIN file_version"
             " ON file_id = file.id WHERE number >= next_version_no")
        none("ids of versions that are there twice",
             "SELECT public_id FROM file_version GROUP BY 1 HAVING count(*) > 1")
        check_parents(db, none)
        blobs = dict(db.execute("SELECT file.public_id, blob FROM file JOIN file_version"
                                " ON file_version.id = current_version_id"))
        named = {row[0] for row in db.execute("SELECT blob FROM file_version")}
    wrong = [one for one, digest in delivered.items() if blobs.get(one) != digest]
    assert not wrong, "%d files were delivered with other bytes: %s" % (len(wrong), wrong[:5])
    check_blobs(named)


def check_parents(db, none):
    """Every row's parent, as the schema names them, whether or not the database enforces it."""
    tables = [row[0] for row in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        " AND name NOT LIKE 'sqlite_%'")]
    checked = 0
    for table in tables:
        for key in db.execute("PRAGMA foreign_key_list(%s)" % table).fetchall():
            parent, column, other = key[2:5]
            checked += 1
            none("orphans of %s in %s" % (parent, table),
                 'SELECT "%s" FROM "%s" WHERE "%s" IS NOT NULL AND "%s" NOT IN'
                 ' (SELECT "%s" FROM "%s")' % (column, table, column, column, other or "id",
                                              parent))
    assert checked >= 4, "only %d references in %s" % (checked, tables)


def check_blobs(named):
    """Every blob that a version names is there and is what its name says."""
    found = {}
    for base, _, names in os.walk(os.path.join(data.name, "blobs")):
        found.update((name, os.path.join(base, name)) for name in names)
    lost = named - set(found)
    assert not lost, "%d blobs are gone: %s" % (len(lost), sorted(lost)[:5])
    for digest in named:
        with open(found[digest], "rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == digest, digest


if __name__ == "__main__":
    main(globals())
