"""Kills the server around the time a job on a folder with thousands of files is due, again and
again: after the restart the job completes, and the library is what it is when nothing happens.

JOB_CRASH_ROUNDS (CRASH_ROUNDS, else 20), JOB_CRASH_FILES (5000) and CRASH_SEED (random, printed)
can be set.
"""
# ctest: timeout 900
# ctest: serial

import collections
import contextlib
import hashlib
import json
import os
import random
import shutil
import sqlite3
import tempfile
import time
import urllib.parse

from emulator import ACCOUNT, PRIVATE_KEY, SLOWNESS, Emulator, basic
from library_checks import Wire
from tap import main

ROUNDS = int(os.environ.get("JOB_CRASH_ROUNDS") or os.environ.get("CRASH_ROUNDS") or "20")
FILES = int(os.environ.get("JOB_CRASH_FILES", "5000"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or int.from_bytes(os.urandom(4), "big")
DELAY = 1
JOB_SECONDS = 120 * SLOWNESS
SAMPLE = 40
NOISE = 65536   # bytes of the log that are not the job's

COPY = ("copyFolder", {"sourceFolderPath": "/source", "destinationPath": "/new/deep",
                       "includeVersions": True})
COPY_ONTO = ("copyFolder", {"sourceFolderPath": "/source", "destinationPath": "/other",
                            "includeVersions": True})
COPY_CURRENT = ("copyFolder", {"sourceFolderPath": "/source", "destinationPath": "/other"})
MOVE_ONTO = ("moveFolder", {"sourceFolderPath": "/source", "destinationPath": "/other"})
RENAME = ("renameFolder", {"folderPath": "/source", "newFolderName": "renamed"})
# What the rounds do, in turns: mostly copies, for they have the most to do.
TURNS = [COPY, COPY_ONTO, COPY, MOVE_ONTO, COPY_ONTO, COPY_CURRENT, COPY, RENAME]


class Api:
    """One connection to one server."""

    def __init__(self, server):
        self.wire = Wire(server.port)

    def ask(self, method, path, value=None):
        headers = {"Authorization": basic(PRIVATE_KEY), "Content-Type": "application/json"}
        body = None if value is None else json.dumps(value).encode()
        return self.wire.ask(method, path, body, headers)

    def job(self, call, body):
        return self.ask("POST", "/v1/bulkJobs/" + call, body).expect(200, 202).json()["jobId"]

    def status(self, job):
        return self.ask("GET", "/v1/bulkJobs/" + job).expect(200).json()["status"]

    def wait(self, job):
        deadline = time.monotonic() + JOB_SECONDS
        while self.status(job) != "Completed":
            assert time.monotonic() < deadline, "the job is not done after %d s" % JOB_SECONDS
            time.sleep(0.02)

    def rows(self, kind):
        rows = []
        while True:
            page = self.ask("GET", "/v1/files?type=%s&limit=1000&skip=%d" % (
                kind, len(rows))).expect(200)
            rows += json.loads(page.body)
            if len(rows) % 1000:
                return rows
            if page.body == b"[]":
                return rows


class Template:
    """A data folder with the tree, of which every round has a copy."""

    def __init__(self, data):
        self.data = data
        self.contents = {}  # size: bytes; no two contents have the same size
        with Emulator(data=data) as server:
            api = Api(server)
            self.plant(server.client())
            count = self.grow(api)
            api.job("renameFolder", {"folderPath": "/tree-%d" % count, "newFolderName": "source"})
            # A half of it is at the other place already.
            api.job("copyFolder", {"sourceFolderPath": "/source/left",
                                   "destinationPath": "/other/source", "includeVersions": True})
            rows = [row for kind in ("file", "file-version", "folder") for row in api.rows(kind)]
        self.ids = {row["fileId"] for row in rows if row["type"] == "file"}
        self.count = sum(row["type"] == "file" and row["filePath"].startswith("/source/")
                         for row in rows)
        assert self.count >= FILES, "the tree has %d files" % self.count

    def plant(self, client):
        """Forty files in four folders, some of them with versions and everything there is."""
        for number in range(40):
            for version in range(3 if number % 5 == 0 else 1):
                size = 10 + 10 * number + version
                self.contents[size] = (b"%d-%d " % (number, version) * size)[:size]
                client.upload(
                    self.contents[size], fileName="%02d.txt" % number,
                    folder="/tree-0/f%d" % (number % 4), useUniqueFileName=False,
                    tags=["t%d" % number, "v%d" % version], isPrivateFile=number % 7 == 1,
                    isPublished=number % 11 != 1, description="file %d" % number).expect(200)

    def grow(self, api):
        """Twice the tree under a new name, until there are enough files."""
        count, files = 0, 40
        while files < FILES:
            for side in ("left", "right"):
                api.job("copyFolder", {
                    "sourceFolderPath": "/tree-%d" % count, "includeVersions": True,
                    "destinationPath": "/tree-%d/%s" % (count + 1, side)})
            api.ask("DELETE", "/v1/folder", {"folderPath": "/tree-%d" % count}).expect(204)
            count, files = count + 1, files * 2
        return count

    @contextlib.contextmanager
    def copy(self):
        data = tempfile.mkdtemp(prefix="emulator-job-crash-")
        try:
            shutil.copytree(self.data, data, dirs_exist_ok=True)
            yield data
        finally:
            shutil.rmtree(data, ignore_errors=True)

    # What is there -------------------------------------------------------------------------

    @staticmethod
    def rows(api):
        return {kind: api.rows(kind) for kind in ("folder", "file", "file-version")}

    def listing(self, rows):
        """Every folder, file and version by its place; ids where the library had them before."""
        facts = {}
        for kind, row in ((kind, row) for kind in rows for row in rows[kind]):
            place = (row["folderPath"],) if kind == "folder" else (
                row["filePath"], row["versionInfo"]["name"])
            assert place not in facts, "%s is there twice" % (place,)
            facts[place] = kind if kind == "folder" else (
                kind, row["size"], row["tags"], row["isPrivateFile"], row["isPublished"],
                row.get("description"), row["fileId"] if row["fileId"] in self.ids else "new")
        return facts

    def check_bytes(self, api, rows, chance):
        """The bytes of some current files and some old versions."""
        for kind in ("file", "file-version"):
            open_ones = [row for row in rows[kind]
                         if row["isPublished"] and not row["isPrivateFile"]]
            for row in chance.sample(open_ones, min(SAMPLE, len(open_ones))):
                parts = urllib.parse.urlsplit(row["url"])
                assert parts.path.startswith("/" + ACCOUNT)
                got = api.ask("GET", parts.path + "?" + parts.query).expect(200).body
                assert got == self.contents[row["size"]], "%s has other bytes" % row["url"]


def places(data):
    """Where every version is, as the database of a server that was killed has it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(data):
            if name.startswith("imagekit.db") and not name.endswith("-shm"):
                shutil.copy(os.path.join(data, name), folder)
        with contextlib.closing(sqlite3.connect(os.path.join(folder, "imagekit.db"))) as db:
            rows = db.execute("SELECT folder.path, file.name, file_version.number FROM file_version"
                              " JOIN file ON file.id = file_version.file_id"
                              " JOIN folder ON folder.id = file.folder_id ORDER BY 1, 2, 3")
            return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()


def journal(data):
    """The bytes of the write-ahead log."""
    path = os.path.join(data, "imagekit.db-wal")
    return os.path.getsize(path) if os.path.exists(path) else 0


def check_database(data):
    with contextlib.closing(sqlite3.connect(os.path.join(data, "imagekit.db"))) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


class Undisturbed:
    """The same job when nobody kills the server: its result and how long it works."""

    def __init__(self, template, turn):
        with template.copy() as data:
            self.before = places(data)
            with Emulator("--job-delay", DELAY, data=data) as server:
                api = Api(server)
                start, quiet = time.monotonic(), journal(data)
                job = api.job(*turn)
                posted = time.monotonic() - start
                assert posted < DELAY, "the answer took %.1f s" % posted
                early = api.status(job)
                api.wait(job)
                self.seconds = time.monotonic() - start - DELAY
                self.written = journal(data) - quiet
                self.facts = template.listing(template.rows(api))
            self.after = places(data)
        assert early == "Pending", "the job is %s at once" % early
        assert self.before != self.after, "the job has done nothing"


def crash(template, turn, wanted, chance, by_clock, twice):
    """One round, by_clock or by what the job has written so far; when the kill came."""
    with template.copy() as data:
        server = Emulator("--job-delay", DELAY, data=data).start()
        try:
            start, quiet = time.monotonic(), journal(data)
            job = Api(server).job(*turn)
            if by_clock:
                moment = DELAY + chance.uniform(-0.02, 0.02 + 1.5 * wanted.seconds)
                time.sleep(max(0, start + moment - time.monotonic()))
            else:
                enough = quiet + chance.uniform(0.02, 0.98) * wanted.written
                while journal(data) < enough and time.monotonic() < start + JOB_SECONDS:
                    time.sleep(0.0002)
            server.kill()
            found, written = places(data), journal(data) - quiet
            if twice:
                server = Emulator("--job-delay", DELAY, data=data).start()
                time.sleep(chance.uniform(0, wanted.seconds))
                server.kill()
            server = Emulator("--job-delay", DELAY, data=data).start()
            api = Api(server)
            api.wait(job)
            rows = template.rows(api)
            compare(template.listing(rows), wanted.facts)
            template.check_bytes(api, rows, chance)
            assert server.stop() == 0, server.last_log
        finally:
            if server.alive():
                server.kill()
        check_database(data)
        assert places(data) == wanted.after
    if found == wanted.before:
        return "before it began" if written < NOISE else "while it wrote"
    return "when it was done" if found == wanted.after else "between two steps"


def compare(got, wanted):
    if got == wanted:
        return
    differing = sorted(place for place in set(got) | set(wanted)
                       if got.get(place) != wanted.get(place))
    shown = ["%s: %s, expected %s" % (place, got.get(place), wanted.get(place))
             for place in differing[:10]]
    raise AssertionError("%d places differ from an undisturbed run:\n%s" % (
        len(differing), "\n".join(shown)))


def test_kills_around_a_folder_job_change_nothing_in_the_end():
    print("# CRASH_SEED=%d, %d rounds" % (SEED, ROUNDS))
    chance = random.Random(SEED)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="emulator-job-crash-") as data:
        template = Template(data)
        print("# %d files after %.0f s" % (template.count, time.monotonic() - start), flush=True)
        undisturbed, found = {}, collections.Counter()
        for number in range(ROUNDS):
            turn = TURNS[number % len(TURNS)]
            key = json.dumps(turn)
            if key not in undisturbed:
                undisturbed[key] = Undisturbed(template, turn)
                print("# %s: %.2f s and %d bytes when undisturbed" % (
                    key, undisturbed[key].seconds, undisturbed[key].written), flush=True)
            try:
                state = crash(template, turn, undisturbed[key], chance, number % 2 == 0,
                              number % 3 == 2)
            except AssertionError as error:
                raise AssertionError("round %d, %s: %s" % (number, key, error)) from error
            found[state] += 1
    print("# %d rounds in %.0f s; the kills came %s" % (
        ROUNDS, time.monotonic() - start, ", ".join("%s: %d" % pair for pair in found.items())))
    if ROUNDS >= 10:
        assert found["while it wrote"] + found["between two steps"] > 0, "no kill met the job"


if __name__ == "__main__":
    main(globals())
