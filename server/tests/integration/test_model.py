"""Random operations on the media library against a reference model: after each the answer is
compared, every few the whole library. A difference is shown with the shortest sequence that was
found to cause it.

MODEL_OPS (10000) operations for each of MODEL_SEEDS ("1 2 3 4 5"), and a quarter of them again with
jobs that take their time, MODEL_PROCESSES (2) at a time; MODEL_SHRINK (60) seconds for the shortest
sequence. MODEL_REPLAY=FILE runs the operations of a file instead, one JSON array a line as they are
printed; MODEL_DELAY (0) is the time that its jobs take.
"""
# ctest: timeout 900

import collections
import concurrent.futures
import itertools
import json
import os
import time

from emulator import Emulator, _die_with_parent
from library_chance import READS, WEIGHTS, Chance
from library_checks import Difference
from library_rules import Silent
from library_session import Session
from shrink import shrink
from tap import Skip, each, main

OPS = int(os.environ.get("MODEL_OPS", "10000"))
SEEDS = [int(seed) for seed in os.environ.get("MODEL_SEEDS", "1 2 3 4 5").split()]
PROCESSES = int(os.environ.get("MODEL_PROCESSES", "2"))
SHRINK_SECONDS = float(os.environ.get("MODEL_SHRINK", "60"))
REPLAY = os.environ.get("MODEL_REPLAY")
STATE_EVERY = 25
DELAY = 3
DELAYED_OPS = max(100, OPS // 4)
# Jobs that are still to run are the point: more of them, and more waiting.
DELAYED = dict(WEIGHTS, copy_folder=9, move_folder=9, rename_folder=9, advance=14, job=10,
               upload=25)

pool = None
runs = {}


class Play:
    """Plays sequences of operations on one server, each on an account of its own."""

    def __init__(self, server, delay):
        self.server = server
        self.delay = delay
        self.accounts = itertools.count()
        self.counts = collections.Counter()

    def session(self):
        return Session(self.server, "private_model_%d" % next(self.accounts), self.delay)

    def random(self, seed, ops):
        """The operations that were done, and what was wrong."""
        session, done = self.session(), []
        chance = Chance(seed, DELAYED if self.delay else None, few_versions=self.delay > 0)
        while len(done) < ops:
            name, arguments = chance.operation(session.library)
            operation = name, session.symbolic(arguments)
            try:
                session.run(operation)
            except Silent:
                self.counts["left out"] += 1
                continue
            except Difference as difference:
                return done + [operation], str(difference), session
            done.append(operation)
            self.counts[operation[0]] += 1
            if len(done) % STATE_EVERY == 0 or len(done) == ops:
                try:
                    session.check_state()
                except Difference as difference:
                    return done, str(difference), session
        return done, None, session

    def again(self, operations, every):
        """How many operations it took to a difference (None: there is none), and the session."""
        session = self.session()
        count = 0
        try:
            for count, operation in enumerate(operations, 1):
                try:
                    session.run(operation)
                except Silent:
                    continue
                if count % every == 0 and operation[0] not in READS:
                    session.check_state()
            session.check_state()
        except Difference as difference:
            return count, str(difference), session
        finally:
            session.wire.close()
        return None, None, session


def told(play, operations, difference, session):
    """The report of a difference."""
    def fails(part):
        return play.again(part, 1 if len(part) < 40 else STATE_EVERY)[0]

    start = time.monotonic()
    short = shrink(operations, fails, SHRINK_SECONDS, lambda one: one[0] not in READS)
    count, text, last = play.again(short, 1)
    lines = ["after %d operations: %s" % (len(operations), difference)]
    if count is None:
        lines.append("it did not come again when the operations were; the last requests:")
        return "\n".join(lines + list(session.trace)[-30:])
    lines.append("%d operations are enough (%.0f s to find them): %s" % (
        count, time.monotonic() - start, text))
    lines += [json.dumps(operation) for operation in short[:count]]
    lines.append("as requests:")
    return "\n".join(lines + list(last.trace)[-60:])


def work(seed, delay, ops):
    """In a process of its own: what went wrong (None: nothing), and a line of figures."""
    start = time.monotonic()
    with Emulator("--id-seed", seed, "--job-delay", delay) as server:
        play = Play(server, delay)
        done, difference, session = play.random(seed, ops)
        took = time.monotonic() - start
        library = session.library
        figures = "seed %d: %d operations in %.0f s, %d left out; %d files, %d folders, %d jobs" % (
            seed, len(done), took, play.counts["left out"], len(library.files),
            len(library.folders), len(library.jobs))
        report = None
        if difference is not None:
            report = "seed %d, %s" % (seed, told(play, done, difference, session))
    return report, figures


def set_up():
    global pool
    # Should this process be killed, theirs and their servers must not stay.
    pool = concurrent.futures.ProcessPoolExecutor(PROCESSES, initializer=_die_with_parent)
    if REPLAY:
        return
    for seed in SEEDS:
        runs[seed, 0] = pool.submit(work, seed, 0, OPS)
        runs[seed, DELAY] = pool.submit(work, seed, DELAY, DELAYED_OPS)


def outcome(seed, delay):
    if REPLAY:
        raise Skip("the operations of a file are run instead")
    report, figures = runs[seed, delay].result()
    print("# " + figures, flush=True)
    assert report is None, report


@each(("seed %d" % seed, seed) for seed in SEEDS)
def test_random_operations(seed):
    outcome(seed, 0)


@each(("seed %d" % seed, seed) for seed in SEEDS)
def test_random_operations_while_jobs_are_to_run(seed):
    outcome(seed, DELAY)


def test_operations_of_a_file():
    """Only with MODEL_REPLAY."""
    with open(REPLAY, encoding="utf-8") as file:
        operations = [json.loads(line) for line in file if line.startswith("[")]
    delay = int(os.environ.get("MODEL_DELAY", "0"))
    with Emulator("--job-delay", delay) as server:
        count, text, session = Play(server, delay).again(operations, 1)
        assert count is None, "%s\n%s" % (text, "\n".join(session.trace))


if not REPLAY:
    del test_operations_of_a_file


if __name__ == "__main__":
    main(globals())
