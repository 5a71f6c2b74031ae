"""The control plane: livez, readyz, info, reset, the clock and what depends on it, and who is
refused."""

import datetime
import hashlib
import hmac
import re
import shutil
import tempfile
import threading
import time
import uuid

from emulator import PRIVATE_KEY, PUBLIC_KEY, Emulator, exchange, parse_answers
from tap import each, main

OTHER = "private_of_another"
FROZEN = "2026-01-02T03:04:05.678Z"
FROZEN_MS = 1767323045678

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def api(key=PRIVATE_KEY):
    return server.client(key)


def put(name="a.txt", key=PRIVATE_KEY, **fields):
    return api(key).upload(b"content of " + name.encode(), fileName=name, useUniqueFileName=False,
                           **fields).expect(200).json()


def details(facts, key=PRIVATE_KEY):
    return api(key).details(facts["fileId"]).expect(200).json()


def account_of(key):
    """The imagekit_id of a key that was made on first sight."""
    return "acct" + hashlib.sha256(key.encode()).hexdigest()[:8]


def iso(ms):
    when = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (ms % 1000)


def clock_is(mode=None, account=None):
    path = "/clock" + ("?account=" + account if account else "")
    state = server.control("GET", path).expect(200).json()
    assert set(state) == {"mode", "now", "nowMs"}, state
    assert state["now"] == iso(state["nowMs"]), state
    assert mode is None or state["mode"] == mode, state
    return state


def back_to_real():
    server.reset()
    server.clock(mode="real")


def near_now(ms):
    return abs(ms - time.time() * 1000) < 60000


# Alive, ready, info -----------------------------------------------------------------------------

@each([("livez", "/livez"), ("readyz", "/readyz")])
def test_probes_answer_200_without_a_key(path):
    answer = server.control("GET", path).expect(200)
    assert answer.header("content-type").startswith("application/json")
    assert isinstance(answer.json(), dict)
    server.client(None).request("HEAD", "/_emulator" + path).expect(200)


def test_info_tells_version_and_settings():
    answer = server.control("GET", "/info").expect(200)
    info = answer.json()
    assert re.match(r"[0-9]+\.[0-9]+", info["version"]), info
    text = answer.text()
    for setting in ("signed-urls", "auth", "plan"):
        assert setting in text, "no word of %s" % setting


@each([
    ("an unknown call", "GET", "/nonsense", {404}),
    ("nothing", "GET", "/", {404}),
    ("a call of the wrong method", "GET", "/reset", {404, 405}),
    ("livez by POST", "POST", "/livez", {404, 405}),
    ("clock by DELETE", "DELETE", "/clock", {404, 405}),
])
def test_there_is_no(method, path, wanted):
    assert server.control(method, path).status in wanted


# Reset ------------------------------------------------------------------------------------------

def test_reset_empties_every_library():
    mine, theirs = put(), put(key=OTHER)
    server.control("POST", "/reset").expect(204)
    api().details(mine["fileId"]).expect(404)
    api(OTHER).details(theirs["fileId"]).expect(404)
    server.client(None).get("/demo/a.txt").expect(404)
    assert api().files("type=all") == [] and api(OTHER).files("type=all") == []


def test_reset_has_no_body():
    answer = server.control("POST", "/reset").expect(204)
    assert answer.body == b""


def test_after_a_reset_uploads_start_anew():
    put()
    assert put()["versionInfo"]["name"] == "Version 2"
    server.reset()
    assert put()["versionInfo"]["name"] == "Version 1"


def test_reset_of_one_account_leaves_the_others():
    put(folder="/deep/er")
    kept = put(key=OTHER)
    server.control("POST", "/reset?account=demo").expect(204)
    assert api().files("type=all") == []
    assert details(kept, OTHER)["name"] == "a.txt"
    server.control("POST", "/reset?account=" + account_of(OTHER)).expect(204)
    api(OTHER).details(kept["fileId"]).expect(404)


def test_reset_of_an_unknown_account_is_a_404():
    kept = put()
    server.control("POST", "/reset?account=nobody").expect(404)
    details(kept)


def test_reset_sets_the_clock_back():
    server.clock(FROZEN)
    server.reset()
    assert near_now(clock_is("real")["nowMs"])


