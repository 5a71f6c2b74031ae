"""A pytest plugin for the SDK's own suite: runs the tests that its authors skip for want of a server,
in the order that SUITE_ORDER draws, and writes what came of each into the folder SUITE_RESULTS, a
JSON line a test and a file a process: {"test", "outcome", "status", "detail"}.

It looks at the reason of a skip and at nothing else; the suite is as it was published. Only the
processes of pytest-xdist write.
"""

import json
import os
import random
import re

REASON = "Mock server tests are disabled"


def _waits_for_a_server(mark):
    return mark.name == "skip" and mark.kwargs.get("reason") == REASON


def pytest_collection_modifyitems(config, items):
    chosen = [item for item in items if any(map(_waits_for_a_server, item.own_markers))]
    for item in chosen:
        item.own_markers = [mark for mark in item.own_markers if not _waits_for_a_server(mark)]
    random.Random(os.environ["SUITE_ORDER"]).shuffle(chosen)
    items[:] = chosen


def pytest_runtest_logreport(report):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    # What fails before or after the test itself fails it as well.
    if worker is None or (report.when != "call" and report.outcome == "passed"):
        return
    detail = "" if report.outcome == "passed" else report.longreprtext
    status = re.search(r"Error code: ([0-9]+)", detail)
    row = {"test": report.nodeid, "outcome": report.outcome,
           "status": int(status.group(1)) if status else None, "detail": detail[-1500:]}
    place = os.path.join(os.environ["SUITE_RESULTS"], worker + ".jsonl")
    with open(place, "a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
