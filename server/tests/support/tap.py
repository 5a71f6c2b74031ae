"""Runs the functions of a test program and prints TAP 13.

    from tap import Skip, each, main

    def test_the_sky_is_blue():               # the name becomes "the sky is blue"
        assert sky() == "blue"

    @each([("one", 1), ("two", 2)])           # a case a row: "numbers are small: one"
    def test_numbers_are_small(number):
        assert number < 3

    if __name__ == "__main__":
        main(globals())

* A row of `each` is (label, argument...). Labels are unique within one table.
* `set_up()` of the program runs first; when it raises, every case fails. `tear_down()` runs last
  and is a case of its own ("the server stops cleanly").
* `raise Skip("reason")` in a case, or in set_up for all of them, prints "# SKIP NOT RUN: reason".
* Arguments of the command line are parts of names: only cases that hold one of them run.
"""

import sys
import traceback


class Skip(Exception):
    """The case cannot run here."""


def each(rows):
    rows = list(rows)
    labels = [row[0] for row in rows]
    assert len(labels) == len(set(labels)), "a label is there twice"

    def mark(function):
        function.rows = rows
        return function
    return mark


def _cases(namespace):
    for name, function in list(namespace.items()):
        if not name.startswith("test_") or not callable(function):
            continue
        title = name[len("test_"):].replace("_", " ")
        if not hasattr(function, "rows"):
            yield title, function, ()
            continue
        for row in function.rows:
            yield "%s: %s" % (title, row[0]), function, row[1:]


def _safe(text):
    """Text of one line in which TAP sees no directive."""
    text = text.encode("ascii", "backslashreplace").decode()
    return text.replace("\n", " ").replace("#", "(number sign)")


def _report(number, title, outcome, detail=""):
    line = "%s %d - %s" % ("not ok" if outcome == "failed" else "ok", number, _safe(title))
    if outcome == "skipped":
        line += " # SKIP NOT RUN: " + _safe(detail)
    print(line)
    if outcome == "failed":
        for row in detail.rstrip().splitlines():
            print("# " + row.encode("ascii", "backslashreplace").decode())
    sys.stdout.flush()


def _attempt(function, arguments=()):
    """Gives (outcome, detail)."""
    try:
        function(*arguments)
    except Skip as skip:
        return "skipped", str(skip)
    except Exception:  # the case failed, whatever it raised; the next one runs
        return "failed", traceback.format_exc(limit=-6)
    return "passed", ""


def main(namespace):
    wanted = sys.argv[1:]
    cases = [case for case in _cases(namespace)
             if not wanted or any(word in case[0] for word in wanted)]
    tear_down = namespace.get("tear_down")
    print("TAP version 13")
    print("1..%d" % (len(cases) + (tear_down is not None)))
    blocked = _attempt(namespace["set_up"]) if "set_up" in namespace else ("passed", "")
    failed = False
    number = 0
    for number, (title, function, arguments) in enumerate(cases, 1):
        if blocked[0] == "passed":
            outcome, detail = _attempt(function, arguments)
        else:
            outcome, detail = blocked
        failed = failed or outcome == "failed"
        _report(number, title, outcome, detail)
    if tear_down is not None:
        outcome, detail = _attempt(tear_down) if blocked[0] == "passed" else blocked
        failed = failed or outcome == "failed"
        _report(number + 1, "the server stops cleanly", outcome, detail)
    sys.exit(1 if failed else 0)
