"""Rate limits: the windows of reads, writes and purges against a reference, what a refusal says, whom
it concerns, and how tests set and forget them."""

import random
import threading

from emulator import PRIVATE_KEY, Emulator, run_to_end
from tap import each, main

FROZEN = "2026-01-02T03:04:05.678Z"
OTHER = "private_of_another"
MESSAGE = {"message": "Too many requests. Please try again later."}
TOO_MANY_VERSIONS = ("You have sent too many requests to update the file recently. Please try again "
                     "later.")
DOCUMENTED = {
    "read": [{"limit": 100, "intervalMs": 1000}, {"limit": 2400, "intervalMs": 60000}],
    "write": [{"limit": 20, "intervalMs": 1000}, {"limit": 300, "intervalMs": 60000}],
    "purge": [{"limit": 1000, "intervalMs": 2592000000}],
    "versions": [{"limit": 20, "intervalMs": 60000}],
}
HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Reset", "X-RateLimit-Interval")

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def fresh():
    """Everything as at the start, with a clock that stands."""
    server.reset()
    server.clock(FROZEN)


def path_of(account):
    return "/rate-limits" + ("?account=" + account if account else "")


def limits(account=None, **wish):
    """Sets the limits; reads=[(100, 1000)] and the like are groups."""
    groups = {}
    for group in ("read", "write", "purge", "versions"):
        if group in wish:
            groups[group] = [{"limit": limit, "intervalMs": interval}
                             for limit, interval in wish.pop(group)]
    if groups:
        wish["groups"] = groups
    return server.control("PUT", path_of(account), wish).expect(200).json()


def shown(account=None):
    return server.control("GET", path_of(account)).expect(200).json()


def api(key=PRIVATE_KEY):
    return server.client(key)


def read(key=PRIVATE_KEY):
    return api(key).get("/v1/files")


def write(key=PRIVATE_KEY):
    """A write that changes nothing: it counts, whatever becomes of it."""
    return api(key).delete("/v1/files/000000000000000000000000")


def purge(key=PRIVATE_KEY):
    return api(key).send_json("POST", "/v1/files/purge", {"url": api(key).endpoint + "/a.txt"})


def told(answer):
    """limit, reset and interval; None when the answer says nothing of them."""
    values = [answer.header(name) for name in HEADERS]
    if values == [None] * 3:
        return None
    return tuple(int(value) for value in values)


def refused(answer, *wanted):
    """A 429 as the service sends it."""
    answer.expect(429)
    assert answer.json() == MESSAGE, repr(answer)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert answer.header("x-ik-requestid")
    assert not wanted or told(answer) == wanted, (told(answer), wanted)
    return answer


# The window -------------------------------------------------------------------------------------

class Reference:
    """A sliding window that keeps every instant."""

    def __init__(self, windows):
        self.windows = windows
        self.instants = []

    def wait(self, now):
        """How long until a request may pass, found by looking at every instant that could free it."""
        def passes(when):
            return all(sum(when - at < interval for at in self.instants) < limit
                       for limit, interval in self.windows)
        ends = {at + interval for at in self.instants for _, interval in self.windows}
        return min(when for when in ends | {now} if when >= now and passes(when)) - now


@each([
    ("a burst", [(10, 1000)]),
    ("a burst and what can be sustained", [(5, 100), (12, 1500)]),
    ("a narrow window inside a wide one", [(20, 300), (21, 2000), (3, 7)]),
])
def test_every_answer_is_that_of_a_sliding_window(windows):
    fresh()
    limits(read=windows)
    reference, now, chance, statuses = Reference(windows), 0, random.Random(5), set()
    for number in range(250):
        step = chance.choice([0, 0, 0, 1, 5, 50, chance.randrange(900)])
        server.advance(milliseconds=step)
        now += step
        answer, wait = read(), reference.wait(now)
        assert answer.status == (429 if wait else 200), (number, now, wait, answer)
        if not wait:
            reference.instants.append(now)
        limit, reset, interval = told(answer)
        assert reset == reference.wait(now), (number, now, reset)
        assert (limit, interval) in windows, answer
        statuses.add(answer.status)
    assert statuses == {200, 429}, statuses


