"""How long it takes to bring back a library of 1,000 files, and to empty it, beside a plain copy of its
database's file that is synced to the disk as well."""

import http.client
import json
import os
import statistics
import time

FILES = 1000
ROUNDS = 20
PAUSE = 0.1
SAVED = "/_emulator/checkpoints/full"
STEPS = [("save", "PUT", SAVED), ("reset", "POST", "/_emulator/reset"),
         ("restore", "POST", SAVED + "/restore")]


class Control:
    """One kept connection to the control plane."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path):
        """The answer, and the milliseconds until it was there."""
        start = time.monotonic()
        self.connection.request(method, path)
        answer = self.connection.getresponse()
        body = answer.read()
        took = (time.monotonic() - start) * 1000
        if answer.status not in (200, 204):
            raise ValueError("%s %s: %d %r" % (method, path, answer.status, body[:300]))
        return body, took

    def close(self):
        self.connection.close()


def copy_file(source, target):
    """Milliseconds."""
    start = time.monotonic()
    with open(source, "rb") as file, open(target, "wb") as copy:
        while True:
            piece = file.read(1 << 20)
            if not piece:
                break
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return (time.monotonic() - start) * 1000


def timed(server, taken, each_round=None):
    """Saves, resets and restores in turn; milliseconds of each go to `taken`."""
    control = Control(server.port)
    for _ in range(ROUNDS):
        for name, method, path in STEPS:
            facts, took = control.ask(method, path)
            taken.setdefault(name, []).append(took)
            # The sweep that a reset sets off is the next step's otherwise.
            time.sleep(PAUSE)
        if each_round:
            each_round()
    facts = json.loads(control.ask("GET", SAVED)[0])
    control.close()
    if facts["files"] < FILES:
        raise ValueError("the library has fewer than %d files: %r" % (FILES, facts))
    return facts


def add_rows(table, taken, where, bare=None):
    for name, target in (("restore", 50), ("reset", 10), ("save", None)):
        table.add("%s of %d files, %s" % (name, FILES, where), statistics.median(taken[name]), "ms",
                  target, bare)


def measure_copies(table, scratch, new_server, fill):
    """fill(server, count) uploads so many files."""
    data, taken, copies = os.path.join(scratch, "checkpoints"), {}, []
    with new_server("--data", data) as server:
        fill(server, FILES)
        facts = timed(server, taken, lambda: copies.append(copy_file(
            os.path.join(data, "checkpoints", "full.db"), os.path.join(scratch, "full.copy"))))
    print("a library of %d files is a database of %.1f MB; the longest of %d: %s" % (
        FILES, facts["bytes"] / 1e6, ROUNDS, ", ".join(
            "%s %.1f ms" % (name, max(values)) for name, values in taken.items())))
    add_rows(table, taken, "in a folder (bare: its file copied, synced)", statistics.median(copies))
    taken = {}
    with new_server() as server:
        fill(server, FILES)
        timed(server, taken)
    add_rows(table, taken, "in memory")
