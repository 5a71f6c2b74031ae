"""--stateless: every answer is what it would be without, and nothing of what a request did stays.

The library is filled by an ordinary server. Each call of the table is answered once by an ordinary
server on a copy of its own; those answers are what the stateless server must give, in any order,
many at once, while every row and every blob stays as it was.
"""
# ctest: timeout 600

import concurrent.futures
import os
import random
import shutil
import tempfile
import threading
import time

from emulator import PRIVATE_KEY, SLOWNESS, UPLOAD, Emulator, basic, exchange
from form import Form
from library_calls import START, wait_for
from origin import Origin
from stateless_calls import (CALLS, HOST, blobs_of, differences, prepare, rows_of, shown, signed)
from tap import each, main

CLIENTS = 16
ROUNDS = 4

OPTIONS = ["--clock", START, "--public-url", HOST]
folder = tempfile.TemporaryDirectory(prefix="emulator-stateless-")
data = os.path.join(folder.name, "library")
server = Emulator("--stateless", *OPTIONS, data=data)
made, right = {}, {}  # ids; label: what an ordinary server answers
before = {}


def set_up():
    with Emulator(*OPTIONS, data=data) as ordinary:
        made.update(prepare(ordinary))
    for number, (label, _, _, send) in enumerate(CALLS):
        copy = os.path.join(folder.name, "copy %d" % number)
        shutil.copytree(data, copy)
        with Emulator(*OPTIONS, data=copy) as ordinary:
            right[label] = shown(send(ordinary.client(), made), made)
        before[label] = differences(rows_of(data), rows_of(copy))
        shutil.rmtree(copy)
    server.start()
    before["rows"], before["blobs"] = rows_of(data), blobs_of(data)


def tear_down():
    code = server.stop()
    folder.cleanup()
    assert code == 0, "exit status %s\n%s" % (code, server.last_log)


def check_untouched():
    changed = differences(before["rows"], rows_of(data))
    assert not changed, "\n".join(changed)
    # The bytes of an upload go when its answer is out.
    wait_for(lambda: blobs_of(data) == before["blobs"], "the blobs are those of the start")


def check(label, send):
    """A server under a sanitizer may be too slow for as many pictures as 16 clients send."""
    answer = send(server.client(), made)
    for _ in range(50):
        if answer.status != 503 or b"helpers are busy" not in answer.body:
            break
        time.sleep(0.1)
        answer = send(server.client(), made)
    got = shown(answer, made)
    assert got == right[label], "%s\nwithout: %r\nwith:    %r" % (label, right[label], got)


# What stays -------------------------------------------------------------------------------------

def test_the_table_has_every_route_that_there_is():
    coverage = server.control("GET", "/info").expect(200).json()["coverage"]
    there = {(row["method"], row["path"]) for row in coverage if row["status"] != "missing"}
    named = {(method, pattern) for _, method, pattern, _ in CALLS}
    assert there == named, "missing %s, too many %s" % (there - named, named - there)


def test_the_calls_that_write_do_write_elsewhere():
    writing = [label for label, method, _, _ in CALLS
               if method != "GET" and right[label][0] < 300]
    silent = [label for label in writing if not before[label]]
    # Files have no AI tags, so there are none to take away.
    assert silent == ["fewer AI tags for several"], silent
    assert len(writing) > 30, len(writing)


@each([(row[0],) + row for row in CALLS])
def test_one_call(label, method, pattern, send):
    check(label, send)
    check_untouched()
    check(label, send)
    check_untouched()


@each([("order %d" % seed, seed) for seed in range(ROUNDS)])
def test_in_any_order(seed):
    rows = list(CALLS) * 2
    random.Random(seed).shuffle(rows)
    for label, _, _, send in rows:
        check(label, send)
    check_untouched()


class Watch:
    """Looks at the rows all the time that others work."""

    def __enter__(self):
        self.looks, self.changed, self.ended = 0, [], False
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()
        return self

    def look(self):
        while not self.ended and not self.changed:
            self.changed = differences(before["rows"], rows_of(data))
            self.looks += 1
            time.sleep(0.02)

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()