def test_after_the_wait_the_next_request_passes_and_a_millisecond_earlier_it_does_not():
    fresh()
    limits(read=[(2, 60000)])
    read().expect(200)
    server.advance(milliseconds=777)
    assert told(read().expect(200)) == (2, 59223, 60000)
    refused(read(), 2, 59223, 60000)
    server.advance(milliseconds=59222)
    refused(read(), 2, 1, 60000)
    server.advance(milliseconds=1)
    read().expect(200)
    refused(read(), 2, 777, 60000)


def test_refused_requests_do_not_count():
    fresh()
    limits(write=[(1, 1000)])
    write().expect(404)
    for _ in range(20):
        server.advance(milliseconds=40)
        refused(write())
    server.advance(milliseconds=200)
    write().expect(404)


def test_of_several_windows_the_one_that_makes_wait_longest_is_told():
    fresh()
    limits(read=[(3, 1000), (5, 60000)])
    assert told(read()) == (3, 0, 1000)
    assert told(read()) == (3, 0, 1000)
    assert told(read()) == (3, 1000, 1000)
    server.advance(seconds=1)
    assert told(read()) == (5, 0, 60000)
    assert told(read()) == (5, 59000, 60000)
    refused(read(), 5, 59000, 60000)


def test_requests_at_the_same_time_share_one_window():
    fresh()
    limits(read=[(40, 60000)])
    statuses = []

    def work():
        for _ in range(15):
            statuses.append(read().status)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 40 + [429] * 50, statuses


def test_a_clock_set_back_locks_nobody_out():
    fresh()
    limits(read=[(2, 60000)])
    for time in ("2040-01-01T00:00:00Z", FROZEN, "2000-01-01T00:00:00Z"):
        server.clock(time)
        read().expect(200)
        read().expect(200)
        refused(read(), 2, 60000, 60000)


# Groups -----------------------------------------------------------------------------------------

@each([
    ("a list", "read", "GET", "/v1/files", None),
    ("details of a file that is not there", "read", "GET", "/v1/files/0/details", None),
    ("a list under /v2", "read", "GET", "/v2/files", None),
    ("the head of a list", "read", "HEAD", "/v1/files", None),
    ("the status of a purge", "read", "GET", "/v1/files/purge/0", None),
    ("what is not there yet", "read", "GET", "/v1/accounts/usage", None),
    ("a new folder", "write", "POST", "/v1/folder", b'{"folderName":"f","parentFolderPath":"/"}'),
    ("a copy", "write", "POST", "/v1/files/copy", b"{}"),
    ("a change", "write", "PATCH", "/v1/files/0/details", b"{}"),
    ("a new name", "write", "PUT", "/v1/files/rename", b"{}"),
    ("a body that is no JSON", "write", "POST", "/v1/files/addTags", b"{"),
    ("the end of a file", "write", "DELETE", "/v1/files/0", None),
    ("a purge", "purge", "POST", "/v1/files/purge", b'{"url":"http://ik.imagekit.io/demo/a"}'),
    ("a purge of nothing", "purge", "POST", "/v1/files/purge", b"{}"),
])
def test_group_of(group, method, path, body):
    fresh()
    limits(**{name: [(1, 1000)] if name == group else [] for name in ("read", "write", "purge")})
    headers = {"Content-Type": "application/json"} if body else {}
    first = api().request(method, path, body, headers)
    assert first.status != 429 and told(first) == (1, 1000, 1000), repr(first)
    second = api().request(method, path, body, headers).expect(429)
    assert told(second) == (1, 1000, 1000)
    assert method == "HEAD" or second.json() == MESSAGE


def test_groups_do_not_share_their_windows():
    fresh()
    limits(read=[(1, 1000)], write=[(2, 1000)], purge=[(1, 5000)])
    read().expect(200)
    refused(read())
    write().expect(404)
    write().expect(404)
    refused(write())
    purge().expect(201, 200)
    refused(purge(), 1, 5000, 5000)


