"""Faults on purpose: each kind seen from a bare socket, the scripts, what they tell of themselves, and
that one account's faults are no other's."""

import json
import re
import socket
import threading
import time

from emulator import UPLOAD, Emulator, basic, parse_answers
from form import Form
from tap import each, main

server = Emulator()
# How long a socket may say nothing before a test gives up on it.
PATIENCE = 30


set_up, tear_down = server.start, server.stop_cleanly


class Wire:
    """What came back on one connection, and how it ended: 'closed', 'reset' or 'open'."""

    def __init__(self, data, end):
        self.data = data
        self.end = end

    @property
    def head(self):
        return self.data.partition(b"\r\n\r\n")[0]

    @property
    def body(self):
        return self.data.partition(b"\r\n\r\n")[2]

    def header(self, name):
        found = re.search(rb"(?im)^%s: ([^\r]*)" % name.encode(), self.head)
        return found and found.group(1).decode()

    @property
    def status(self):
        return int(self.head.split(b" ")[1])


def wire(data, idle=PATIENCE):
    """Sends bytes on a fresh connection and reads until it ends or is silent for `idle` seconds."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=idle) as connection:
        try:
            connection.sendall(data)
            while True:
                piece = connection.recv(65536)
                if not piece:
                    return Wire(received, "closed")
                received += piece
        except (ConnectionResetError, BrokenPipeError):
            return Wire(received, "reset")
        except socket.timeout:
            return Wire(received, "open")


def get(client, path="/v1/files?type=all", more="", close=True, method="GET"):
    return ("%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n%s%s\r\n" % (
        method, path, server.host, basic(client.key), more,
        "Connection: close\r\n" if close else "")).encode()


def post(client, path, body):
    return ("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (
                path, server.host, basic(client.key), len(body))).encode() + body


def fresh(*faults):
    """A client of its own account, with a script if one is given."""
    client = server.fresh()
    client.get("/v1/files").expect(200)
    if faults:
        script(client, *faults)
    return client


def path_of(client):
    return "/faults" + ("?account=" + client.imagekit_id if client else "")


def script(client, *faults, method="PUT"):
    return server.control(method, path_of(client), {"faults": list(faults)}).expect(200).json()


def told(client):
    return server.control("GET", path_of(client)).expect(200).json()


def numbers(client):
    """matched and met of each instruction."""
    return [(fault["matched"], fault["met"]) for fault in told(client)["faults"]]


def list_status(client):
    return client.get("/v1/files").status


def make_folder(client, name):
    return client.send_json("POST", "/v1/folder",
                            {"folderName": name, "parentFolderPath": "/"})


# Statuses ---------------------------------------------------------------------------------------

def test_a_status_with_the_body_that_the_service_would_send():
    client = fresh({"status": 500})
    client.get("/v1/files").error(
        500, "We have experienced an internal error while processing your request.")
    client.get("/v1/files").expect(200)


def test_a_429_has_no_help_and_the_headers_that_were_asked_for():
    client = fresh({"status": 429, "retryAfterMs": 1500,
                    "rateLimit": {"limit": 20, "resetMs": 1500, "intervalMs": 1000}})
    answer = client.get("/v1/files")
    answer.error(429, "Too many requests. Please try again later.", help=False)
    got = {name: answer.header(name) for name in (
        "retry-after-ms", "retry-after", "X-RateLimit-Limit", "X-RateLimit-Reset",
        "X-RateLimit-Interval")}
    assert got == {"retry-after-ms": "1500", "retry-after": "2", "X-RateLimit-Limit": "20",
                   "X-RateLimit-Reset": "1500", "X-RateLimit-Interval": "1000"}, got


def test_a_body_of_ones_own_as_json():
    client = fresh({"status": 418, "body": {"message": "no", "deep": [1, None, "ü"]},
                    "headers": {"x-should-retry": "false"}})
    answer = client.get("/v1/files").expect(418)
    assert answer.json() == {"message": "no", "deep": [1, None, "ü"]}
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert answer.header("x-should-retry") == "false"


def test_a_body_of_ones_own_as_text():
    client = fresh({"status": 502, "body": "<h1>Bad Gateway</h1>",
                    "headers": {"content-type": "text/html"}})
    answer = client.get("/v1/files").expect(502)
    assert answer.text() == "<h1>Bad Gateway</h1>"
    assert answer.headers.get_all("content-type") == ["text/html"]


def test_a_status_stands_in_the_place_of_the_work():
    client = fresh({"match": {"operation": "folders.create"}, "status": 500})
    make_folder(client, "a").expect(500)
    assert client.files("type=all") == []
    make_folder(client, "a").expect(201, 200)


def test_the_connection_goes_on_after_a_status():
    client = fresh({"status": 503})
    answers = parse_answers(wire(get(client, close=False) + get(client)).data)
    assert [answer.status for answer in answers] == [503, 200], answers


# The wire ---------------------------------------------------------------------------------------

def test_a_reset_comes_before_any_byte():
    got = wire(get(fresh({"reset": True})))
    assert (got.data, got.end) == (b"", "reset"), (got.data, got.end)


@each([("one", 1), ("within the head", 40), ("none", 0)])
def test_a_reset_after_bytes(count):
    got = wire(get(fresh({"resetAfterBytes": count})))
    assert (len(got.data), got.end) == (count, "reset"), (got.data, got.end)
    assert b"HTTP/1.1 200 OK".startswith(got.data[:15])


def test_a_reset_after_bytes_lets_the_work_be_done():
    client = fresh({"match": {"operation": "folders.create"}, "resetAfterBytes": 12})
    body = json.dumps({"folderName": "made", "parentFolderPath": "/"}).encode()
    got = wire(post(client, "/v1/folder", body))
    assert (len(got.data), got.end) == (12, "reset"), (got.data, got.end)
    assert [item["name"] for item in client.files("type=all")] == ["made"]


def test_an_empty_answer_is_a_close_without_a_byte():
    got = wire(get(fresh({"emptyAnswer": True})))
    assert (got.data, got.end) == (b"", "closed"), (got.data, got.end)


@each([("none", 0), ("three", 3), ("more than there are", 1000000)])
def test_a_truncated_body_is_announced_whole(count):
    client = fresh()
    make_folder(client, "a")
    whole = wire(get(client)).body
    script(client, {"truncateAfterBytes": count})
    got = wire(get(client))
    wanted = min(count, len(whole) - 1)
    assert got.end == "closed"
    assert int(got.header("Content-Length")) == len(whole)
    assert got.body == whole[:wanted], (got.body, whole)


@each([("too small", 1), ("too large", 5000)])
def test_a_wrong_length(count):
    client = fresh()
    make_folder(client, "a")
    whole = wire(get(client)).body
    script(client, {"wrongLength": count})
    got = wire(get(client))
    assert got.header("Content-Length") == str(count)
    assert (got.body, got.end) == (whole, "closed")


def test_a_stall_sends_the_head_and_no_body_and_ends():
    got = wire(get(fresh({"stall": {"maxMs": 300}})))
    assert got.status == 200 and int(got.header("Content-Length")) > 0
    assert (got.body, got.end) == (b"", "reset"), (got.body, got.end)


def test_a_stall_of_an_answer_without_a_body_keeps_the_head_open():
    client = fresh({"stall": {"maxMs": 300}})
    got = wire(get(client, method="HEAD"))
    assert got.data.startswith(b"HTTP/1.1 200 ") and b"\r\n\r\n" not in got.data, got.data
    assert got.end == "reset"


def test_a_drip_comes_in_pieces_and_whole():
    client = fresh()
    make_folder(client, "a")
    whole = wire(get(client)).body
    script(client, {"drip": {"bytesPerSecond": len(whole) * 3}})
    pieces = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(get(client))
        while True:
            piece = connection.recv(65536)
            if not piece:
                break
            pieces.append(piece)
    assert b"".join(pieces).partition(b"\r\n\r\n")[2] == whole
    assert len(pieces) > 2, pieces


def test_a_drip_leaves_the_connection_usable():
    client = fresh({"drip": {"bytesPerSecond": 1000000}})
    answers = parse_answers(wire(get(client, close=False) + get(client)).data)
    assert [answer.status for answer in answers] == [200, 200], answers


def test_invalid_json_has_a_right_frame():
    client = fresh()
    make_folder(client, "a")
    script(client, {"invalidJson": True})
    answer = client.get("/v1/files?type=all").expect(200)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert len(answer.body) == int(answer.header("content-length")) > 0
    try:
        json.loads(answer.text())
    except ValueError:
        return
    raise AssertionError("valid: %r" % answer.body)


def test_a_wrong_content_type_changes_nothing_else():
    client = fresh()
    right = client.get("/v1/files").expect(200)
    script(client, {"contentType": "text/html"})
    wrong = client.get("/v1/files").expect(200)
    assert wrong.headers.get_all("content-type") == ["text/html"]
    assert wrong.body == right.body


def upload_bytes(client, size):
    form = Form()
    form.text("fileName", "big.bin")
    form.binary("file", b"x" * size)
    body, kind = form.encode()
    head = ("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nContent-Type: %s\r\n"
            "Content-Length: %d\r\n\r\n" % (
                UPLOAD, server.host, basic(client.key), kind, len(body))).encode()
    return head + body


def test_reading_stops_and_the_connection_is_reset():
    client = fresh({"match": {"operation": "files.upload"}, "stopReadingAfterBytes": 1000})
    got = wire(upload_bytes(client, 8 << 20))
    assert (got.data, got.end) == (b"", "reset"), (got.data[:100], got.end)
    assert client.files() == []
    assert numbers(client) == [(1, 1)]


def test_reading_stops_and_nothing_follows():
    client = fresh({"match": {"operation": "files.upload"}, "stopReadingAfterBytes": 1000,
                    "then": "stall"})
    got = wire(upload_bytes(client, 1000), idle=1)
    assert (got.data, got.end) == (b"", "open"), (got.data[:100], got.end)


def test_a_delay_comes_before_the_real_answer():
    client = fresh({"delay": {"ms": 300}})
    started = time.monotonic()
    client.get("/v1/files").expect(200)
    # Only the lower bound holds on any machine.
    assert time.monotonic() - started >= 0.3
    assert numbers(client) == [(1, 1)]


def test_a_delay_goes_with_another_fault():
    client = fresh({"delay": {"minMs": 200, "maxMs": 250, "seed": 3}, "status": 500})
    started = time.monotonic()
    client.get("/v1/files").expect(500)
    assert time.monotonic() - started >= 0.2


# Delivery ---------------------------------------------------------------------------------------

def test_delivery_fails_for_its_account_alone():
    client, other = fresh(), fresh()
    for one in (client, other):
        one.upload(b"content of a file", fileName="a.txt", useUniqueFileName=False).expect(200)
    script(client, {"match": {"operation": "delivery"}, "status": 503},
           {"match": {"path": "/%s/a.*" % client.imagekit_id}, "truncateAfterBytes": 7})
    mine, theirs = ("/%s/a.txt" % one.imagekit_id for one in (client, other))
    nobody = server.client(None)
    nobody.get(theirs).expect(200)
    answer = nobody.get(mine).expect(503)
    assert answer.text() == "Service Unavailable"
    nobody.get(theirs).expect(200)
    got = wire(get(client, mine))
    assert got.header("Content-Length") == "17" and got.body == b"content", got.data
    assert nobody.get(mine).expect(200).body == b"content of a file"
    assert told(client)["completed"] is True


# Scripts ----------------------------------------------------------------------------------------

def test_a_script_is_met_in_its_order():
    client = fresh({"status": 429}, {"status": 500, "times": 2}, {"status": 503, "after": 1})
    # The fourth is the first match of the last instruction, which lets one go by.
    assert [list_status(client) for _ in range(6)] == [429, 500, 500, 200, 503, 200]
    assert numbers(client) == [(1, 1), (2, 2), (2, 1)]


def test_times_0_is_for_ever():
    client = fresh({"status": 500, "times": 0})
    assert [list_status(client) for _ in range(5)] == [500] * 5
    state = told(client)
    assert state["completed"] is True and "completed" not in state["faults"][0], state


@each([
    ("operation", {"operation": "assets.list"}, True),
    ("another operation", {"operation": "files.get"}, False),
    ("operations by a star", {"operation": "assets.*"}, True),
    ("method", {"method": "GET"}, True),
    ("another method", {"method": "POST"}, False),
    ("path", {"path": "/v1/files"}, True),
    ("path by a star", {"path": "/v1/*"}, True),
    ("another path", {"path": "/v1/folder*"}, False),
    ("all of them", {"operation": "assets.list", "method": "GET", "path": "*files"}, True),
    ("nothing", {}, True),
])
def test_matching_by(match, hit):
    client = fresh({"match": match, "status": 500})
    assert list_status(client) == (500 if hit else 200)
    assert numbers(client) == [(1, 1) if hit else (0, 0)]


def test_the_account_of_faults_names_the_requests():
    client = fresh({"status": 429, "times": 2}, {"reset": True, "times": 1})
    first = client.get("/v1/files", **{"X-Stainless-Retry-Count": "0"}).expect(429)
    state = told(client)
    assert state["completed"] is False and state["faults"][0]["completed"] is False
    second = client.get("/v1/files", **{"X-Stainless-Retry-Count": "1"}).expect(429)
    assert wire(get(client)).end == "reset"
    state = told(client)
    assert state["completed"] is True, state
    assert [fault["completed"] for fault in state["faults"]] == [True, True]
    assert state["faults"][0]["requests"] == [
        {"request": first.header("x-ik-requestid"), "match": 1, "attempt": 0},
        {"request": second.header("x-ik-requestid"), "match": 2, "attempt": 1}]
    assert first.header("x-emulator-fault") == str(state["faults"][0]["id"])
    assert len(state["faults"][1]["requests"]) == 1
    assert state["faults"][0]["instruction"] == {"status": 429, "times": 2}


def test_put_replaces_post_appends_delete_clears():
    client = fresh({"status": 500, "times": 0})
    assert list_status(client) == 500
    script(client, {"status": 502})
    script(client, {"status": 503}, method="POST")
    assert [list_status(client) for _ in range(3)] == [502, 503, 200]
    script(client, {"status": 500})
    server.control("DELETE", path_of(client)).expect(204)
    assert told(client) == {"completed": True, "faults": []}
    assert list_status(client) == 200


def test_what_is_told_can_be_put_again():
    faults = [{"match": {"path": "/v1/*"}, "status": 418, "body": {"a": [1.5, "é"]}},
              {"chaos": {"rate": 0.25, "seed": 7}, "stall": {"maxMs": 10}}]
    client, other = fresh(*faults), fresh()
    given = [fault["instruction"] for fault in told(client)["faults"]]
    assert given == faults, given
    script(other, *given)
    assert [fault["instruction"] for fault in told(other)["faults"]] == faults


# Chaos ------------------------------------------------------------------------------------------

def chaos(seed, rate=0.2, count=300):
    client = fresh({"chaos": {"rate": rate, "seed": seed}, "status": 500})
    failed = [number for number in range(count) if list_status(client) == 500]
    assert numbers(client) == [(count, len(failed))]
    return failed


def test_chaos_fails_at_the_same_requests_again():
    first = chaos(7)
    assert chaos(7) == first
    assert chaos(8) != first
    assert 30 <= len(first) <= 90, len(first)


@each([("never", 0, []), ("always", 1, list(range(20)))])
def test_chaos_at_the_rate_of(rate, wanted):
    assert chaos(1, rate, 20) == wanted


# Accounts and reset -----------------------------------------------------------------------------

def test_parallel_accounts_meet_their_own_faults_alone():
    clients = [fresh() for _ in range(40)]
    for number, client in enumerate(clients):
        script(client, {"status": 500 + number % 10, "after": number % 3, "times": 2})
    seen = [None] * len(clients)

    def work(first):
        for number in range(first, len(clients), 8):
            seen[number] = [list_status(clients[number]) for _ in range(6)]

    threads = [threading.Thread(target=work, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, client in enumerate(clients):
        fault = 500 + number % 10
        wanted = [200] * (number % 3) + [fault] * 2
        assert seen[number] == wanted + [200] * (6 - len(wanted)), (number, seen[number])
        assert told(client)["completed"] is True


def test_a_script_without_an_account_holds_for_all():
    one, other = fresh(), fresh({"status": 502})
    try:
        script(None, {"status": 503, "times": 2})
        # An account's own instructions come first.
        assert [list_status(other), list_status(one), list_status(other)] == [502, 503, 503]
        assert [list_status(one), list_status(other)] == [200, 200]
        assert numbers(None) == [(2, 2)]
    finally:
        server.control("DELETE", "/faults").expect(204)


def test_resetting_an_account_forgets_its_script_alone():
    one, other = (fresh({"status": 500, "times": 0}) for _ in range(2))
    server.control("POST", "/reset?account=" + one.imagekit_id).expect(204)
    assert [list_status(one), list_status(other)] == [200, 500]


def test_reset_forgets_all_scripts():
    one = fresh({"status": 500, "times": 0})
    script(None, {"status": 503, "times": 0})
    server.reset()
    assert list_status(one) == 200
    assert told(None)["faults"] == []


def test_the_control_plane_meets_no_faults():
    try:
        script(None, {"status": 500, "times": 0})
        server.control("GET", "/livez").expect(200)
        server.client(None).get("/_emulator/livez", Prefer="code=500").expect(200)
        assert numbers(None) == [(0, 0)]
    finally:
        server.control("DELETE", "/faults").expect(204)


# For one request --------------------------------------------------------------------------------

@each([
    ("a code", "code=429", 429),
    ("a code among others", "return=minimal, code=503 ", 503),
    ("a quoted code", 'code="500"', 500),
    ("none", "return=minimal", 200),
    ("a code that is none", "code=42", 200),
    ("an unknown fault", "fault=nonsense", 200),
    ("a delay", "delay=1", 200),
])
def test_prefer(wish, status):
    fresh().get("/v1/files", Prefer=wish).expect(status)


def test_prefer_comes_before_the_script_and_is_not_counted():
    client = fresh({"status": 500})
    answer = client.get("/v1/files", Prefer="code=429").expect(429)
    assert answer.header("x-emulator-fault") == "prefer"
    assert numbers(client) == [(0, 0)]


@each([
    ("reset", "reset", b"", "reset"),
    ("empty", "empty", b"", "closed"),
    ("reset after bytes", "reset-after-bytes", b"HTTP/1.1 2", "reset"),
])
def test_prefer_a_fault_of_the_wire(fault, data, end):
    got = wire(get(fresh(), more="Prefer: fault=%s\r\n" % fault))
    assert (got.data, got.end) == (data, end), (got.data, got.end)


@each([("429", "__emulator_429.jpg", 429), ("500", "__emulator_500", 500),
       ("no fault", "__emulator_.jpg", 200), ("an unknown word", "__emulator_x.jpg", 200)])
def test_a_reserved_file_name(name, status):
    client = fresh()
    client.upload(b"bytes", fileName=name).expect(status)
    assert len(client.files()) == (1 if status == 200 else 0)


def test_a_reserved_file_name_resets():
    client = fresh()
    form = Form()
    form.text("fileName", "__emulator_reset.jpg")
    form.binary("file", b"bytes")
    body, kind = form.encode()
    data = post(client, UPLOAD, body).replace(b"application/json", kind.encode())
    got = wire(data)
    assert (got.data, got.end) == (b"", "reset"), (got.data, got.end)
    assert client.files() == []


# Refused instructions ---------------------------------------------------------------------------

@each([
    ("no action", {}, "faults[0]: it says nothing that goes wrong"),
    ("two actions", {"status": 500, "reset": True}, "faults[0]: status and reset cannot both"),
    ("an unknown member", {"statuss": 500}, "faults[0]: statuss is not known"),
    ("a status out of range", {"status": 99}, "faults[0]: status must be a whole number"),
    ("an unknown operation", {"match": {"operation": "files.uplod"}, "status": 500},
     "faults[0].match: no operation is called 'files.uplod'; the nearest is files.upload"),
    ("an unknown match", {"match": {"paths": "/"}, "status": 500},
     "faults[0].match: paths is not known"),
    ("a rate above 1", {"chaos": {"rate": 1.5}, "status": 500},
     "faults[0].chaos: rate must be a number from 0 to 1"),
    ("half a range", {"delay": {"minMs": 5}}, "faults[0].delay: give either ms, or minMs"),
    ("a range upside down", {"delay": {"minMs": 5, "maxMs": 4}}, "faults[0].delay: minMs must"),
    ("a delay without end", {"delay": {"ms": 3600000}}, "faults[0].delay: ms must be"),
    ("a body without a status", {"reset": True, "body": "a"}, "faults[0].body: it goes with"),
    ("an ending without its fault", {"reset": True, "then": "stall"},
     "faults[0].then: it goes with stopReadingAfterBytes"),
    ("a header of the frame", {"status": 500, "headers": {"Content-Length": "1"}},
     "faults[0].headers: 'Content-Length' is not a header that can be set"),
    ("a header that is none", {"status": 500, "headers": {"a b": "1"}}, "faults[0].headers:"),
    ("a false", {"reset": False}, "faults[0].reset: it must be true"),
    ("no object", 5, "faults[0]: a JSON object is expected"),
])
def test_refused(fault, message):
    client = fresh({"status": 500})
    answer = server.control("PUT", path_of(client), {"faults": [fault]}).expect(400)
    assert answer.json()["message"].startswith(message), answer
    assert list_status(client) == 500, "the script that was there is gone"


def test_an_unknown_account_is_a_404():
    server.control("PUT", "/faults?account=nobody", {"faults": []}).expect(404)


def test_too_many_instructions_are_refused():
    client = fresh()
    script(client, *[{"status": 500}] * 1000)
    answer = server.control("POST", path_of(client), {"faults": [{"status": 500}]}).expect(400)
    assert "1000" in answer.json()["message"], answer
    assert len(told(client)["faults"]) == 1000


# The end of the server --------------------------------------------------------------------------

@each([
    ("a delay", {"delay": {"ms": 60000}}),
    ("a stall", {"stall": {"maxMs": 60000}}),
    ("a drip", {"drip": {"bytesPerSecond": 1}}),
    ("silence", {"stopReadingAfterBytes": 0, "then": "stall"}),
])
def test_the_server_stops_in_the_midst_of(fault):
    with Emulator() as ending:
        client = ending.client()
        client.get("/v1/files").expect(200)
        ending.control("PUT", "/faults?account=demo", {"faults": [fault]}).expect(200)
        with socket.create_connection(("127.0.0.1", ending.port), timeout=PATIENCE) as connection:
            connection.sendall(("GET /v1/files HTTP/1.1\r\nHost: a\r\nAuthorization: %s\r\n\r\n"
                                % basic(client.key)).encode())
            deadline = time.monotonic() + PATIENCE
            while not ending.control("GET", "/faults?account=demo").json()["completed"]:
                assert time.monotonic() < deadline, "the fault was not met"
            # A stop that had to cut requests off is a failure, and says so in its status.
            ending.stop_cleanly()
    assert not ending.alive()


if __name__ == "__main__":
    main(globals())
