"""Stop and restart: signals, uploads in flight, what stays on disk and what does not."""

import hashlib
import hmac
import os
import signal
import socket
import threading
import time
import uuid

import emulator
from emulator import PRIVATE_KEY, PUBLIC_KEY, SLOWNESS, Emulator, run_to_end
from lifetime import (STOP_BOUND, crowd, delivered, end, finish, folder, leftovers, names_of, put,
                      say, slow_upload)
from tap import each, main


# Stops ------------------------------------------------------------------------------------------

@each([("SIGTERM", signal.SIGTERM), ("SIGINT", signal.SIGINT)])
def test_an_idle_server_stops_with_0_on(signum):
    server = Emulator().start()
    put(server, "a.txt", b"a")
    start = time.monotonic()
    code = server.stop(signum)
    took = time.monotonic() - start
    say("stopped after %.0f ms" % (took * 1000))
    assert code == 0, code
    assert took < STOP_BOUND, took


def test_idle_connections_do_not_hold_up_the_stop():
    server = Emulator().start()
    with crowd(server, 10):
        say("stopped after %.0f ms" % (end(server) * 1000))


def test_an_upload_in_flight_is_completed_or_refused_at_the_stop():
    with folder() as data:
        server = Emulator(data=data).start()
        content = os.urandom(200000)
        connection, rest = slow_upload(server, "flight.bin", content)
        with connection:
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.1)
            answer = finish(connection, rest)
            end(server, signalled=True)
        say("the upload %s" % ("was closed" if answer is None else "got %d" % answer.status))
        with Emulator(data=data) as again:
            if answer is not None and answer.status == 200:
                assert delivered(again, "flight.bin") == content
            else:
                assert answer is None or answer.status == 503, repr(answer)
                assert names_of(again) == set()
        assert leftovers(data) == []


def test_an_upload_that_never_ends_does_not_hold_up_the_stop_for_ever():
    server = Emulator().start()
    connection, _ = slow_upload(server, "stalled.bin", os.urandom(200000))
    with connection:
        say("stopped after %.1f s" % end(server, bound=25 * SLOWNESS))


def test_a_second_sigterm_ends_the_server_at_once():
    server = Emulator().start()
    connection, _ = slow_upload(server, "stalled.bin", os.urandom(200000))
    with connection:
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        start = time.monotonic()
        code = server.stop()
        took = time.monotonic() - start
        say("exit status %d after %.0f ms" % (code, took * 1000))
        assert took < STOP_BOUND, took
        assert code in (0, 1, -signal.SIGTERM, 128 + signal.SIGTERM), code


def test_what_was_answered_before_the_stop_is_there_and_nothing_else():
    with folder() as data:
        server = Emulator(data=data).start()
        stored, other = upload_until_refused(server)
        with Emulator(data=data) as again:
            assert names_of(again) == set(stored), (
                sorted(names_of(again) ^ set(stored)), other)
            for name, content in stored.items():
                assert delivered(again, name) == content
        say("%d stored, then %s" % (len(stored), other))


def upload_until_refused(server):
    """Six clients upload while the server gets a SIGTERM: what was answered 200, other endings."""
    stored, other, lock = {}, {}, threading.Lock()

    def work(number):
        for turn in range(1000):
            name = "stop-%d-%d.txt" % (number, turn)
            content = name.encode() * 50
            try:
                answer = server.client().upload(content, fileName=name, useUniqueFileName=False)
            except (ConnectionError, socket.timeout, emulator.http.client.HTTPException) as problem:
                with lock:
                    other[type(problem).__name__] = other.get(type(problem).__name__, 0) + 1
                return
            with lock:
                if answer.status == 200:
                    stored[name] = content
                else:
                    other[answer.status] = other.get(answer.status, 0) + 1
            if answer.status != 200:
                return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    end(server)
    for thread in threads:
        thread.join(60 * SLOWNESS)
    assert stored, "nothing was uploaded"
    statuses = {key for key in other if isinstance(key, int)}
    assert statuses <= {503}, other
    return stored, other


# The library in memory --------------------------------------------------------------------------

