"""Hard times: crowds of silent connections, slow clients, many at one content, full disks."""

import contextlib
import os
import random
import resource
import socket
import sqlite3
import subprocess
import threading
import time

import emulator
from emulator import SLOWNESS, Emulator, exchange, parse_answers
from lifetime import (crowd, delivered, end, finish, folder, leftovers, names_of, put, say,
                      slow_upload, small_disk, write)
from tap import main

CROWD = 64


# Crowds and slow clients ------------------------------------------------------------------------

def longest_answer(server, count, path="/_emulator/livez"):
    longest = 0.0
    for _ in range(count):
        start = time.monotonic()
        server.client().get(path).expect(200)
        longest = max(longest, time.monotonic() - start)
    return longest


def test_requests_are_answered_beside_silent_and_idle_connections():
    with Emulator() as server:
        facts = put(server, "a.txt", b"a")
        path = "/v1/files/%s/details" % facts["fileId"]
        alone = longest_answer(server, 50, path)
        with crowd(server, CROWD):
            beside = longest_answer(server, 200, path)
            put(server, "b.txt", b"beside the crowd")
        say("longest answer alone %.1f ms, beside %d silent and %d idle connections %.1f ms"
            % (alone * 1000, CROWD, CROWD, beside * 1000))
        server.client().get(path).expect(200)


def test_more_silent_connections_than_threads_hold_up_nobody():
    with Emulator("--threads", "16") as server, contextlib.ExitStack() as stack:
        silent = []
        for _ in range(200):
            member = socket.create_connection(("127.0.0.1", server.port), timeout=10 * SLOWNESS)
            stack.callback(member.close)
            silent.append(member)
        say("longest answer beside 200 silent connections and 16 threads: %.1f ms"
            % (longest_answer(server, 50) * 1000))
        # One that speaks at last is served as well.
        silent[0].sendall(("GET /_emulator/livez HTTP/1.1\r\nHost: %s\r\n\r\n"
                           % server.host).encode())
        assert silent[0].recv(65536).startswith(b"HTTP/1.1 200")


