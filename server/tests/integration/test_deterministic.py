"""With --id-seed and --clock two runs of the same script are byte for byte the same: every answer with
all of its headers, the journal in its three forms, the database and the stored bytes at the end.

The script is the same each time; how often somebody asks for the server's health meanwhile is not.
"""

import contextlib
import http.client
import json
import os
import random
import shutil
import tempfile

from deterministic_script import HOST, play
from emulator import ANSWER_SECONDS, Emulator, basic
from library_rows import blobs, rows, schema
from origin import Origin
from pictures import jpeg
from tap import each, main

OPTIONS = ["--id-seed", "42", "--clock", "2026-01-02T03:04:05.678Z", "--job-delay", "2",
           "--purge-delay", "3", "--index-delay", "1", "--account",
           "demo:private_emulator:public_emulator", "--account", "shop:private_shop:public_shop",
           "--journal-bytes", "33554432"]
LEAST_CALLS = 200

chance = random.SystemRandom()
runs = {}


class Wire:
    """Sends what it is told and keeps what came back: the part of an answer that a client can see."""

    def __init__(self, port, origin):
        self.port = port
        self.origin = origin
        self.answers = []
        self.polls = 0

    def ask(self, method, target, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, target, body, dict({"Host": HOST}, **headers))
            answer = connection.getresponse()
            return answer.status, answer.reason, answer.getheaders(), answer.read()
        except http.client.IncompleteRead as cut:
            return answer.status, "cut", answer.getheaders(), cut.partial
        except (http.client.HTTPException, OSError) as end:
            return 0, type(end).__name__, [], b""
        finally:
            connection.close()

    def call(self, method, target, body=None, headers=None, key="private_emulator"):
        """The body, read as JSON where it is some."""
        self._poll()
        sent = dict(headers or {})
        if key:
            sent.setdefault("Authorization", basic(key))
        answer = self.ask(method, target, body, sent)
        self.answers.append((method + " " + target, answer))
        with contextlib.suppress(ValueError):
            return json.loads(answer[3])
        return answer[3]

    def _poll(self):
        for _ in range(chance.choice((0, 0, 1, 3))):
            path = chance.choice(("livez", "readyz", "metrics", "info", "journal?limit=1", "nothing"))
            self.ask("GET", "/_emulator/" + path, None, {})
            self.polls += 1


def run(kind, root, origin):
    """All that one run leaves."""
    data = os.path.join(root, "library") if kind == "data" else None
    server = Emulator(*OPTIONS, data=data)
    with server:
        wire = Wire(server.port, origin)
        play(wire)
    facts = {"answers": wire.answers, "polls": wire.polls}
    if data:
        facts.update(schema=schema(data), rows=rows(data), blobs=blobs(data))
        shutil.rmtree(data)
    return facts


def set_up():
    picture = jpeg(40, 30)
    # One origin for all runs, so that it has one address.
    with Origin({"/remote.jpg": (200, {"Content-Type": "image/jpeg"}, picture)}) as origin, \
            tempfile.TemporaryDirectory(prefix="emulator-deterministic-") as root:
        for kind in ("memory", "data"):
            runs[kind] = [run(kind, root, origin.url) for _ in range(2)]


def first_difference(one, other):
    """Two lists that are not the same: where they part."""
    for at, pair in enumerate(zip(one, other)):
        if pair[0] != pair[1]:
            return "%d: %.1500r\n%.1500r" % (at, pair[0], pair[1])
    return "%d and %d of them" % (len(one), len(other))


def test_the_script_is_long_and_meets_every_kind_of_answer():
    answers = runs["memory"][0]["answers"]
    assert len(answers) >= LEAST_CALLS, len(answers)
    statuses = {answer[0] for _, answer in answers}
    wanted = {0, 200, 201, 202, 204, 206, 304, 400, 401, 404, 409, 416, 423, 429, 500, 501, 503}
    assert wanted <= statuses, wanted - statuses


def test_health_was_asked_for_a_different_number_of_times():
    counts = [facts["polls"] for pair in runs.values() for facts in pair]
    assert len(set(counts)) > 1 and min(counts) > 50, counts


def test_the_control_plane_takes_no_request_ids():
    for name, (_, _, headers, _) in runs["memory"][0]["answers"]:
        shown = [value for key, value in headers if key == "x-request-id"]
        assert len(shown) == (0 if "/_emulator/" in name or not headers else 1), (name, headers)


@each([("in memory", "memory"), ("in a folder", "data")])
def test_every_answer_is_the_same(kind):
    first, second = (facts["answers"] for facts in runs[kind])
    assert first == second, first_difference(first, second)


def test_a_library_in_memory_answers_as_one_in_a_folder_does():
    """But for what the server tells of itself."""
    first, second = ([answer for answer in runs[kind][0]["answers"]
                      if answer[0] != "GET /_emulator/info"] for kind in ("memory", "data"))
    assert first == second, first_difference(first, second)


def test_the_database_is_the_same():
    first, second = (facts["rows"] for facts in runs["data"])
    assert runs["data"][0]["schema"] == runs["data"][1]["schema"]
    assert sum(map(len, first.values())) > 100, {table: len(first[table]) for table in first}
    for table, content in first.items():
        assert content == second[table], "%s %s" % (
            table, first_difference(content, second[table]))


def test_nothing_is_left_to_be_swept():
    for facts in runs["data"]:
        assert facts["rows"]["blob_garbage"] == []


def test_the_stored_bytes_are_the_same():
    first, second = (facts["blobs"] for facts in runs["data"])
    assert len(first) > 5
    assert first == second, first_difference(first, second)


if __name__ == "__main__":
    main(globals())
