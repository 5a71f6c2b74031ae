"""A disk without a byte left: what makes room works at the first attempt, also after a kill and a start on that disk;
nothing that was answered is lost."""

import contextlib
import os
import random

import checkpoints as cp
from emulator import ACCOUNT, Emulator
from lifetime import delivered, end, names_of, put, small_disk
from tap import each, main

ROUNDS = int(os.environ.get("FULL_DISK_ROUNDS", "4"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or int.from_bytes(os.urandom(4), "big")


def fill_disk(data):
    """With what is not the server's, to the last byte."""
    with open(os.path.join(data, "filler"), "ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass
    # Nor has the folder room for another name with bytes behind it.
    state = os.statvfs(data)
    assert state.f_bavail * state.f_frsize == 0, state


def make_library(server):
    """file: bytes; in folders, with versions and tags."""
    files = {}
    for number in range(8):
        content = os.urandom(20000)
        put(server, "file-%d.bin" % number, content, tags="a,b%d" % number)
        files["file-%d.bin" % number] = content
    for number in range(5):
        server.client().upload(os.urandom(5000), fileName="%d.bin" % number, folder="/box",
                               useUniqueFileName=False).expect(200)
    for turn in range(3):
        files["file-0.bin"] = b"version %d" % turn
        put(server, "file-0.bin", files["file-0.bin"])
    return files


def ids(server):
    return {item["name"]: item["fileId"] for item in server.client().files("path=/")}


def delete_file(server):
    server.client().delete("/v1/files/" + ids(server)["file-3.bin"]).expect(204)
    return ["file-3.bin"]


def delete_many(server):
    found = ids(server)
    names = ["file-2.bin", "file-4.bin", "file-5.bin"]
    server.client().send_json("POST", "/v1/files/batch/deleteByFileIds",
                              {"fileIds": [found[name] for name in names]}).expect(200)
    return names


def delete_folder(server):
    server.client().send_json("DELETE", "/v1/folder", {"folderPath": "/box"}).expect(204)
    assert server.client().files("path=/box") == []
    return []


def delete_version(server):
    file = ids(server)["file-0.bin"]
    versions = server.client().get("/v1/files/%s/versions" % file).expect(200).json()
    server.client().delete("/v1/files/%s/versions/%s" % (
        file, versions[-1]["versionInfo"]["id"])).expect(204)
    return []


def reset_all(server):
    server.control("POST", "/reset").expect(204)
    return None


def reset_one(server):
    server.control("POST", "/reset?account=" + ACCOUNT).expect(204)
    return None


def delete_checkpoint(server):
    server.control("DELETE", "/checkpoints/kept").expect(204)
    return []


ACTIONS = [("a file", delete_file), ("several files", delete_many), ("a folder", delete_folder),
           ("a version", delete_version), ("everything", reset_all), ("one account", reset_one),
           ("a checkpoint", delete_checkpoint)]


def expect_library(server, files):
    assert {name for name in names_of(server) if name.startswith("file-")} == set(files)
    for name, content in files.items():
        assert delivered(server, name) == content, name


@each([("%s, %s" % (label, state), act, state == "after a kill and a start")
       for label, act in ACTIONS for state in ("at work", "after a kill and a start")])
def test_what_makes_room_works_on_a_full_disk(act, again):
    with small_disk(4) as data:
        server = Emulator(data=data).start()
        files = make_library(server)
        if act is delete_checkpoint:
            cp.save(server, "kept")
        fill_disk(data)
        server.client().upload(os.urandom(300000), fileName="no.bin").expect(503)
        if again:
            server.kill()
            server = Emulator(data=data).start()
        expect_library(server, files)
        gone = act(server)
        files = {} if gone is None else {name: content for name, content in files.items()
                                         if name not in gone}
        expect_library(server, files)
        os.unlink(os.path.join(data, "filler"))
        files["later.bin"] = b"room again"
        put(server, "later.bin", b"room again")
        end(server)
        with Emulator(data=data) as server:
            assert delivered(server, "later.bin") == b"room again"
            del files["later.bin"]
            expect_library(server, files)


def delete_a_hundred(server, found):
    server.client().send_json("POST", "/v1/files/batch/deleteByFileIds",
                              {"fileIds": found[:100]}).expect(200)
    return found[100:]


def delete_their_folder(server, _):
    server.client().send_json("DELETE", "/v1/folder", {"folderPath": "/box"}).expect(204)
    return []


@each([("a hundred files", delete_a_hundred), ("a folder", delete_their_folder),
       ("one account", lambda server, _: reset_one(server)),
       ("everything", lambda server, _: reset_all(server))])
def test_what_makes_room_works_in_a_library_that_grew(act):
    """A deletion writes the pages of its rows first: of many rows many pages."""
    with small_disk(12) as data, Emulator(data=data) as server:
        found = []
        for number in range(400):
            answer = server.client().upload(os.urandom(100), fileName="%d.bin" % number, folder="/box",
                                            tags=",".join("t%d-%d" % (number, n) for n in range(20)))
            found.append(answer.expect(200).json()["fileId"])
        fill_disk(data)
        left = act(server, found) or []
        assert {item["fileId"] for item in server.client().files("limit=1000")} == set(left)


def test_a_full_disk_can_be_emptied_again_and_again():
    with small_disk() as data, Emulator(data=data) as server:
        for turn in range(5):
            for number in range(60):
                answer = server.client().upload(os.urandom(100000), fileName="%d.bin" % number,
                                                useUniqueFileName=False)
                if answer.status != 200:
                    break
            assert answer.status == 503, "the disk is never full"
            fill_disk(data)
            for item in server.client().files():
                server.client().delete("/v1/files/" + item["fileId"]).expect(204)
            cp.wait_until(lambda: not cp.blobs(data), "bytes stay on turn %d" % turn)
            os.unlink(os.path.join(data, "filler"))


def test_a_long_log_makes_room_for_what_is_uploaded():
    """What the log holds is in the database once it is emptied, for which that has to grow."""
    with small_disk(12) as data, Emulator(data=data) as server:
        failed = stored = 0
        while failed < 4:
            tags = ",".join("t%d-%d" % (stored, n) for n in range(40))
            status = server.client().upload(os.urandom(20000), fileName="a.bin", tags=tags).status
            assert status in (200, 503), status
            stored, failed = (stored + 1, 0) if status == 200 else (stored, failed + 1)
        log = os.path.getsize(os.path.join(data, "imagekit.db-wal"))
        assert log < 1500000 and stored > 280, (log, stored)


def test_changes_without_end_fit_onto_a_small_disk():
    """The log never takes more than there is."""
    with small_disk() as data, Emulator(data=data) as server:
        file = put(server, "a.txt", b"a")["fileId"]
        for turn in range(400):
            server.client().send_json("PATCH", "/v1/files/%s/details" % file, {
                "description": ("%d " % turn) * 100, "tags": ["tag-%d" % turn]}).expect(200)
        server.client().delete("/v1/files/" + file).expect(204)


def test_kills_on_a_disk_that_is_full_lose_nothing_that_was_answered():
    print("# CRASH_SEED=%d, %d rounds" % (SEED, ROUNDS))
    chance = random.Random(SEED)
    with small_disk(3) as data:
        stored = {}
        server = Emulator(data=data).start()
        for turn in range(ROUNDS):
            for number in range(40):
                name, content = "%d-%d.bin" % (turn, number), os.urandom(chance.randrange(1, 150000))
                answer = server.client().upload(content, fileName=name, useUniqueFileName=False)
                if answer.status != 200:
                    answer.expect(503)
                    break
                stored[name] = content
            if chance.random() < 0.7:
                fill_disk(data)
            server.kill()
            server = Emulator(data=data).start()
            assert names_of(server) == set(stored)
            for name, content in stored.items():
                assert delivered(server, name) == content, name
            for item in chance.sample(server.client().files("limit=1000"), len(stored) // 2):
                server.client().delete("/v1/files/" + item["fileId"]).expect(204)
                del stored[item["name"]]
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(data, "filler"))
        assert names_of(server) == set(stored)
        end(server)


if __name__ == "__main__":
    main(globals())
