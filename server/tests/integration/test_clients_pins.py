"""How the tests of clients judge: a failure that is pinned passes, a pin that is stale fails."""

from clients import HEAD, compare_table, judge, readme_rows
from tap import each, main

PIN = {"reason": "not there yet", "error": "501"}
PASSES = {"name": "step", "ok": True}
FAILS = {"name": "step", "ok": False, "detail": "501 is not 200"}


@each([
    ("a step that passes", [PASSES], {}, True),
    ("a step that fails", [FAILS], {}, False),
    ("a step that fails as pinned", [FAILS], {"step": PIN}, True),
    ("a step that fails otherwise than pinned", [dict(FAILS, detail="500")], {"step": PIN}, False),
    ("a pinned step that passes", [PASSES], {"step": PIN}, False),
    ("a pin of no step", [PASSES], {"other": PIN}, False),
])
def test_the_judgement_of(steps, pins, good):
    found = [failure for _, failure in judge("client 1", steps, pins, "log")]
    assert all(failure is None for failure in found) == good, found


def test_a_table_that_says_something_else_fails():
    assert readme_rows() and HEAD.count("\n") == 2
    result = {"client": "made-up", "version": "1.0", "place": "Node.js", "methods": 1, "passed": 1,
              "pinned": 0}
    assert "made-up" in compare_table("Node.js", [result])
    assert compare_table("nowhere", []) is None


if __name__ == "__main__":
    main(globals())
