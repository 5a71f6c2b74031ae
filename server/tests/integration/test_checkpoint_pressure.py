"""Checkpoints while others work: eight clients upload, read and delete while two states are restored in
turn; every answer belongs to one of them, and what is saved in the middle of it all is whole. Then kills:
during saves, restores and imports, again and again on the same folder.

CHECKPOINT_KILLS (12 of each kind) and CRASH_SEED (random, printed) can be set.
"""
# ctest: timeout 900
# ctest: serial

import contextlib
import http.client
import os
import random
import shutil
import sqlite3
import tempfile
import threading
import time

import checkpoints as cp
from emulator import ACCOUNT, SLOWNESS, Emulator
from tap import each, main

CLIENTS = 8
BASE = 40           # files that both states have
SECONDS = float(os.environ.get("CHECKPOINT_SECONDS", "4"))
KILLS = int(os.environ.get("CHECKPOINT_KILLS", "12"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or int.from_bytes(os.urandom(4), "big")
BROKEN = (OSError, http.client.HTTPException)


# Two states ----------------------------------------------------------------------------------------

def content(state, number):
    return b"%s %d " % (state.encode(), number) * (number + (5 if state == "a" else 9))


def upload_base(server, state):
    """The same file ids in both: the second upload makes a new version of the file."""
    api = cp.Talk(server)
    for number in range(BASE):
        api.upload(content(state, number), "base-%d.txt" % number, folder="/base", tags=state,
                   description=state).expect(200)
    api.close()


def make_states(server):
    for state in "ab":
        upload_base(server, state)
        cp.save(server, state)
    api = cp.Talk(server)
    return [file["fileId"] for file in api.list(path="/base", limit=1000)]


def state_of(file):
    """Whose file this is; everything about it belongs to one state."""
    number = int(file["name"][5:-4])
    for state in "ab":
        if file["tags"] == [state] and file["description"] == state and \
                file["size"] == len(content(state, number)):
            return state
    raise AssertionError("a mix of states: %r" % file)


class Worker(threading.Thread):
    """One client; what it sees that must not be goes to `wrong`."""

    def __init__(self, server, number, ids, until):
        super().__init__()
        self.talk = cp.Talk(server)
        self.mark = number
        self.chance = random.Random(SEED + number)
        self.ids = ids
        self.until = until
        self.wrong = []
        self.counts = {}

    def run(self):
        jobs = [self.read_list, self.read_details, self.read_bytes, self.search, self.put_file]
        while not self.until.is_set() and not self.wrong:
            job = self.chance.choice(jobs)
            try:
                job()
            except (AssertionError, *BROKEN) as problem:
                self.wrong.append("%s: %r" % (job.__name__, problem))
        self.talk.close()

    def allow(self, answer, *statuses):
        """True for an answer to work with; a 503 is allowed when it says why."""
        key = answer.status
        self.counts[key] = self.counts.get(key, 0) + 1
        if answer.status == 503:
            assert "reset or restored" in answer.json()["message"], answer
            return False
        answer.expect(*statuses)
        return answer.status == 200

    def same_state(self, files):
        found = {state_of(file) for file in files}
        assert len(files) == BASE and len(found) == 1, "a mix: %d files of %s" % (len(files), found)

    def read_list(self):
        answer = self.talk.get("/v1/files?path=/base&limit=1000")
        if self.allow(answer, 200):
            self.same_state(answer.json())

    def search(self):
        answer = self.talk.get("/v1/files?limit=1000&searchQuery=name%20%3A%20%22base-%22")
        if self.allow(answer, 200):
            self.same_state(answer.json())

    def read_details(self):
        answer = self.talk.get("/v1/files/%s/details" % self.chance.choice(self.ids))
        if self.allow(answer, 200):
            state_of(answer.json())

    def read_bytes(self):
        number = self.chance.randrange(BASE)
        answer = self.talk.get("/%s/base/base-%d.txt" % (ACCOUNT, number))
        if self.allow(answer, 200):
            assert answer.body in (content("a", number), content("b", number)), answer

    def put_file(self):
        """In a folder that neither state has: it is there until the next restore."""
        name = "mine-%d.txt" % self.chance.randrange(5)
        answer = self.talk.upload(b"mine %d" % self.chance.randrange(10 ** 9), name,
                                  folder="/extra-%d" % self.mark)
        if not self.allow(answer, 200):
            return
        file = answer.json()["fileId"]
        self.allow(self.talk.get("/v1/files/%s/details" % file), 200, 404)
        self.allow(self.talk.get("/%s/extra-%d/%s" % (ACCOUNT, self.mark, name)), 200, 404)
        if self.chance.random() < 0.5:
            self.allow(self.talk.ask("DELETE", "/v1/files/" + file), 204, 404)


@contextlib.contextmanager
def crowd(server, ids):
    """Eight clients at work; fails when one of them saw what must not be."""
    until = threading.Event()
    workers = [Worker(server, number, ids, until) for number in range(CLIENTS)]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        until.set()
        for worker in workers:
            worker.join()
    wrong = [problem for worker in workers for problem in worker.wrong]
    assert not wrong, "seed %d: %s\n%s" % (SEED, wrong[:3], server.log()[-2000:])
    answers = sum(count for worker in workers for count in worker.counts.values())
    assert answers > 20 * CLIENTS, "only %d answers" % answers


@each([("in memory", False), ("in a folder", True)])
def test_restores_beside_eight_clients_show_one_state_or_the_other(in_folder):
    data = tempfile.mkdtemp(prefix="emulator-test-") if in_folder else None
    with Emulator(data=data) as server:
        ids = make_states(server)
        end = time.monotonic() + SECONDS
        turns = 0
        with crowd(server, ids):
            while time.monotonic() < end:
                cp.restore(server, "ab"[turns % 2])
                turns += 1
        assert turns > 5, turns
        for state in "ab":
            cp.restore(server, state)
            files = cp.Talk(server).list(limit=1000)
            assert len(files) == BASE and {state_of(file) for file in files} == {state}
    if data:
        shutil.rmtree(data)


def test_what_is_saved_beside_eight_clients_is_whole():
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as data, Emulator(data=data) as server:
        ids = make_states(server)
        end = time.monotonic() + SECONDS
        archives = []
        with crowd(server, ids):
            while time.monotonic() < end:
                cp.save(server, "live")
                if len(archives) < 5:
                    archives.append(cp.export(server, "live"))
                    cp.import_archive(server, "copy", archives[-1]).expect(200)
        for name in ("live", "copy"):
            cp.restore(server, name)
            for file in cp.Talk(server).list(limit=1000):
                answer = server.client().fetch(file["url"]).expect(200)
                assert len(answer.body) == file["size"], file
        # Every blob that is left has a name, once the checkpoints are gone and the library is empty.
        for facts in cp.checkpoints(server):
            server.control("DELETE", "/checkpoints/" + facts["name"]).expect(204)
        server.reset()
        cp.wait_until(lambda: not cp.blobs(data), "%d blobs stay" % len(cp.blobs(data)))


# Kills ---------------------------------------------------------------------------------------------

def whole_state(server):
    """Which of the two states the library is, byte for byte; the rest of it is the test's own."""
    api = cp.Talk(server)
    files = api.list(path="/base", limit=1000)
    found = {state_of(file) for file in files}
    assert len(files) == BASE and len(found) == 1, "a mix: %d files of %s" % (len(files), found)
    state = found.pop()
    for number in range(BASE):
        answer = api.get("/%s/base/base-%d.txt" % (ACCOUNT, number)).expect(200)
        assert answer.body == content(state, number), answer
    api.close()
    return state


def check_databases(data):
    paths = [os.path.join(data, "imagekit.db")]
    shelf = os.path.join(data, "checkpoints")
    paths += [os.path.join(shelf, name) for name in os.listdir(shelf) if not name.startswith(".")]
    for path in paths:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
            assert not connection.execute("PRAGMA foreign_key_check").fetchall(), path


def do_save(server, turn, archive):
    del archive
    cp.save(server, "taken-%d" % (turn % 3))


def do_restore(server, turn, archive):
    del archive
    cp.restore(server, "ab"[turn % 2])


def do_import(server, turn, archive):
    cp.import_archive(server, "taken-%d" % (turn % 3), archive).expect(200)


def kill_while(server, job, archive, chance):
    """Runs the job again and again in a thread, and kills the server in the middle of one."""
    done = []

    def work():
        with contextlib.suppress(*BROKEN):
            for turn in range(10 ** 6):
                job(server, turn, archive)
                done.append(turn)

    thread = threading.Thread(target=work)
    thread.start()
    wanted = chance.randrange(1, 4)
    limit = time.monotonic() + 30 * SLOWNESS
    while len(done) < wanted and time.monotonic() < limit:
        time.sleep(0.0005)
    time.sleep(chance.random() * 0.02)
    server.kill()
    thread.join()
    assert len(done) >= wanted, "%d of %d were done" % (len(done), wanted)


def check_after_kill(data, known):
    """The library is one state, every checkpoint as well, and nothing lies about."""
    with Emulator(data=data) as server:
        whole_state(server)
        assert not cp.leftovers(data), cp.leftovers(data)
        names = [facts["name"] for facts in cp.checkpoints(server)]
        assert known <= set(names), names
        for name in names:
            cp.restore(server, name)
            state = whole_state(server)
            assert name not in "ab" or name == state, (name, state)
    check_databases(data)


@each([("a save", do_save), ("a restore", do_restore), ("an import", do_import)])
def test_a_kill_in_the_middle_of(job):
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as data:
        with Emulator(data=data) as server:
            make_states(server)
            archive = cp.export(server, "a")
        for turn in range(KILLS):
            server = Emulator(data=data).start()
            try:
                kill_while(server, job, archive, chance)
            finally:
                if server.alive():
                    server.kill()
            try:
                check_after_kill(data, {"a", "b"})
            except AssertionError as problem:
                raise AssertionError("seed %d, kill %d: %s" % (SEED, turn, problem)) from problem


if __name__ == "__main__":
    print("# CRASH_SEED=%d" % SEED)
    main(globals())