def test_sixteen_clients_at_once():
    def work(number):
        rows = list(CALLS) * ROUNDS
        random.Random(number).shuffle(rows)
        for label, _, _, send in rows:
            check(label, send)

    with Watch() as watch, concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(work, number) for number in range(CLIENTS)]:
            done.result()
    assert not watch.changed and watch.looks > 3, (watch.looks, watch.changed)
    check_untouched()


def test_readers_see_the_start_alone():
    """While files and folders come and go in others' requests."""
    stop = threading.Event()
    want = right["list"]

    def write(number):
        sends = [send for label, method, _, send in CALLS if method != "GET"]
        chance = random.Random(number)
        while not stop.is_set():
            chance.choice(sends)(server.client(), made)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, number) for number in range(4)]
        try:
            send = next(row[3] for row in CALLS if row[0] == "list")
            for _ in range(150):
                assert shown(send(server.client(), made), made) == want
        finally:
            stop.set()
        for writer in writers:
            writer.result()
    check_untouched()


def test_the_same_again_after_a_restart():
    server.stop_cleanly()
    assert differences(before["rows"], rows_of(data)) == []
    assert blobs_of(data) == before["blobs"]
    server.start()
    check_untouched()


# What is no state ---------------------------------------------------------------------------------

def test_accounts_made_on_first_sight_stay():
    api = server.client("private_seen_first")
    assert api.files() == []
    rows = rows_of(data)
    assert len(rows["account"]) == len(before["rows"]["account"]) + 1
    assert len(rows["folder"]) == len(before["rows"]["folder"]) + 1
    api.upload(b"x", fileName="x.txt").expect(200)
    uploaded = server.client("private_seen_by_an_upload").upload(b"x", fileName="x.txt").expect(200)
    assert uploaded.json()["filePath"].startswith("/x"), uploaded
    assert api.files() == []
    assert len(rows_of(data)["account"]) == len(before["rows"]["account"]) + 2
    server.reset()
    assert differences(before["rows"], rows_of(data)) != [], "without a seed a reset empties all"
    restore_library()


def restore_library():
    """The library as set_up left it."""
    server.stop_cleanly()
    shutil.rmtree(data)
    with Emulator(*OPTIONS, data=data) as ordinary:
        made.clear()
        made.update(prepare(ordinary))
    server.start()
    before["rows"], before["blobs"] = rows_of(data), blobs_of(data)


def test_a_public_key_is_not_learnt():
    key = "private_with_a_new_public_key"
    server.client(key).files()
    before["rows"] = rows_of(data)
    for public in ("public_first", "public_second"):
        fields = signed("token of " + public, key, public)
        server.client(None).upload(b"x", fileName="x.txt", **fields).expect(200)
        check_untouched()


def test_the_journal_records():
    server.control("DELETE", "/journal").expect(200)
    answer = server.client().upload(b"x", fileName="x.txt").expect(200)
    journal = server.control("GET", "/journal").expect(200).json()
    assert len(journal["entries"]) == 1 and answer.header("x-request-id") in str(journal), journal


def test_faults_are_met_and_counted():
    server.control("PUT", "/faults", {"faults": [
        {"match": {"operation": "files.delete"}, "status": 503, "times": 1}]}).expect(200)
    path = "/v1/files/" + made["one"]
    server.client().delete(path).expect(503)
    server.client().delete(path).expect(204)
    server.client().delete(path).expect(204)
    assert server.control("GET", "/faults").expect(200).json()["completed"] is True
    server.control("DELETE", "/faults").expect(204)


def test_rate_limits_count():
    server.control("PUT", "/rate-limits", {"groups": {"write": [{"limit": 2, "intervalMs": 1000}]}})
    path = "/v1/files/" + made["one"]
    assert [server.client().delete(path).status for _ in range(3)] == [204, 204, 429]
    server.control("DELETE", "/rate-limits").expect(204)
    server.client().delete(path).expect(204)


