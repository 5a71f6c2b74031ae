"""Clocks that run fast, and that what a change of the clock makes due is done before its answer."""

import time

from emulator import Emulator
from tap import each, main

START = "2026-01-02T03:04:05.000Z"
START_MS = 1767323045000
DELAY = 60
JOBS = 12

server = Emulator("--clock", START, "--job-delay", DELAY, "--purge-delay", DELAY)
set_up, tear_down = server.start, server.stop_cleanly


def clock(api=None, method="GET", path="", body=None, status=200):
    account = "?account=" + api.imagekit_id if api else ""
    return server.control(method, "/clock" + path + account, body).expect(status).json()


def fast(speed, api=None, **more):
    return clock(api, "PUT", "", dict({"mode": "speed", "speed": speed}, **more))


# Speed -------------------------------------------------------------------------------------------

def test_a_fast_clock_runs_that_many_times_as_fast():
    for speed in (1, 60, 100000):
        before = time.monotonic()
        first = fast(speed, time=START)
        assert (first["mode"], first["speed"]) == ("speed", speed), first
        began = time.monotonic()
        time.sleep(0.05)
        asked = time.monotonic()
        now = clock()
        after = time.monotonic()
        # Between the shortest and the longest time that can have passed.
        assert set(now) == {"mode", "now", "nowMs", "speed"}, now
        passed = now["nowMs"] - START_MS
        assert (asked - began) * 1000 * speed - 1 <= passed, (speed, passed)
        assert passed <= (after - before) * 1000 * speed + 1, (speed, passed)
    server.reset()


def test_without_a_time_it_runs_from_now():
    server.clock(START)
    assert START_MS <= fast(2)["nowMs"] < START_MS + 60000
    time.sleep(0.01)
    slower = clock()["nowMs"]
    assert fast(1)["nowMs"] >= slower, "the clock went back"
    server.reset()


def test_what_is_made_has_the_fast_time():
    api = server.fresh()
    api.get("/v1/files").expect(200)
    fast(3600, api, time=START)
    time.sleep(0.05)
    facts = api.upload(b"x", fileName="a.txt").expect(200).json()
    made = api.details(facts["fileId"]).expect(200).json()["createdAt"]
    assert "2026-01-02T03:07:00" < made <= clock(api)["now"], made


def test_a_speed_is_one_accounts():
    mine, other = server.fresh(), server.fresh()
    for api in (mine, other):
        api.get("/v1/files").expect(200)
    fast(1000, mine)
    assert clock(mine)["speed"] == 1000
    assert clock(other) == clock() == {"mode": "frozen", "now": START, "nowMs": START_MS}
    assert fast(7, other)["speed"] == 7 and clock(mine)["speed"] == 1000
    server.control("POST", "/reset?account=" + mine.imagekit_id).expect(204)
    assert clock(mine)["mode"] == "frozen" and clock(other)["speed"] == 7


def test_a_fast_clock_advances_and_goes_on():
    api = server.fresh()
    api.get("/v1/files").expect(200)
    first = fast(10, api, time=START)
    state = clock(api, "POST", "/advance", {"seconds": 86400})
    assert state["mode"] == "speed" and state["speed"] == 10
    assert state["nowMs"] >= first["nowMs"] + 86400000
    time.sleep(0.02)
    assert clock(api)["nowMs"] > state["nowMs"]


def test_a_fast_clock_stops_at_the_year_9999():
    api = server.fresh()
    api.get("/v1/files").expect(200)
    state = fast(1000000, api, time="9999-12-31T23:59:59.999Z")
    assert state["now"] == "9999-12-31T23:59:59.999Z"
    assert clock(api)["now"] == "9999-12-31T23:59:59.999Z"
    clock(api, "POST", "/advance", {"milliseconds": 1}, 400)


def test_a_job_comes_due_on_a_fast_clock_by_itself():
    api = server.fresh()
    api.upload(b"x", fileName="a.txt", folder="/a").expect(200)
    copy(api, "/a", "/b")
    fast(1000, api)
    for _ in range(1500):
        if api.files("path=/b/a"):
            return
        time.sleep(0.02)
    raise AssertionError("the job was never done")