def test_a_client_that_sends_byte_by_byte_does_not_hold_up_others():
    with Emulator() as server:
        request = ("GET /_emulator/livez HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                   % server.host).encode()
        answers = []

        def drip():
            pieces = [bytes([byte]) for byte in request]
            answers.append(parse_answers(exchange(server.port, pieces, pause=0.02))[0])

        threads = [threading.Thread(target=drip) for _ in range(8)]
        for thread in threads:
            thread.start()
        served = 0
        while any(thread.is_alive() for thread in threads):
            server.client().get("/v1/files").expect(200)
            served += 1
        say("%d requests served meanwhile" % served)
        assert served >= 10, served
        assert [answer.status for answer in answers] == [200] * 8


def test_an_upload_byte_by_byte_does_not_hold_up_others():
    with Emulator() as server:
        connection, rest = slow_upload(server, "drip.bin", b"x" * 2000)
        with connection:
            for byte in rest[:100]:
                connection.sendall(bytes([byte]))
                put(server, "quick.txt", b"quick")
            assert finish(connection, rest[100:]).status == 200
        assert delivered(server, "drip.bin") == b"x" * 2000


# Comings and goings -----------------------------------------------------------------------------

CHURN_SECONDS = 3


class Churn:
    """Clients that upload, deliver and delete one content at the same time, soon another."""

    def __init__(self, server):
        self.server = server
        self.deadline = time.monotonic() + CHURN_SECONDS
        self.faults = []
        threads = [threading.Thread(target=self.work, args=(random.Random(number),))
                   for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def work(self, chance):
        client = self.server.client()
        while time.monotonic() < self.deadline:
            content = b"shared content %d" % (time.monotonic() * 100)
            answer = client.upload(content, fileName="%d.txt" % chance.randrange(3),
                                   useUniqueFileName=chance.random() < 0.5)
            self.check(answer, answer.status == 200)
            if answer.status != 200:
                continue
            facts = answer.json()
            answer = client.fetch(facts["url"])
            self.check(answer, answer.status == 404 or
                       answer.status == 200 and answer.body.startswith(b"shared content "))
            answer = client.delete("/v1/files/" + facts["fileId"])
            self.check(answer, answer.status in (204, 404))

    def check(self, answer, right):
        if not right:
            self.faults.append(answer)


def blobs_and_names(data):
    """The blobs that lie in the folder, and those that versions name."""
    stored = {name for _, _, names in os.walk(os.path.join(data, "blobs")) for name in names}
    with contextlib.closing(sqlite3.connect(os.path.join(data, "imagekit.db"))) as db:
        return stored, {row[0] for row in db.execute("SELECT blob FROM file_version")}


def test_contents_that_come_and_go_leave_no_blob_behind_and_none_out():
    with folder() as data, Emulator(data=data) as server:
        churn = Churn(server)
        assert not churn.faults, (len(churn.faults), churn.faults[0])
        for item in server.client().files():
            server.client().delete("/v1/files/" + item["fileId"]).expect(204)
        put(server, "kept.txt", b"shared content")
        deadline = time.monotonic() + 20 * SLOWNESS
        while time.monotonic() < deadline:
            stored, named = blobs_and_names(data)
            if stored == named:
                break
            time.sleep(0.05)
        assert stored == named, "%d blobs lie there, %d are named" % (len(stored), len(named))
        assert len(named) == 1
        assert delivered(server, "kept.txt") == b"shared content"


# Full disks -------------------------------------------------------------------------------------

def check_refusal(answer):
    assert 500 <= answer.status < 600, repr(answer)
    assert answer.json()["message"], repr(answer)


def check_stored(server, stored):
    for name, (facts, content) in stored.items():
        assert delivered(server, name) == content, name
        server.client().details(facts["fileId"]).expect(200)


def fill_up(server, stored, size=100000):
    """Uploads until one is refused."""
    for number in range(60):
        name, content = "disk-%d.bin" % number, os.urandom(size)
        answer = server.client().upload(content, fileName=name, useUniqueFileName=False)
        if answer.status != 200:
            check_refusal(answer)
            return
        stored[name] = answer.json(), content
    raise AssertionError("the disk is never full")


def test_a_full_disk_refuses_uploads_and_loses_nothing():
    with small_disk() as data:
        stored = {}
        server = Emulator(data=data).start()
        try:
            fill_up(server, stored)
            say("%d uploads of 100 kB fitted in" % len(stored))
            assert len(stored) >= 3, "hardly anything fitted in"
            assert server.alive()
            check_stored(server, stored)
            assert names_of(server) == set(stored)
            subprocess.run(["mount", "-o", "remount,size=16m", data], check=True)
            stored["later.bin"] = put(server, "later.bin", b"room again"), b"room again"
        finally:
            end(server)
        with Emulator(data=data) as again:
            check_stored(again, stored)
            assert names_of(again) == set(stored)
        assert leftovers(data) == []


def test_files_that_may_not_grow_refuse_uploads_and_lose_nothing():
    with folder() as data:
        program = write(data, "run", (
            "#!/bin/sh\ntrap '' XFSZ\nexec '%s' \"$@\"\n" % emulator.EMULATOR_BIN).encode())
        os.chmod(program, 0o700)
        stored = {}
        with other_program(program):
            server = Emulator(data=os.path.join(data, "library")).start()
        try:
            for number in range(3):
                name, content = "before-%d.bin" % number, os.urandom(50000)
                stored[name] = put(server, name, content), content
            limit_file_size(server.pid, 60000)
            answer = server.client().upload(os.urandom(300000), fileName="big.bin",
                                            useUniqueFileName=False)
            check_refusal(answer)
            check_stored(server, stored)
            limit_file_size(server.pid, resource.RLIM_INFINITY)
            content = os.urandom(300000)
            stored["after.bin"] = put(server, "after.bin", content), content
            assert names_of(server) == set(stored)
        finally:
            end(server)
        with Emulator(data=os.path.join(data, "library")) as again:
            check_stored(again, stored)
            assert names_of(again) == set(stored)
        assert leftovers(os.path.join(data, "library")) == []


@contextlib.contextmanager
def other_program(path):
    own, emulator.EMULATOR_BIN = emulator.EMULATOR_BIN, path
    try:
        yield
    finally:
        emulator.EMULATOR_BIN = own


def limit_file_size(pid, size):
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


if __name__ == "__main__":
    main(globals())