def test_uploads_beside_resets_go_to_their_own_account():
    keys = ["private_beside_%d" % number for number in range(4)]
    refused, mixed, done = [], [], threading.Event()

    def work(key):
        while not done.is_set():
            answer = api(key).upload(b"by " + key.encode(), fileName=key + ".txt")
            if answer.status != 200:
                refused.append(answer)
            mixed.extend(item["name"] for item in api(key).files()
                         if not item["name"].startswith(key))

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for turn in range(40):
        account = "?account=" + account_of(keys[turn % 4]) if turn % 2 else ""
        status = server.control("POST", "/reset" + account).status
        assert status in (204, 404), status
    done.set()
    for thread in threads:
        thread.join()
    assert not refused, (len(refused), refused[0])
    assert not mixed, mixed[:3]
    server.reset()
    assert [api(key).files("type=all") for key in keys] == [[]] * 4


def test_reset_survives_a_restart():
    data = tempfile.mkdtemp(prefix="emulator-control-")
    try:
        with Emulator(data=data) as durable:
            durable.client().upload(b"a", fileName="a.txt").expect(200)
            durable.reset()
        with Emulator(data=data) as durable:
            assert durable.client().files() == []
    finally:
        shutil.rmtree(data)


# The clock --------------------------------------------------------------------------------------

def test_the_clock_is_real_at_first():
    back_to_real()
    assert near_now(clock_is("real")["nowMs"])


def test_a_frozen_clock_stands_still():
    state = server.clock(FROZEN)
    assert state == {"mode": "frozen", "now": FROZEN, "nowMs": FROZEN_MS}, state
    time.sleep(0.02)
    assert clock_is("frozen")["nowMs"] == FROZEN_MS
    back_to_real()