@each([
    ("no speed", {"mode": "speed"}),
    ("a speed of nothing", {"mode": "speed", "speed": 0}),
    ("backwards", {"mode": "speed", "speed": -1}),
    ("too fast", {"mode": "speed", "speed": 1000001}),
    ("a fraction", {"mode": "speed", "speed": 1.5}),
    ("a text", {"mode": "speed", "speed": "60"}),
    ("no such time", {"mode": "speed", "speed": 60, "time": "soon"}),
    ("a frozen clock with a speed", {"mode": "frozen", "speed": 60}),
    ("an offset with a speed", {"mode": "offset", "time": START, "speed": 60}),
    ("the real clock with a speed", {"mode": "real", "speed": 60}),
])
def test_no_clock_is_set_by(body):
    before = clock()
    answer = clock(None, "PUT", "", body, 400)
    assert answer["message"], answer
    assert clock() == before


def test_info_shows_the_clock():
    def shown():
        return server.control("GET", "/info").expect(200).json()["clock"]

    assert shown() == {"mode": "frozen", "now": START, "nowMs": START_MS}
    fast(60)
    assert (shown()["mode"], shown()["speed"]) == ("speed", 60)
    server.reset()


# Due work ----------------------------------------------------------------------------------------

def copy(api, source, into):
    return api.send_json("POST", "/v1/bulkJobs/copyFolder", {
        "sourceFolderPath": source, "destinationPath": into}).expect(200).json()["jobId"]


def with_jobs():
    """An account of which many jobs are due after DELAY."""
    api = server.fresh()
    for number in range(JOBS):
        for name in range(5):
            api.upload(b"x", fileName="%d.txt" % name, folder="/from%d" % number).expect(200)
    for number in range(JOBS):
        copy(api, "/from%d" % number, "/to%d" % number)
    assert copied(api) == 0
    return api


def copied(api):
    """What the jobs made. Lists only read, where asking for a job would have it done."""
    return sum(len(api.files("path=/to%d/from%d" % (number, number))) for number in range(JOBS))


@each([
    ("advancing one account", True, "POST", "/advance", {"seconds": DELAY}),
    ("advancing all", False, "POST", "/advance", {"milliseconds": DELAY * 1000}),
    ("freezing one account later", True, "PUT", "",
     {"mode": "frozen", "time": "2026-01-02T03:05:05.000Z"}),
    ("freezing all later", False, "PUT", "",
     {"mode": "frozen", "time": "2026-01-02T03:05:05.000Z"}),
    ("an offset", False, "PUT", "", {"mode": "offset", "time": "2026-01-02T03:05:05.000Z"}),
    ("a speed from a later time", True, "PUT", "",
     {"mode": "speed", "speed": 1, "time": "2026-01-02T03:05:05.000Z"}),
    ("the real clock", False, "PUT", "", {"mode": "real"}),
])
def test_jobs_are_done_before_the_answer_of(one, method, path, body):
    server.reset()
    api = with_jobs()
    clock(api if one else None, method, path, body)
    # The last job first: whoever works behind the answer's back comes to it last.
    assert len(api.files("path=/to%d/from%d" % (JOBS - 1, JOBS - 1))) == 5
    assert copied(api) == 5 * JOBS
    server.reset()


def test_a_millisecond_early_nothing_is_done():
    server.reset()
    api = with_jobs()
    clock(api, "POST", "/advance", {"milliseconds": DELAY * 1000 - 1})
    assert copied(api) == 0
    clock(api, "POST", "/advance", {"milliseconds": 1})
    assert copied(api) == 5 * JOBS


def test_only_the_jobs_of_the_account_are_due():
    server.reset()
    mine, other = with_jobs(), with_jobs()
    clock(mine, "POST", "/advance", {"seconds": DELAY})
    assert (copied(mine), copied(other)) == (5 * JOBS, 0)


def test_purges_are_done_before_the_answer():
    api = server.fresh()
    facts = api.upload(b"x", fileName="a.txt").expect(200).json()
    request = api.send_json("POST", "/v1/files/purge", {"url": facts["url"].split("?")[0]})
    path = "/v1/files/purge/" + request.expect(200, 201).json()["requestId"]
    assert api.get(path).expect(200).json() == {"status": "Pending"}
    clock(api, "POST", "/advance", {"seconds": DELAY})
    assert api.get(path).expect(200).json() == {"status": "Completed"}


if __name__ == "__main__":
    main(globals())