def test_uploads_and_delivery_are_not_limited():
    fresh()
    limits(read=[(1, 1000)], write=[(1, 1000)], purge=[(1, 1000)])
    read().expect(200)
    write().expect(404)
    for number in range(5):
        answer = api().upload(b"x", fileName="a%d.txt" % number, useUniqueFileName=False)
        assert told(answer.expect(200)) is None
        assert told(server.client(None).get("/demo/a0.txt").expect(200)) is None
    refused(read())
    refused(write())


def test_what_has_no_account_or_no_route_is_not_counted():
    fresh()
    limits(read=[(1, 1000)])
    for _ in range(3):
        assert told(server.client(None).get("/v1/files").expect(401)) is None
        assert told(api().get("/v1/nothing").expect(404)) is None
    read().expect(200)


def test_the_control_plane_is_never_limited():
    fresh()
    limits(read=[(1, 60000)])
    read().expect(200)
    refused(read())
    for _ in range(5):
        assert told(server.control("GET", "/info").expect(200)) is None
        shown()


def test_a_refused_write_changes_nothing():
    fresh()
    kept = api().upload(b"x", fileName="kept.txt").expect(200).json()
    limits(write=[(1, 1000)], read=[])
    write().expect(404)
    refused(api().delete("/v1/files/" + kept["fileId"]))
    api().details(kept["fileId"]).expect(200)
    server.advance(seconds=1)
    api().delete("/v1/files/" + kept["fileId"]).expect(204)


# Accounts ---------------------------------------------------------------------------------------

def test_accounts_do_not_share_their_windows():
    fresh()
    limits(read=[(2, 1000)])
    for key in (PRIVATE_KEY, OTHER, "private_of_a_third"):
        read(key).expect(200)
        read(key).expect(200)
        refused(read(key))


def test_an_account_has_limits_and_a_clock_of_its_own():
    fresh()
    read(OTHER).expect(200)
    other = api(OTHER).imagekit_id
    limits(account=other, read=[(1, 1000)])
    assert shown(other)["enabled"] is True and shown()["enabled"] is False
    assert told(read()) is None
    read(OTHER).expect(200)
    server.advance(seconds=60)  # the clock of all, which this account still follows
    read(OTHER).expect(200)
    server.control("PUT", "/clock?account=" + other, {"mode": "frozen", "time": FROZEN}).expect(200)
    read(OTHER).expect(200)
    server.advance(seconds=60)
    refused(read(OTHER), 1, 1000, 1000)
    server.control("POST", "/clock/advance?account=" + other, {"seconds": 1}).expect(200)
    read(OTHER).expect(200)
    limits(read=[(3, 1000)])
    assert shown(other)["groups"]["read"] == [{"limit": 1, "intervalMs": 1000}]
    assert shown()["groups"]["read"] == [{"limit": 3, "intervalMs": 1000}]
    server.control("DELETE", path_of(other)).expect(204)
    assert shown(other) == shown()
    assert told(read(OTHER).expect(200)) == (3, 0, 1000)


def test_both_ways_to_name_an_account_count_together():
    fresh()
    limits(read=[(2, 1000)])
    read().expect(200)
    server.client(None).get("/_case/demo/v1/files").expect(200)
    refused(read())


# Setting them -----------------------------------------------------------------------------------

def test_there_are_no_limits_unless_asked_for():
    fresh()
    assert shown() == {"enabled": False, "headers": "always", "retryAfter": False,
                       "groups": DOCUMENTED}
    for _ in range(130):
        assert told(read().expect(200)) is None


def test_an_empty_wish_is_the_documented_limits():
    fresh()
    assert limits() == {"enabled": True, "headers": "always", "retryAfter": False,
                        "groups": DOCUMENTED}
    for left in range(19, -1, -1):
        assert told(write()) == (20, 0 if left else 1000, 1000)
    refused(write(), 20, 1000, 1000)


