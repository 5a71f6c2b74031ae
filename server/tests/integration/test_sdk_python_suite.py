"""The Python SDK's own suite, as it was published, with the tests that its authors skip for want of a
server: 4 processes, in an order drawn anew each time, against a stateless server that holds what the
examples of the OpenAPI name. What must fail is pinned in sdk/python_suite/failures.json, by name and
with the reason; a pin whose tests pass fails.

A name stands for the tests of one call: sync and async, loose and strict, plain, raw and streamed.
SUITE_ORDER (random) repeats an order.
"""
# ctest: timeout 900
# ctest: serial

import collections
import glob
import json
import os
import re
import subprocess
import tempfile

import sdk
import tap
from emulator import SLOWNESS, SOURCE_DIR, Emulator

SECONDS = 400 * SLOWNESS
SEED = os.path.join(SOURCE_DIR, "fixtures", "seeds", "openapi-examples.json")
ORDER = os.environ.get("SUITE_ORDER") or str(int.from_bytes(os.urandom(4), "big"))


def name_of(test):
    """tests/api_resources/files/test_bulk.py::TestAsyncBulk::test_raw_response_delete[strict]
    is a test of "files/bulk delete"."""
    found = re.fullmatch(r"tests/api_resources/((?:\w+/)*)test_(\w+)\.py::\w+::"
                         r"test_(?:method_|raw_response_|streaming_response_)?(\w+)(?:\[.*\])?", test)
    assert found, "a test of an unknown kind: %s" % test
    return "%s%s %s" % found.groups()


def state_of(server):
    return server.control("GET", "/seed").expect(200).header("x-emulator-state")


def run(folder):
    """The rows that the plugin wrote, and whether the library is as it was."""
    with tempfile.TemporaryDirectory(prefix="emulator-suite-") as results, \
            Emulator("--stateless", "--seed", SEED, "--log-level", "warn") as server:
        environment = dict(os.environ, TEST_API_BASE_URL=server.url, SUITE_ORDER=ORDER,
                           SUITE_RESULTS=results, PYTHONPATH=sdk.source("sdk/python_suite"),
                           PYTHONDONTWRITEBYTECODE="1")
        for name in list(environment):
            if name.upper().startswith(("IMAGE_KIT_", "IMAGEKIT_", "PYTEST_", "HTTP_PROXY")):
                del environment[name]
        before = state_of(server)
        done = subprocess.run(
            [os.path.join(folder, "venv", "bin", "python"), "-m", "pytest", "-p", "plugin",
             "-p", "no:cacheprovider", "-n", "4", "-q", "--tb=native", "tests/api_resources"],
            cwd=os.path.join(folder, "suite"), env=environment, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False)
        # 1: some tests failed, which is for the pins to judge.
        assert done.returncode in (0, 1), done.stdout[-3000:]
        rows = []
        for place in sorted(glob.glob(os.path.join(results, "*.jsonl"))):
            with open(place, encoding="utf-8") as file:
                rows += [json.loads(line) for line in file]
        return rows, state_of(server) == before


def judge(rows, pins):
    """(label, what is wrong or None) for each name."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[name_of(row["test"])].append(row)
    for name, tests in sorted(groups.items()):
        pin = pins.get(name)
        wrong = [row for row in tests if (row["outcome"], row["status"]) != (
            ("failed", pin["status"]) if pin else ("passed", None))]
        label = name if pin is None else "%s, refused with %d: %s" % (
            name, pin["status"], pin["reason"])
        yield label, wrong and "%d of %d tests, order %s; %s: %s\n%s" % (
            len(wrong), len(tests), ORDER, wrong[0]["test"], wrong[0]["outcome"],
            wrong[0]["detail"] or "the pin is stale") or None
    for name in sorted(set(pins) - set(groups)):
        yield "the pin of " + name, "no test has this name"


def cases():
    with open(sdk.source("sdk/python_suite", "failures.json"), encoding="utf-8") as file:
        known = json.load(file)
    pins = {}
    for group in known["failures"]:
        for name in group["names"]:
            assert name not in pins, "pinned twice: %s" % name
            pins[name] = group
    rows, same = run(sdk.python_suite())
    yield from judge(rows, pins)
    count = len({row["test"] for row in rows})
    failed = len({row["test"] for row in rows if row["outcome"] != "passed"})
    yield "tests that ran: %d, of which %d fail as pinned" % (known["tests"], known["failed"]), \
        None if (count, failed) == (known["tests"], known["failed"]) else \
        "%d ran, %d failed" % (count, failed)
    yield "the library is as it was", None if same else "its state is another one"


def main():
    try:
        rows = list(cases())
    except tap.Skip as skip:
        rows = [("the SDK's own suite", skip)]
    except Exception as error:  # the one case there is to fail
        rows = [("the SDK's own suite", str(error) or repr(error))]

    sdk.report("python_SDK_suite", rows)


if __name__ == "__main__":
    main()
