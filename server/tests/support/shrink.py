"""Finds a short part of a sequence that still fails (delta debugging), within a bound of time.

    short = shrink(operations, fails, seconds, matters)

fails(part) runs a part from the beginning: None when nothing is wrong, else how many of its
members it took. Members that do not matter(member) are the first to be left out.
"""

import time


class _OutOfTime(Exception):
    pass


def shrink(sequence, fails, seconds, matters=lambda member: True):
    deadline = time.monotonic() + seconds
    best = list(sequence)

    def attempt(part):
        """Whether the part fails; then it, cut behind its fault, is the best so far."""
        nonlocal best
        if time.monotonic() > deadline:
            raise _OutOfTime
        count = fails(part)
        if count is None:
            return False
        best = part[:count]
        return True

    try:
        size = 16
        while size < len(best) and not attempt(best[-size:]):
            size *= 2
        attempt([one for one in best[:-1] if matters(one)] + best[-1:])
        _minimise(attempt, lambda: best)
    except _OutOfTime:
        pass
    return best


def _minimise(attempt, best):
    """Leaves out ever smaller pieces, until none of one member can be left out."""
    size = max(1, len(best()) // 2)
    while True:
        start, smaller = 0, False
        while start < len(best()):
            part = best()[:start] + best()[start + size:]
            if part and attempt(part):
                smaller = True
            else:
                start += size
        if size == 1 and not smaller:
            return
        size = max(1, size // 2)