def test_a_library_in_memory_leaves_nothing_behind():
    with folder() as scratch:
        server = Emulator(env={"TMPDIR": scratch}).start()
        put(server, "a.txt", b"a" * 100000)
        say("%d entries in TMPDIR while it runs" % len(os.listdir(scratch)))
        end(server)
        assert os.listdir(scratch) == []


def test_a_refused_start_leaves_nothing_behind():
    with folder() as scratch, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        code, _, _ = run_to_end("--port", taken.getsockname()[1], env={"TMPDIR": scratch})
        assert code == 3
        assert os.listdir(scratch) == []


def test_the_remains_of_a_killed_server_are_cleared_by_the_next():
    with folder() as scratch:
        server = Emulator(env={"TMPDIR": scratch}).start()
        put(server, "a.txt", b"a" * 100000)
        server.kill()
        left = os.listdir(scratch)
        again = Emulator(env={"TMPDIR": scratch}).start()
        try:
            assert not set(left) & set(os.listdir(scratch)), left
            assert names_of(again) == set()
        finally:
            end(again)
        assert os.listdir(scratch) == []


def test_the_folder_of_a_running_server_is_not_cleared():
    with folder() as scratch, Emulator(env={"TMPDIR": scratch}) as first:
        put(first, "a.txt", b"mine")
        with Emulator(env={"TMPDIR": scratch}) as second:
            put(second, "a.txt", b"yours")
            assert delivered(first, "a.txt") == b"mine"
        assert delivered(first, "a.txt") == b"mine"
        put(first, "b.txt", b"more")


# The durable library ----------------------------------------------------------------------------

def token_fields(key=PRIVATE_KEY, expire=None):
    token = str(uuid.uuid4())
    expire = int(time.time()) + 600 if expire is None else expire
    digest = hmac.new(key.encode(), (token + str(expire)).encode(), hashlib.sha1).hexdigest()
    return {"publicKey": PUBLIC_KEY, "token": token, "expire": expire, "signature": digest}


def library_of(server, keys):
    """All that the API tells of the library of these keys."""
    found = {}
    for key in keys:
        client = server.client(key)
        items = client.files("type=all&limit=1000")
        found[key] = (items, [client.details(item["fileId"]).expect(200).json()
                              for item in items if item["type"] == "file"])
    return found


def test_a_restart_keeps_everything():
    other = "private_of_somebody_else"
    with folder() as data:
        options = ("--public-url", "http://library.example")
        with Emulator(*options, data=data) as server:
            put(server, "a.txt", b"first")
            old = put(server, "a.txt", b"second", tags="x,y")
            put(server, "b.bin", os.urandom(70000), folder="/deep/er", isPrivateFile=True)
            put(server, "draft.txt", b"draft", isPublished=False)
            server.client(other).upload(b"theirs", fileName="t.txt").expect(200)
            gone = put(server, "gone.txt", b"gone")
            server.client().delete("/v1/files/" + gone["fileId"]).expect(204)
            before = library_of(server, (PRIVATE_KEY, other))
        with Emulator(*options, data=data) as server:
            assert library_of(server, (PRIVATE_KEY, other)) == before
            assert delivered(server, "a.txt") == b"second"
            again = put(server, "a.txt", b"third")
            assert again["fileId"] == old["fileId"]
            assert again["versionInfo"]["name"] == "Version 3"


def test_a_token_is_single_use_across_a_restart():
    with folder() as data:
        fields = token_fields()
        with Emulator(data=data) as server:
            server.client(None).upload(b"once", fileName="t.txt", **fields).expect(200)
        with Emulator(data=data) as server:
            server.client(None).upload(b"twice", fileName="t.txt", **fields).error(400, (
                "The token with value '%s' has been used before. We suggest using V4 UUIDs, or "
                "another random string with enough entropy to avoid collisions."
                % fields["token"]))


def test_seeded_ids_do_not_come_again_after_a_restart():
    with folder() as data:
        seen = []
        for turn in range(3):
            with Emulator("--id-seed", "7", "--clock", "2026-01-02T03:04:05Z", data=data) as server:
                seen += [put(server, "%d-%d.txt" % (turn, n), b"x")["fileId"] for n in range(3)]
        assert len(set(seen)) == 9, seen


if __name__ == "__main__":
    main(globals())