def test_what_is_left_out_stays_as_it_is():
    fresh()
    limits(headers="limited", retryAfter=True, read=[(7, 700)])
    rules = limits(write=[])
    assert rules["headers"] == "limited" and rules["retryAfter"] is True
    assert rules["groups"]["read"] == [{"limit": 7, "intervalMs": 700}]
    assert rules["groups"]["write"] == [] and rules["groups"]["purge"] == DOCUMENTED["purge"]
    assert rules == shown()
    assert limits(enabled=False)["groups"]["read"] == [{"limit": 7, "intervalMs": 700}]
    assert told(read()) is None


def test_setting_limits_starts_anew():
    fresh()
    limits(read=[(1, 60000)])
    read().expect(200)
    refused(read())
    limits(read=[(1, 60000)])
    read().expect(200)


@each([("reset", "POST", "/reset"), ("a delete", "DELETE", "/rate-limits")])
def test_all_goes_back_to_the_start_after(method, path):
    fresh()
    start = shown()
    limits(read=[(1, 60000)])
    limits(account="demo", headers="never")
    assert shown("demo") != start
    server.control(method, path).expect(204)
    assert shown() == start and shown("demo") == start
    assert told(read()) is None


def test_reset_of_one_account_forgets_its_limits_alone():
    fresh()
    read(OTHER).expect(200)
    other = api(OTHER).imagekit_id
    limits(read=[(1, 60000)])
    limits(account="demo", read=[(2, 60000)])
    read().expect(200)
    read(OTHER).expect(200)
    server.control("POST", "/reset?account=demo").expect(204)
    assert shown("demo") == shown()
    read().expect(200)
    refused(read())
    refused(read(OTHER))
    server.control("POST", "/reset?account=" + other).expect(204)
    read(OTHER).expect(200)


@each([
    ("always", "always", True, True),
    ("limited", "limited", False, True),
    ("never", "never", False, False),
])
def test_headers(wish, on_answers, on_refusals):
    fresh()
    limits(headers=wish, read=[(1, 1000)])
    assert (told(read().expect(200)) is not None) == on_answers
    assert (told(refused(read())) is not None) == on_refusals


def test_retry_after_is_sent_when_asked_for():
    fresh()
    limits(read=[(1, 61000)])
    read()
    assert refused(read()).header("retry-after") is None
    limits(read=[(1, 61000)], retryAfter=True)
    answer = read().expect(200)
    assert answer.header("retry-after") is None and answer.header("retry-after-ms") is None
    server.advance(milliseconds=999)
    answer = refused(read(), 1, 60001, 61000)
    assert answer.header("retry-after-ms") == "60001" and answer.header("retry-after") == "61"


@each([
    ("no JSON", b"many", ""),
    ("a list", b"[]", ""),
    ("an unknown member", b'{"limits":{}}', "limits"),
    ("enabled as a text", b'{"enabled":"yes"}', "enabled"),
    ("unknown headers", b'{"headers":"sometimes"}', "headers"),
    ("retryAfter as a number", b'{"retryAfter":5}', "retryAfter"),
    ("groups as a list", b'{"groups":[]}', "groups"),
    ("groups as null", b'{"groups":null}', "groups"),
    ("an unknown group", b'{"groups":{"upload":[]}}', "groups: upload"),
    ("a group as an object", b'{"groups":{"read":{"limit":1,"intervalMs":1}}}', "groups.read"),
    ("a window as a number", b'{"groups":{"write":[1]}}', "groups.write[0]"),
    ("a window without an interval", b'{"groups":{"read":[{"limit":1}]}}',
     "groups.read[0]: intervalMs"),
    ("a limit of nothing", b'{"groups":{"read":[{"limit":0,"intervalMs":1}]}}',
     "groups.read[0]: limit"),
    ("a limit beyond bounds", b'{"groups":{"read":[{"limit":100001,"intervalMs":1}]}}',
     "groups.read[0]: limit"),
    ("an interval of nothing",
     b'{"groups":{"purge":[{"limit":1,"intervalMs":1},{"limit":1,"intervalMs":0}]}}',
     "groups.purge[1]: intervalMs"),
    ("an interval beyond bounds",
     b'{"groups":{"read":[{"limit":1,"intervalMs":9000000000000000}]}}', "groups.read[0]"),
    ("too many windows",
     b'{"groups":{"read":[' + b",".join([b'{"limit":1,"intervalMs":1}'] * 9) + b"]}}",
     "groups.read"),
])
def test_limits_are_not_set_by(body, where):
    fresh()
    before = limits(read=[(5, 1000)])
    answer = server.client(None).request("PUT", "/_emulator/rate-limits", body,
                                         {"Content-Type": "application/json"}).expect(400)
    assert where in answer.json()["message"], answer
    assert shown() == before