def test_the_clock_moves_for_good():
    server.clock("2027-03-04T05:06:07.000Z")
    try:
        answer = server.client().upload(b"x", fileName="x.txt").expect(200).json()
        details = server.client().details(answer["fileId"])
        details.expect(404)
        assert answer["fileId"].startswith("%x" % 1804136767), answer
        server.advance(seconds=1)
        answer = server.client().upload(b"x", fileName="x.txt").expect(200).json()
        assert answer["fileId"].startswith("%x" % 1804136768), answer
    finally:
        server.clock(START)
    check_untouched()


def test_the_settings_say_so():
    settings = server.control("GET", "/info").expect(200).json()["settings"]
    assert settings["stateless"] == "true", settings
    with Emulator() as ordinary:
        assert ordinary.control("GET", "/info").json()["settings"]["stateless"] == "false"


# Nobody waits for the slow ------------------------------------------------------------------------

def quick_upload():
    began = time.monotonic()
    server.client().upload(b"quick", fileName="quick.txt").expect(200)
    return time.monotonic() - began


def test_a_slow_request_holds_nobody_up():
    body, kind = Form().text("fileName", "slow.txt").binary("file", b"s" * 1000).encode()
    head = ("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: %s\r\n"
            "Content-Length: %d\r\nConnection: close\r\n\r\n" % (
                UPLOAD, basic(PRIVATE_KEY), kind, len(body))).encode()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        slow = pool.submit(exchange, server.port, [head + body[:-200], body[-200:]], pause=1.5)
        time.sleep(0.3)
        assert quick_upload() < 1
        assert b"200 OK" in slow.result().split(b"\r\n")[0]
    check_untouched()


def test_a_slow_answer_holds_nobody_up():
    """The fault drips the answer of an upload that has written."""
    server.control("PUT", "/faults", {"faults": [
        {"match": {"operation": "files.upload"}, "drip": {"bytesPerSecond": 300}}]}).expect(200)
    try:
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            slow = pool.submit(lambda: server.client().upload(b"slow", fileName="slow.txt"))
            time.sleep(0.4)
            began = time.monotonic()
            server.client().delete("/v1/files/" + made["one"]).expect(204)
            assert time.monotonic() - began < 1 * SLOWNESS
            assert not slow.done(), "the answer was not slow"
            slow.result().expect(200)
    finally:
        server.control("DELETE", "/faults").expect(204)
    check_untouched()


def test_a_slow_origin_holds_nobody_up():
    """The token of the upload is spent, in its request, before its bytes come."""
    asked = threading.Event()

    def dawdle(handler):
        asked.set()
        time.sleep(2)
        handler.send_response(200)
        handler.send_header("Content-Length", "4")
        handler.end_headers()
        handler.wfile.write(b"late")

    with Origin({"/late.txt": dawdle}) as origin, \
            concurrent.futures.ThreadPoolExecutor(1) as pool:
        slow = pool.submit(lambda: server.client(None).upload(
            origin.url + "/late.txt", fileName="late.txt", **signed("of the slow one")))
        assert asked.wait(10 * SLOWNESS)
        assert quick_upload() < 1
        assert not slow.done()
        slow.result().expect(200)
    check_untouched()


def test_resets_in_the_middle_of_it_all():
    """Whatever a request meets, it ends, and so does the reset."""
    def work(number):
        chance = random.Random(number)
        statuses = set()
        for _ in range(40):
            _, _, _, send = chance.choice(CALLS)
            statuses.add(send(server.client(), made).status)
        return statuses

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        works = [pool.submit(work, number) for number in range(8)]
        for _ in range(10):
            server.reset()
        statuses = set().union(*(done.result() for done in works))
    assert not [status for status in statuses if status >= 500 and status not in (501, 503)], statuses
    assert server.client().files("type=all") == []
    restore_library()
    check_untouched()


if __name__ == "__main__":
    main(globals())
