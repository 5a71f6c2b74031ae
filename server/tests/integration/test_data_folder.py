"""What lies in the data folder decides what is deleted from it: a database that is missing, empty, older, of another
folder or of another program costs nobody a byte, and what really is garbage still goes.
"""

import contextlib
import hashlib
import http.client
import json
import os
import random
import shutil
import sqlite3
import threading
import time

import checkpoints as cp
from emulator import SLOWNESS, Emulator, run_to_end
from lifetime import delivered, folder, names_of, put, write
from tap import each, main


KILLS = int(os.environ.get("SWEEP_KILLS", "6"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or int.from_bytes(os.urandom(4), "big")


# The folder ---------------------------------------------------------------------------------------

def database(data):
    return os.path.join(data, "imagekit.db")


def remove_database(data):
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(database(data) + end)


def fill(data, count=5, tag="file", *options):
    """A server that takes some files and ends; name: content."""
    files = {"%s-%d.txt" % (tag, number): b"%s %d" % (tag.encode(), number) * 50
             for number in range(count)}
    with Emulator(*options, data=data) as server:
        for name, content in files.items():
            put(server, name, content)
    return files


def expect_all(server, files):
    for name, content in files.items():
        assert delivered(server, name) == content, name


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def blobs_of(files):
    return {sha256(content) for content in files.values()}


def run_and_settle(data, *options):
    """A start and a stop, with which every sweep that there is comes to its end; what it logged."""
    server = Emulator(*options, data=data)
    with server:
        info = server.control("GET", "/info").expect(200).json()
    return server.last_log, info


def unknown(server):
    """The number, once it has been counted."""
    deadline = time.monotonic() + 20 * SLOWNESS
    while time.monotonic() < deadline:
        count = server.control("GET", "/info").expect(200).json()["unknownBlobs"]
        if count:
            return count
        time.sleep(0.02)
    return 0


# Databases that make no library of this folder ------------------------------------------------------

def nothing(data):
    remove_database(data)


def no_bytes(data):
    remove_database(data)
    write(data, "imagekit.db", b"")


def no_tables(data):
    remove_database(data)
    with contextlib.closing(sqlite3.connect(database(data))) as db:
        db.execute("VACUUM")


def no_tables_with_log(data):
    remove_database(data)
    with contextlib.closing(sqlite3.connect(database(data))) as db:
        db.execute("PRAGMA journal_mode = WAL")


def other_program(data):
    remove_database(data)
    with contextlib.closing(sqlite3.connect(database(data))) as db:
        db.execute("CREATE TABLE notes (text)")


def no_database(data):
    remove_database(data)
    write(data, "imagekit.db", b"notes of somebody, and more than a page of them\n" * 200)


def foreign(data):
    remove_database(data)
    with folder() as other:
        fill(other, 3, "foreign")
        shutil.copy(database(other), database(data))


def foreign_without_mark(data):
    """As a program makes it that knows no marks."""
    foreign(data)
    with contextlib.closing(sqlite3.connect(database(data))) as db:
        db.execute("PRAGMA application_id = 0")


@each([
    ("missing", nothing, ["missing", "blobs", "back", "empty folder", "move"]),
    ("of no bytes", no_bytes, ["empty", "blobs", "back", "empty folder", "move"]),
    ("without tables", no_tables, ["empty", "back"]),
    ("without tables, with a log", no_tables_with_log, ["empty", "back"]),
    ("another program's", other_program, ["of another program", "back"]),
    ("no database", no_database, ["of another program", "back", "move"]),
    ("another folder's", foreign, ["another data folder", "back", "identity"]),
    ("another folder's without a mark", foreign_without_mark, ["two data folders", "back"]),
])
def test_a_database_that_is_not_the_folder_s_deletes_nothing(replace, words):
    with folder() as data:
        files = fill(data)
        aside = database(data) + ".aside"
        shutil.copy(database(data), aside)
        replace(data)
        for _ in range(2):
            code, out, err = run_to_end("--port", "0", "--print-json", "--data", data)
            assert code == 4 and '"ready"' not in out, (code, out, err)
            for word in words:
                assert word in err, (word, err)
            assert cp.blobs(data) == blobs_of(files), "bytes are gone"
        remove_database(data)
        shutil.copy(aside, database(data))
        with Emulator(data=data) as server:
            expect_all(server, files)
            assert names_of(server) == set(files)


@each([("a pipe", os.mkfifo), ("a folder", os.mkdir),
       ("a text", lambda path: write(os.path.dirname(path), "identity", b"who knows\n"))])
def test_a_mark_that_is(make):
    with folder() as data:
        files = fill(data)
        mark = os.path.join(data, "identity")
        os.unlink(mark)
        make(mark)
        code, _, err = run_to_end("--port", "0", "--print-json", "--data", data)
        assert code == 4 and "identity is not what this program wrote" in err, (code, err)
        assert cp.blobs(data) == blobs_of(files), "bytes are gone"


@each([("missing", nothing), ("of no bytes", no_bytes), ("without tables", no_tables)])
def test_without_bytes_a_new_library_begins(replace):
    with folder() as data:
        fill(data)
        replace(data)
        os.rename(os.path.join(data, "blobs"), os.path.join(data, "blobs.aside"))
        with Emulator(data=data) as server:
            assert names_of(server) == set()
            put(server, "new.txt", b"new")
        with Emulator(data=data) as server:
            assert delivered(server, "new.txt") == b"new"


def test_seeds_of_an_earlier_start_are_bytes_as_well():
    """The start that they made is what the process before left behind."""
    with folder() as data:
        seed = write(data, "seed.json", json.dumps({
            "format": 1, "files": [{"path": "/seeded.txt", "content": {"text": "seeded"}}]}).encode())
        library = os.path.join(data, "library")
        fill(library, 0, "none", "--seed", seed)
        kept = cp.blobs(library)
        assert kept == {sha256(b"seeded")}, kept
        remove_database(library)
        code, _, err = run_to_end("--port", "0", "--data", library)
        assert code == 4, (code, err)
        assert cp.blobs(library) == kept


# An older one ---------------------------------------------------------------------------------------

def copy_live(data, path):
    """As a backup of a running server is made."""
    with contextlib.closing(sqlite3.connect(database(data))) as source, \
            contextlib.closing(sqlite3.connect(path)) as target:
        source.backup(target)


def put_back(data, path):
    remove_database(data)
    shutil.copy(path, database(data))


@each([("of an earlier run, stopped", True, False), ("of an earlier run, killed", True, True),
       ("of the same run, stopped", False, False), ("of the same run, killed", False, True)])
def test_an_older_database_deletes_nothing_that_is_newer(other_run, killed):
    with folder() as data:
        older, newer = os.path.join(data, "older"), os.path.join(data, "newer")
        first = fill(data, 3, "first")
        second = {"second-%d.txt" % number: b"second %d" % number for number in range(4)}
        server = Emulator(data=data).start()
        if not other_run:
            put(server, "more.txt", b"more")
            first["more.txt"] = b"more"
        copy_live(data, older)
        if other_run:
            server.stop()
            server = Emulator(data=data).start()
        for name, content in second.items():
            put(server, name, content)
        copy_live(data, newer)
        server.kill() if killed else server.stop()
        put_back(data, older)
        server = Emulator(data=data)
        with server:
            expect_all(server, first)
            assert names_of(server) == set(first)
            assert unknown(server) == len(second)
        assert "%d files in blobs/" % len(second) in server.last_log, server.last_log
        log, _ = run_and_settle(data)
        assert cp.blobs(data) == blobs_of(first) | blobs_of(second), log
        put_back(data, newer)
        with Emulator(data=data) as server:
            expect_all(server, dict(first, **second))
        log, info = run_and_settle(data)
        assert info["unknownBlobs"] == 0 and "files in blobs/" not in log, log


def test_what_a_later_start_was_seeded_with_stays_with_an_older_database():
    with folder() as data:
        library, older = os.path.join(data, "library"), os.path.join(data, "older")
        seed = write(data, "seed.json", json.dumps({
            "format": 1, "files": [{"path": "/seeded.txt", "content": {"text": "seeded"}}]}).encode())
        files = fill(library)
        shutil.copy(database(library), older)
        with Emulator("--seed", seed, data=library) as server:
            server.reset()
            assert delivered(server, "seeded.txt") == b"seeded"
        assert cp.blobs(library) == {sha256(b"seeded")}
        newer = os.path.join(data, "newer")
        shutil.copy(database(library), newer)
        put_back(library, older)
        run_and_settle(library)
        run_and_settle(library)
        put_back(library, newer)
        with Emulator(data=library) as server:
            assert delivered(server, "seeded.txt") == b"seeded"
        assert files


def test_a_checkpoint_s_file_may_take_the_place_of_the_database():
    with folder() as data:
        files = fill(data)
        with Emulator(data=data) as server:
            cp.save(server, "saved")
            put(server, "later.txt", b"later")
        remove_database(data)
        shutil.copy(os.path.join(data, "checkpoints", "saved.db"), database(data))
        with Emulator(data=data) as server:
            expect_all(server, files)
            assert unknown(server) == 1
        assert sha256(b"later") in cp.blobs(data)


def test_bytes_that_only_lost_checkpoints_named_are_kept():
    with folder() as data:
        fill(data, 1)
        with Emulator(data=data) as server:
            cp.save(server, "saved")
            for item in server.client().files():
                server.client().delete("/v1/files/" + item["fileId"]).expect(204)
        shutil.rmtree(os.path.join(data, "checkpoints"))
        with Emulator(data=data) as server:
            assert unknown(server) == 1
        assert len(cp.blobs(data)) == 1


# While the server runs ------------------------------------------------------------------------------

def moved_away(data):
    os.rename(database(data), database(data) + ".aside")


def another_over_it(data):
    with folder() as other:
        fill(other, 1, "other")
        os.link(database(data), database(data) + ".aside")
        shutil.copy(database(other), database(data) + ".new")
        os.rename(database(data) + ".new", database(data))


@each([("moved away", moved_away), ("replaced by another", another_over_it)])
def test_a_database_that_goes_while_the_server_runs_is_told(change):
    with folder() as data:
        files = fill(data)
        with Emulator(data=data) as server:
            items = server.client().files()
            change(data)
            answers = [server.client().get("/v1/files"),
                       server.client().upload(b"x", fileName="x.txt"),
                       server.client().delete("/v1/files/" + items[0]["fileId"])]
            for answer in answers:
                assert "imagekit.db" in answer.expect(503).json()["message"], answer
            os.rename(database(data) + ".aside", database(data))
            expect_all(server, files)
            put(server, "after.txt", b"after")
        with Emulator(data=data) as server:
            expect_all(server, dict(files, **{"after.txt": b"after"}))


# What is garbage goes ---------------------------------------------------------------------------------

def test_garbage_of_every_kind_still_goes():
    with folder() as data:
        with Emulator(data=data) as server:
            for number in range(6):
                put(server, "%d.txt" % number, b"number %d" % number)
            cp.save(server, "three")
            first = server.client().files("name=0.txt")[0]
            server.client().delete("/v1/files/" + first["fileId"]).expect(204)
            put(server, "later.txt", b"later")
            cp.restore(server, "three")
            cp.wait_until(lambda: sha256(b"later") not in cp.blobs(data), "a restore leaves bytes")
            assert len(cp.blobs(data)) == 6
            server.reset()
            assert len(cp.blobs(data)) == 6, "the checkpoint names them"
            server.control("DELETE", "/checkpoints/three").expect(204)
            cp.wait_until(lambda: not cp.blobs(data), "a checkpoint's end leaves bytes")
        assert os.listdir(os.path.join(data, "suspects")) in ([], ["copy-0.db"])


def test_garbage_goes_after_a_kill_in_the_middle_of_it():
    """Everything that is noted is found again."""
    with folder() as data:
        server = Emulator(data=data).start()
        for number in range(200):
            put(server, "%d.txt" % number, b"number %d" % number)
        cp.save(server, "all")
        server.reset()
        put(server, "kept.txt", b"kept")
        server.control("DELETE", "/checkpoints/all").expect(204)
        server.kill()
        with Emulator(data=data) as server:
            cp.wait_until(lambda: cp.blobs(data) == {sha256(b"kept")}, "a kill leaves bytes")
            assert delivered(server, "kept.txt") == b"kept"


def named(data):
    with contextlib.closing(sqlite3.connect(database(data))) as db:
        return {row[0] for row in db.execute("SELECT blob FROM file_version")}


def reset_and_fill(server):
    for turn in range(10 ** 6):
        for number in range(4):
            put(server, "%d.txt" % number, b"%d of turn %d of %d" % (number, turn, server.pid))
        server.reset()


def test_kills_while_the_library_is_replaced_leave_no_garbage():
    chance = random.Random(SEED)
    print("# CRASH_SEED=%d" % SEED)
    with folder() as data:
        for _ in range(KILLS):
            server = Emulator(data=data).start()
            thread = threading.Thread(target=run_until_killed, args=(server,))
            thread.start()
            time.sleep(0.05 + chance.random() * 0.2)
            server.kill()
            thread.join()
            with Emulator(data=data) as server:
                cp.wait_until(lambda: cp.blobs(data) == named(data), "a kill leaves bytes")
                assert server.control("GET", "/info").expect(200).json()["unknownBlobs"] == 0


def run_until_killed(server):
    with contextlib.suppress(OSError, http.client.HTTPException):
        reset_and_fill(server)


def test_a_kill_before_the_library_is_made_is_no_loss():
    """Bytes of seeds come before the database that names them."""
    with folder() as base:
        seed = write(base, "seed.json", json.dumps({"format": 1, "files": [
            {"path": "/%d.txt" % n, "content": {"text": "seed %d" % n}} for n in range(40)]}).encode())
        data = os.path.join(base, "library")
        os.makedirs(os.path.join(data, "blobs", "ab"))
        write(data, "identity", b"0\n")
        write(data, "blobs/ab/" + "ab" * 32, b"left behind")
        with Emulator("--seed", seed, data=data) as server:
            assert len(names_of(server)) == 40


def test_a_folder_of_an_earlier_version_is_taken_over():
    """Neither side has a mark there, and no notes lie in suspects."""
    with folder() as data:
        files = fill(data)
        os.unlink(os.path.join(data, "identity"))
        shutil.rmtree(os.path.join(data, "suspects"))
        with contextlib.closing(sqlite3.connect(database(data))) as db:
            db.execute("PRAGMA application_id = 0")
        for _ in range(2):
            with Emulator(data=data) as server:
                expect_all(server, files)
        with contextlib.closing(sqlite3.connect(database(data))) as db:
            (mark,) = db.execute("PRAGMA application_id").fetchone()
        with open(os.path.join(data, "identity"), encoding="ascii") as file:
            assert file.read().split()[-1] == str(mark) != "0"


def test_a_start_is_noted_before_its_first_write_and_not_without_one():
    """To note it waits for the disk, and who has not written has left nothing to be told apart."""
    def notes():
        with open(os.path.join(data, "identity"), encoding="ascii") as file:
            return file.read().split()

    with folder() as data:
        files = fill(data)
        first = notes()
        for _ in range(2):
            with Emulator(data=data) as server:
                expect_all(server, files)
        assert notes() == first
        server = Emulator(data=data).start()
        server.kill()
        assert notes() == first
        with Emulator(data=data) as server:
            put(server, "more.txt", b"more")
            assert notes()[:-1] == first
            put(server, "another.txt", b"another")
            assert len(notes()) == len(first) + 1
            server.reset()
            assert len(notes()) == len(first) + 1
        with contextlib.closing(sqlite3.connect(database(data))) as db:
            assert [str(mark) for mark in db.execute("PRAGMA application_id").fetchone()] == notes()[-1:]


if __name__ == "__main__":
    main(globals())