@each([("read", "GET"), ("set", "PUT"), ("forgotten", "DELETE")])
def test_limits_of_an_unknown_account_cannot_be(method):
    server.control(method, "/rate-limits?account=nobody").expect(404)


# New versions -----------------------------------------------------------------------------------

def version(name="v.txt", key=PRIVATE_KEY):
    return api(key).upload(b"x", fileName=name, useUniqueFileName=False)


def test_too_many_new_versions_of_one_file_are_refused():
    fresh()
    limits(versions=[(3, 60000)])
    for _ in range(3):
        version().expect(200)
        server.advance(seconds=1)
    version().error(400, TOO_MANY_VERSIONS)
    version("another.txt").expect(200)
    version(key=OTHER).expect(200)
    server.advance(milliseconds=56999)
    version().error(400, TOO_MANY_VERSIONS)
    server.advance(milliseconds=1)
    assert version().expect(200).json()["versionInfo"]["name"] == "Version 4"
    version().error(400, TOO_MANY_VERSIONS)
    server.clock("2001-01-01T00:00:00Z")
    version().expect(200)


def test_new_versions_are_not_limited_unless_asked_for():
    fresh()
    for _ in range(25):
        version().expect(200)


# Options ----------------------------------------------------------------------------------------

def setting(emulator, name):
    return emulator.control("GET", "/info").expect(200).json()["settings"][name]


@each([
    ("nothing", (), {}, ("none", "0", "0", "0")),
    ("the limits", ("--rate-limits", "documented"), {}, ("documented", "0", "0", "0")),
    ("the profile fast", ("--profile", "fast"), {}, ("none", "0", "0", "0")),
    ("the profile", ("--profile", "realistic"), {}, ("documented", "2", "5", "2")),
    ("the profile in the environment", (), {"IMAGEKIT_EMULATOR_PROFILE": "realistic"},
     ("documented", "2", "5", "2")),
    ("the profile, weaker than what is said", ("--rate-limits", "none", "--profile", "realistic",
                                               "--purge-delay=0"),
     {"IMAGEKIT_EMULATOR_JOB_DELAY": "9"}, ("none", "9", "0", "2")),
    ("fast over the environment", ("--profile", "fast"), {"IMAGEKIT_EMULATOR_PROFILE": "realistic"},
     ("none", "0", "0", "0")),
])
def test_started_with(options, env, wanted):
    with Emulator(*options, env=env) as started:
        names = ("rate-limits", "job-delay", "purge-delay", "index-delay")
        assert tuple(setting(started, name) for name in names) == wanted
        rules = started.control("GET", "/rate-limits").expect(200).json()
        assert rules["enabled"] == (wanted[0] == "documented") and rules["groups"] == DOCUMENTED
        started.control("PUT", "/rate-limits", {"groups": {"read": []}}).expect(200)
        started.reset()
        assert started.control("GET", "/rate-limits").json() == rules


def test_a_wrong_word_is_a_usage_error():
    code, _, stderr = run_to_end("--rate-limits", "many")
    assert code == 2 and "--rate-limits" in stderr and "documented" in stderr, stderr


if __name__ == "__main__":
    main(globals())
