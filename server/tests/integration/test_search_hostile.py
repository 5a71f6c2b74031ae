"""Queries within every limit that ask for the most: they are answered, and the server lives on."""

import math

from emulator import Emulator
from search_library import Shelf, photo
from tap import each, main

WHEN = "2026-01-01T00:00:00.000Z"
server = Emulator()
shelf = None


def set_up():
    global shelf
    server.start()
    shelf = Shelf(server)
    shelf.field("text", "Textarea")
    shelf.folder("ads", "/ads", WHEN)
    shelf.file("seen", photo(20, 20, "2024:05:06 07:08:09", (10, 20), ("k",)), "a.jpg", "/ads",
               WHEN, metadata={"text": "a b"}, tags="a,b")


tear_down = server.stop_cleanly


def circle(points):
    """A polygon around the place of the photograph."""
    angles = [2 * math.pi * i / points for i in range(points)]
    return "|".join("%.2f,%.2f" % (10 + math.sin(a), 20 + math.cos(a)) for a in angles)


def place(points):
    return '"embeddedMetadata.LocationTaken" = "%s"' % circle(points)


def deep(step, end, depth):
    for _ in range(depth):
        end = step % end
    return end


@each([("%s, %s" % (label, sort), query, sort) for label, query in [
    ("300 names in words", " OR ".join(['name HAS "a"'] * 300)),
    ("300 tags in words", " AND ".join(['tags HAS "b"'] * 300)),
    ("250 texts in words", " OR ".join(['"customMetadata.text" HAS "a"'] * 250)),
    ("100 words of tags", 'tags HAS "%s"' % " ".join(["a"] * 100)),
    ("300 paths", " AND ".join(['path : "/ads"'] * 300)),
    ("polygon of 500 points", place(500)),
    ("polygon and words", " AND ".join([place(300)] + ['name HAS "a"'] * 299)),
] for sort in ("ASC_NAME", "DESC_RELEVANCE")])
def test_much_is_found(query, sort):
    assert "seen" in shelf.find(query, sort=sort)


@each([("%s, %s" % (step, end[:16]), step, end) for step in [
    "width = 1 AND (height = 2 OR %s)",
    "(%s) OR size = 1 AND width = 1",
    'tags NOT IN ["a"] AND (tags NOT IN ["b"] OR %s)',
] for end in [
    'size NOT = 1 AND tags HAS "a b"',
    'type IN ["file", "file-version"] AND ' + place(60),
    '"customMetadata.text" HAS "a"',
]])
def test_nesting_is_answered_or_refused_never_failed(step, end):
    for depth in (1, 5, 9, 10, 11, 12, 20, 49, 50):
        shelf.rows(deep(step, end, depth), sort="DESC_RELEVANCE")
    for depth in (51, 52, 100):
        shelf.refuse(deep(step, end, depth))


if __name__ == "__main__":
    main(globals())
