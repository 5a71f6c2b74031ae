"""Memory stays where it is: after a warm-up, however many requests come. bench/run --only soak does the
same with a million.

SOAK_REQUESTS (200000) requests after SOAK_WARM_UP (50000).
"""
# ctest: timeout 600
# ctest: timeout 1800

import json
import os
import subprocess

from emulator import ACCOUNT, BUILD_DIR, PRIVATE_KEY, SLOWNESS, Emulator
from tap import Skip, main

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "200000"))
WARM_UP = int(os.environ.get("SOAK_WARM_UP", "50000"))
PROGRAM = os.path.join(BUILD_DIR, "bench", "soak")
MOST_KIB = 3 * 1024
THREADS = 256       # of the server, each of which serves one connection at a time
CONNECTIONS = 64    # at once
CYCLE = 20          # requests

server = Emulator("--threads", THREADS, "--log-level", "warn")


def set_up():
    if not os.path.exists(PROGRAM):
        raise Skip("bench/soak was not built")
    server.start()
    with open("/proc/%d/maps" % server.pid, encoding="ascii", errors="replace") as maps:
        if "san.so" in maps.read():
            server.stop()
            raise Skip("a sanitizer keeps what was freed")


def tear_down():
    if server.process is not None:
        server.stop_cleanly()


def resident_kib():
    with open("/proc/%d/status" % server.pid, encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    raise AssertionError("no VmRSS")


def soak(requests, connections=4):
    done = subprocess.run(
        [PROGRAM, str(server.port), str(connections), str(requests), PRIVATE_KEY, ACCOUNT],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=280 * SLOWNESS + requests / 1000, check=False)
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["requests"] >= requests - CYCLE * connections, report
    return report["per_second"]


def all_at_once():
    """As many connections as threads, each of which then has one."""
    soak(THREADS * CYCLE, THREADS)


def come_and_go():
    """A few connections at a time, three times as many as there are threads."""
    for _ in range(3 * THREADS // CONNECTIONS):
        soak(CONNECTIONS * CYCLE, CONNECTIONS)


def grown(work):
    before = resident_kib()
    work()
    after = resident_kib()
    print("# %d KiB, then %d KiB" % (before, after), flush=True)
    return after - before


def test_requests_leave_nothing():
    soak(WARM_UP)
    rates = []
    assert grown(lambda: rates.append(soak(REQUESTS))) < MOST_KIB
    print("# %d requests, %.0f a second" % (REQUESTS, rates[0]), flush=True)


def test_connections_that_come_and_go_leave_nothing_once_every_thread_had_one():
    all_at_once()
    come_and_go()
    assert grown(come_and_go) < MOST_KIB


if __name__ == "__main__":
    main(globals())
