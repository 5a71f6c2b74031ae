"""Kills the server in the middle of many uploads, again and again on the same data folder: what was
answered with 200 is there after every restart, bytes and all, and nothing else is left lying about.

CRASH_ROUNDS (20) and CRASH_SEED (random, printed) can be set.
"""
# ctest: serial

import contextlib
import hashlib
import http.client
import os
import random
import re
import shutil
import sqlite3
import tempfile
import threading
import time

from emulator import ACCOUNT, PRIVATE_KEY, SLOWNESS, UPLOAD, Emulator, basic
from form import Form
from tap import main

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "20"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or int.from_bytes(os.urandom(4), "big")
CLIENTS = 200
UPLOADS = 2 * CLIENTS
SWEEP_SECONDS = 20 * SLOWNESS
BROKEN = (OSError, http.client.HTTPException)

HEX64 = re.compile("[0-9a-f]{64}")


class Keeper:
    """A keep-alive connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60 * SLOWNESS)

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def close(self):
        self.connection.close()


class Round:
    """Uploads by 200 clients at once and a kill in the middle of them."""

    def __init__(self, server, number, chance):
        self.server = server
        self.number = number
        self.sent = {}      # name: content
        self.acknowledged = {}  # name: fileId
        self.refused = []
        self.lock = threading.Lock()
        self.todo = [self.content_of(turn, chance) for turn in range(UPLOADS)]
        self.connected = threading.Barrier(CLIENTS)
        # The kill comes after so many answers and a moment more.
        self.kill_after = chance.randrange(5, UPLOADS - CLIENTS // 2)
        self.moment = chance.random() * 0.01

    def content_of(self, turn, chance):
        """Most contents are new; every tenth is one that others have as well."""
        name = "round-%03d-%03d.txt" % (self.number, turn)
        if turn % 10 == 0:
            return name, b"shared content %d" % chance.randrange(5)
        text = ("%s %d " % (name, SEED)).encode()
        return name, text * chance.randrange(1, 200)

    def work(self):
        keeper = Keeper(self.server.port)
        keeper.connection.connect()
        self.connected.wait(60 * SLOWNESS)
        headers = {"Authorization": basic(PRIVATE_KEY)}
        while True:
            with self.lock:
                if not self.todo:
                    break
                name, content = self.todo.pop()
                self.sent[name] = content
            body, headers["Content-Type"] = Form().text("fileName", name).text(
                "useUniqueFileName", "false").binary("file", content).encode()
            try:
                status, answer = keeper.ask("POST", UPLOAD, body, headers)
            except BROKEN:
                break
            self.note(name, status, answer)
        keeper.close()

    def note(self, name, status, answer):
        found = re.search(b'"fileId": ?"([0-9a-f]{24})"', answer)
        with self.lock:
            if status == 200 and found:
                self.acknowledged[name] = found.group(1).decode()
            else:
                self.refused.append((name, status, answer[:300]))

    def run(self):
        threads = [threading.Thread(target=self.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        while len(self.acknowledged) < self.kill_after and any(t.is_alive() for t in threads):
            time.sleep(0.0005)
        time.sleep(self.moment)
        self.server.kill()
        for thread in threads:
            thread.join()


class Library:
    """What the rounds so far have put into the data folder."""

    def __init__(self, data):
        self.data = data
        self.sent = {}
        self.acknowledged = {}

    def check_round(self, server, done):
        """All of one round: details and delivered bytes."""
        keeper = Keeper(server.port)
        for name, file_id in done.acknowledged.items():
            status, _ = keeper.ask("GET", "/v1/files/%s/details" % file_id, None,
                                   {"Authorization": basic(PRIVATE_KEY)})
            assert status == 200, "%s was acknowledged, its details are a %d" % (name, status)
            self.check_bytes(keeper, name)
        keeper.close()

    def check_bytes(self, keeper, name):
        status, body = keeper.ask("GET", "/%s/%s" % (ACCOUNT, name))
        assert status == 200, "%s is listed or acknowledged, its delivery is a %d" % (name, status)
        assert body == self.sent[name], "%s has other bytes" % name

    def check_all(self, server):
        """Every acknowledged file is listed, and every listed file is whole."""
        listed = {}
        while True:
            page = server.client().files("limit=1000&skip=%d" % len(listed))
            listed.update((item["name"], item["fileId"]) for item in page)
            if len(page) < 1000:
                break
        for name, file_id in self.acknowledged.items():
            assert listed.get(name) == file_id, "%s was acknowledged and is not listed" % name
        assert set(listed) <= set(self.sent), set(listed) - set(self.sent)
        keeper = Keeper(server.port)
        for name in listed:
            self.check_bytes(keeper, name)
        keeper.close()
        return len(listed)

    # The folder ----------------------------------------------------------------------------

    def blobs(self):
        """digest: path of every file under blobs/."""
        found = {}
        for base, _, names in os.walk(os.path.join(self.data, "blobs")):
            for name in names:
                path = os.path.join(base, name)
                digest = name if HEX64.fullmatch(name) else os.path.basename(base) + name
                assert HEX64.fullmatch(digest), "no blob: %s" % path
                found[digest] = path
        return found

    def rows(self):
        """The digests that versions name."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "imagekit.db"))) as db:
            db.execute("PRAGMA query_only = 1")
            found = {row[0] for row in db.execute("SELECT blob FROM file_version")}
        assert all(HEX64.fullmatch(digest) for digest in found), found
        return found

    def strays(self):
        """What lies in the folder that no row names, and rows without their file."""
        blobs, named = self.blobs(), self.rows()
        staged = os.listdir(os.path.join(self.data, "staging"))
        return sorted(set(blobs) - named), sorted(named - set(blobs)), staged

    def check_folder(self):
        """Waits for the sweep; then every blob has a row, every row a blob, nothing is staged."""
        deadline = time.monotonic() + SWEEP_SECONDS
        while True:
            orphans, lost, staged = self.strays()
            assert not lost, "%d rows without a blob: %s" % (len(lost), lost[:3])
            if not orphans and not staged:
                return
            assert time.monotonic() < deadline, (
                "after %d s there are %d blobs without a row %s and %d staged files %s"
                % (SWEEP_SECONDS, len(orphans), orphans[:3], len(staged), staged[:3]))
            time.sleep(0.05)

    def check_digests(self):
        for digest, path in self.blobs().items():
            with open(path, "rb") as file:
                assert hashlib.sha256(file.read()).hexdigest() == digest, path