def test_what_is_made_under_a_frozen_clock_has_its_time():
    server.clock(FROZEN)
    facts = put("frozen.txt")
    shown = details(facts)
    assert shown["createdAt"] == shown["updatedAt"] == FROZEN, shown
    assert "updatedAt=%d" % FROZEN_MS in shown["url"], shown["url"]
    assert facts["fileId"].startswith("%08x" % (FROZEN_MS // 1000)), facts["fileId"]
    server.advance(milliseconds=1500)
    again = details(put("frozen.txt"))
    assert again["createdAt"] == FROZEN
    assert again["updatedAt"] == iso(FROZEN_MS + 1500)
    back_to_real()


@each([
    ("seconds", {"seconds": 60}, 60000),
    ("milliseconds", {"milliseconds": 1500}, 1500),
    ("nothing", {"seconds": 0}, 0),
    ("ten years", {"seconds": 315360000}, 315360000000),
])
def test_a_frozen_clock_advances_by(amount, ms):
    server.clock(FROZEN)
    state = server.advance(**amount)
    assert state == {"mode": "frozen", "now": iso(FROZEN_MS + ms), "nowMs": FROZEN_MS + ms}, state
    assert details(put("advanced.txt"))["createdAt"] == iso(FROZEN_MS + ms)
    back_to_real()


def test_an_offset_clock_runs_on_from_its_time():
    server.clock("2020-05-06T07:08:09.000Z", mode="offset")
    start = 1588748889000
    first = clock_is("offset")["nowMs"]
    assert start <= first < start + 30000, first
    time.sleep(0.05)
    assert clock_is("offset")["nowMs"] >= first + 50
    assert details(put("offset.txt"))["createdAt"].startswith("2020-05-06T07:0")
    back_to_real()


def test_advancing_the_real_clock_makes_it_run_ahead():
    back_to_real()
    state = server.advance(seconds=3600)
    assert state["mode"] == "offset", state
    assert near_now(state["nowMs"] - 3600000)
    back_to_real()
    assert near_now(clock_is("real")["nowMs"])


def test_an_accounts_clock_is_its_own():
    api(OTHER).get("/v1/files").expect(200)
    other = account_of(OTHER)
    answer = server.control("PUT", "/clock?account=" + other, {"mode": "frozen", "time": FROZEN})
    assert answer.expect(200).json()["nowMs"] == FROZEN_MS
    assert clock_is("frozen", other)["nowMs"] == FROZEN_MS
    assert near_now(clock_is("real")["nowMs"])
    assert near_now(clock_is("real", "demo")["nowMs"])
    assert details(put("own.txt", OTHER), OTHER)["createdAt"] == FROZEN
    assert details(put("own.txt"))["createdAt"] != FROZEN
    server.control("POST", "/clock/advance?account=" + other, {"seconds": 5}).expect(200)
    assert clock_is("frozen", other)["nowMs"] == FROZEN_MS + 5000
    assert near_now(clock_is("real")["nowMs"])
    back_to_real()


def test_the_clock_of_an_unknown_account_is_a_404():
    server.control("GET", "/clock?account=nobody").expect(404)
    server.control("PUT", "/clock?account=nobody", {"mode": "real"}).expect(404)


def client_upload(token, expire, name="client.txt"):
    digest = hmac.new(PRIVATE_KEY.encode(), (token + str(expire)).encode(), hashlib.sha1)
    return server.client(None).upload(b"client", fileName=name, publicKey=PUBLIC_KEY, token=token,
                                      expire=expire, signature=digest.hexdigest())


def test_upload_tokens_expire_by_the_clock():
    expired = ("Your request contains invalid expire parameter. Expire parameter should be a Unix "
               "time in less than 1 hour into the future.")
    server.clock(FROZEN)
    now = FROZEN_MS // 1000
    client_upload(str(uuid.uuid4()), now + 1800).expect(200)
    client_upload(str(uuid.uuid4()), now + 3700).error(400, expired)
    client_upload(str(uuid.uuid4()), int(time.time()) + 1800).error(400, expired)
    server.advance(seconds=1801)
    client_upload(str(uuid.uuid4()), now + 1800).error(400, expired)
    client_upload(str(uuid.uuid4()), now + 3700).expect(200)
    back_to_real()


def test_the_clock_option_freezes_from_the_start():
    with Emulator("--clock", FROZEN) as frozen:
        state = frozen.control("GET", "/clock").expect(200).json()
        assert state == {"mode": "frozen", "now": FROZEN, "nowMs": FROZEN_MS}, state
        frozen.clock(mode="real")
        frozen.reset()  # back to how it was started
        assert frozen.control("GET", "/clock").json()["mode"] == "frozen"


@each([
    ("no JSON", b"frozen"),
    ("nothing", b""),
    ("half of it", b'{"mode":"frozen","time":'),
    ("a list", b"[]"),
    ("no mode", b"{}"),
    ("an unknown mode", b'{"mode":"backwards"}'),
    ("a mode that is no text", b'{"mode":1}'),
    ("no such day", b'{"mode":"frozen","time":"2026-02-30T00:00:00Z"}'),
    ("no time at all", b'{"mode":"frozen","time":"soon"}'),
    ("an empty time", b'{"mode":"frozen","time":""}'),
    ("a year of five digits", b'{"mode":"offset","time":"12026-01-01T00:00:00Z"}'),
    ("an offset to nowhere", b'{"mode":"offset","time":true}'),
])
def test_the_clock_is_not_set_by(body):
    server.clock(FROZEN)
    answer = control_bytes("PUT", "/clock", body)
    assert answer.status == 400 and answer.json()["message"], repr(answer)
    assert clock_is("frozen")["nowMs"] == FROZEN_MS
    back_to_real()


@each([
    ("no JSON", b"60"),
    ("nothing", b""),
    ("no amount", b"{}"),
    ("a text", b'{"seconds":"60"}'),
    ("null", b'{"seconds":null}'),
    ("backwards", b'{"seconds":-1}'),
    ("backwards by milliseconds", b'{"milliseconds":-1}'),
    ("beyond the year 9999", b'{"seconds":999999999999}'),
    ("beyond 64 bits", b'{"seconds":99999999999999999999}'),
    ("to infinity", b'{"seconds":1e999}'),
])
def test_the_clock_is_not_advanced_by(body):
    server.clock(FROZEN)
    answer = control_bytes("POST", "/clock/advance", body)
    assert answer.status == 400 and answer.json()["message"], repr(answer)
    assert clock_is("frozen")["nowMs"] == FROZEN_MS
    back_to_real()


def control_bytes(method, path, body):
    return server.client(None).request(method, "/_emulator" + path, body,
                                       {"Content-Type": "application/json"})


# Who is refused ---------------------------------------------------------------------------------

def freeze_with(headers, target=None):
    """Tries to freeze the clock; the status, having checked that a refusal changed nothing."""
    back_to_real()
    body = b'{"mode":"frozen","time":"2026-01-02T03:04:05.678Z"}'
    lines = ["PUT %s/_emulator/clock HTTP/1.1" % (target or ""), "Content-Type: application/json",
             "Content-Length: %d" % len(body), "Connection: close"] + headers
    answer = parse_answers(exchange(server.port, "\r\n".join(lines).encode() + b"\r\n\r\n" + body))
    status = answer[0].status
    assert clock_is()["mode"] == ("frozen" if status == 200 else "real")
    back_to_real()
    return status


@each([
    ("another site", "https://evil.example"),
    ("another site on this port", "http://evil.example:%(port)d"),
    ("no site", "null"),
    ("a site that starts alike", "http://127.0.0.1:%(port)d.evil.example"),
    ("another address", "http://192.0.2.1:%(port)d"),
    ("another port", "http://127.0.0.1:1"),
    ("this place by another name", "http://localhost:%(port)d"),
    ("this place as somebody's user", "http://127.0.0.1:%(port)d@evil.example"),
])
def test_a_foreign_origin_is_refused(origin):
    headers = ["Host: " + server.host, "Origin: " + origin % {"port": server.port}]
    assert freeze_with(headers) == 403


@each([
    ("the address itself", "127.0.0.1:%(port)d"),
    ("localhost", "localhost:%(port)d"),
    # A name server can point a name at this machine behind a browser's back, never an address.
    ("another address", "192.0.2.1:%(port)d"),
])
def test_the_servers_own_origin_and_host_are_accepted(host):
    host = host % {"port": server.port}
    assert freeze_with(["Host: " + host]) == 200
    # A page has to be one of the server's own as well.
    own = ["Host: " + host, "Origin: http://" + host]
    assert freeze_with(own) == 403
    assert freeze_with(own + ["x-emulator-control: 1"]) == 200


@each([
    ("another name", "evil.example"),
    ("another name with this port", "evil.example:%(port)d"),
    ("a name that starts alike", "localhost.evil.example:%(port)d"),
    ("a name that ends alike", "evil-localhost:%(port)d"),
    ("the service's name", "api.imagekit.io"),
])
def test_an_unknown_host_is_refused(host):
    assert freeze_with(["Host: " + host % {"port": server.port}]) == 403


def test_a_browser_gets_no_leave_to_read_the_control_plane():
    answer = server.client(None).get("/_emulator/info", Origin="https://evil.example").expect(403)
    assert answer.header("access-control-allow-origin") in (None, "null"), repr(answer.headers)


def test_a_token_opens_and_its_absence_does_not():
    with Emulator("--control-token", "open-sesame") as guarded:
        anyone = guarded.client(None)
        info = anyone.get("/_emulator/info", Authorization="Bearer open-sesame").expect(200)
        assert "open-sesame" not in info.text(), "the token is told"
        anyone.get("/_emulator/livez").expect(200)
        for wrong in ("Bearer open-sesam", "Bearer open-sesame2", "bearer Open-sesame"):
            status = anyone.get("/_emulator/info", Authorization=wrong).status
            assert status in (401, 403), (wrong, status)
        # From this machine no token is needed, and the key of the API is none.
        anyone.get("/_emulator/info").expect(200)
        guarded.client().get("/_emulator/info").expect(200)
        # The token stands in for a Host that is not known.
        for none in ("Bearer", "Basic open-sesame"):
            anyone.get("/_emulator/info", Host="emulator.example",
                       Authorization=none).expect(401, 403)
        anyone.get("/_emulator/info", Host="emulator.example").expect(401, 403)
        anyone.get("/_emulator/info", Host="emulator.example",
                   Authorization="Bearer open-sesame").expect(200)


@each([(method + path, method, path) for method, paths in {
    "GET": "livez readyz info metrics seed clock account-settings rate-limits faults faults/1 checkpoints checkpoints/a "
           "checkpoints/a/archive journal journal/wait",
    "PUT": "seed clock account-settings rate-limits faults checkpoints/a checkpoints/a/archive",
    "POST": "reset clock/advance faults checkpoints checkpoints/a/restore",
    "DELETE": "rate-limits faults checkpoints/a journal"}.items() for path in paths.split()])
def test_an_unknown_parameter_is_told(method, path):
    """A slip such as acount= would widen what a call is about."""
    answer = server.control(method, "/" + path + "?acount=demo", {}).expect(400)
    assert answer.json()["message"].startswith("The parameter 'acount' is not known here; there "), answer
    takes = "account" in answer.json()["message"].partition(";")[2]
    assert answer.header("x-emulator-nearest") == ("account" if takes else None), answer


@each([(method, method) for method in ("BREW", "PURGE", "get", "M-SEARCH", "X" * 100)])
def test_a_method_that_nobody_knows_has_no_route(method):
    for path in ("/v1/files", "/api/v1/files/upload", "/_emulator/reset", "/demo/a.jpg"):
        api().request(method, path).error(
            404, "The requested route %s %s does not exist." % (method, path), help=True)


if __name__ == "__main__":
    main(globals())