def test_kills_in_the_middle_of_uploads_lose_nothing_that_was_answered():
    print("# CRASH_SEED=%d, %d rounds" % (SEED, ROUNDS))
    chance = random.Random(SEED)
    data = tempfile.mkdtemp(prefix="emulator-crash-")
    start = time.monotonic()
    try:
        library = Library(data)
        server = Emulator(data=data).start()
        for number in range(ROUNDS):
            done = Round(server, number, chance)
            done.run()
            server = Emulator(data=data).start()
            library.sent.update(done.sent)
            library.acknowledged.update(done.acknowledged)
            assert not done.refused, "round %d: %s" % (number, done.refused[:3])
            assert done.kill_after <= len(done.acknowledged) < UPLOADS, (
                "the kill came after %d answers, not %d" % (len(done.acknowledged),
                                                            done.kill_after))
            library.check_round(server, done)
            library.check_folder()
        listed = library.check_all(server)
        library.check_digests()
        assert len(library.blobs()) < len(library.acknowledged), "no content was shared"
        server.stop_cleanly()
        assert library.strays() == ([], [], [])
        print("# %d uploads sent, %d answered, %d there, %.0f s" % (
            len(library.sent), len(library.acknowledged), listed, time.monotonic() - start))
    finally:
        if server.alive():
            server.kill()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main(globals())
