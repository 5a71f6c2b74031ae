"""Random searches, each answered by the server and, the slow way, by search_naive.py.

SEARCH_QUERIES (20000) queries from SEARCH_SEEDS ("1 2 3 4"), SEARCH_PROCESSES (2) at a time. A
difference is shown with the smallest query that was found to cause it; SEARCH_SEEDS=N alone gives
the queries of that seed again.
"""
# ctest: timeout 600

import collections
import concurrent.futures
import json
import multiprocessing
import os
import re

from emulator import Emulator
from search_generator import CUSTOM, OPERATORS, Chance, smallest, written
from search_library import Connection, encoded
from search_naive import (Asset, Condition, Context, Date, Group, Place, Size, conditions_of,
                          distance_km, instant, milliseconds, predicate, rank, relevance, search,
                          size_bytes, tokens_of, value_of, words_of)
from search_stock import FOLDERS, Stock
from tap import each, main

QUERIES = int(os.environ.get("SEARCH_QUERIES", "20000"))
SEEDS = [int(seed) for seed in os.environ.get("SEARCH_SEEDS", "1 2 3 4").split()]
PROCESSES = int(os.environ.get("SEARCH_PROCESSES", "2"))
SHOWN = 3       # differences of a seed
ROW = re.compile(rb'"folderId":"([0-9a-f]{24})"|"versionInfo":\{"id":"([0-9a-f]{24})"')
ORDERS = [direction + key for direction in ("ASC_", "DESC_")
          for key in ("NAME", "CREATED", "UPDATED", "HEIGHT", "WIDTH", "SIZE", "RELEVANCE")]

server = Emulator("--id-seed", "1")     # ids decide between rows that are alike
stock = None
assets = None
runs = {}


def set_up():
    global stock, assets
    server.start()
    stock = Stock(server)
    stock.fill()
    assets = stock.assets()
    pool = concurrent.futures.ProcessPoolExecutor(
        PROCESSES, mp_context=multiprocessing.get_context("fork"))
    for seed in SEEDS:
        runs[seed] = pool.submit(compare, seed, max(1, QUERIES // len(SEEDS)))
    pool.shutdown(wait=False)


tear_down = server.stop_cleanly


# The naive answer itself -----------------------------------------------------------------------

NOW = milliseconds("2026-03-31T12:00:00Z")
ROWS = [
    {"type": "folder", "folderId": "f1", "name": "sale", "folderPath": "/sales/sale",
     "createdAt": "2020-01-01T00:00:00.000Z", "updatedAt": "2020-01-01T00:00:00.000Z",
     "customMetadata": {}},
    {"type": "file", "fileId": "a1", "versionInfo": {"id": "a2"}, "name": "Red-dress.jpg",
     "filePath": "/sales/Red-dress.jpg", "createdAt": "2026-02-28T12:00:00.000Z",
     "updatedAt": "2026-03-31T11:00:00.000Z", "tags": ["sale", "two words"],
     "AITags": [{"name": "robot"}], "size": 1024, "fileType": "image", "width": 10, "height": 20,
     "hasAlpha": False, "isPrivateFile": True, "isPublished": True,
     "customMetadata": {"d": "2020-01-01T02:00:00+02:00", "s": "4", "m": [500, "x", True],
                        "n": 100.5, "t": 'say "hi", you', "b": False}},
    {"type": "file-version", "fileId": "a1", "versionInfo": {"id": "a1"}, "name": "Red-dress.jpg",
     "filePath": "/sales/Red-dress.jpg", "createdAt": "2026-02-28T12:00:00.000Z",
     "updatedAt": "2026-02-28T12:00:00.000Z", "tags": None, "AITags": None, "size": 1536,
     "fileType": "non-image", "isPrivateFile": False, "isPublished": False,
     "customMetadata": {"s": 4, "m": ["500"]}},
]
FACTS = {"a2": {"format": "jpg", "keywords": ["black"], "place": (40, 100),
                "taken": milliseconds("2025-03-31T12:00:00Z")}, "a1": {"format": "txt"}}
SMALL = [Asset(row, FACTS.get(row.get("versionInfo", {}).get("id"))) for row in ROWS]
FIELDS = Context(NOW, {"d": "Date", "s": "SingleSelect", "m": "MultiSelect", "n": "Number",
                       "t": "Text", "b": "Boolean"})


@each([
    ("%s %s%s %s" % (field, "NOT " * negated, op, values), field, op, negated, values, expected)
    for field, op, negated, values, expected in [
        # Expected: the folder, the file, its old version.
        ("name", "=", 0, ["sale"], "100"), ("name", "=", 1, ["sale"], "011"),
        ("name", ":", 0, ["Red"], "011"), ("name", ":", 0, ["red"], "000"),
        ("name", "HAS", 0, ["RED dr"], "011"), ("name", "HAS", 0, ["dr red"], "000"),
        ("name", "HAS", 0, ["dress, red"], "011"), ("name", "HAS", 0, ["ress"], "000"),
        ("name", "IN", 0, ["sale", "x"], "100"), ("name", "IN", 1, ["sale", "x"], "011"),
        ("tags", "IN", 0, ["robot"], "010"), ("tags", "IN", 1, ["robot"], "101"),
        ("tags", "IN", 0, ["two"], "000"), ("tags", "HAS", 0, ["two"], "010"),
        ("tags", "HAS", 0, ["sale rob"], "010"), ("tags", "EXISTS", 0, [], "010"),
        ("tags", "EXISTS", 1, [], "101"),
        ("type", "=", 0, ["file"], "010"), ("type", "=", 1, ["file"], "101"),
        ("id", "=", 0, ["a1"], "011"), ("id", "=", 0, ["a2"], "000"),
        ("createdAt", "=", 0, [Date("1m")], "011"), ("createdAt", "<", 0, [Date("1m")], "100"),
        ("createdAt", ">=", 0, [Date("2020-01-01")], "111"),
        ("createdAt", ">", 0, [Date("2020-01-01")], "011"),
        ("createdAt", "IN", 1, [Date("2020-01-01T00:00:00")], "011"),
        ("updatedAt", "=", 0, [Date("2026-03-31T12:00:00+01:00")], "010"),
        ("updatedAt", ">=", 0, [Date("1h")], "010"),
        ("width", "<", 0, [11], "010"), ("width", ">", 0, [10], "000"),
        ("width", "=", 1, [10], "101"), ("height", "IN", 1, [10], "111"),
        ("size", "<=", 0, [Size("1kb")], "010"), ("size", ">", 0, [Size("1.49KB")], "001"),
        ("size", "=", 1, [Size("1024")], "101"),
        ("format", "=", 0, ["jpg"], "010"), ("format", "IN", 0, ["jpg", "txt"], "011"),
        ("private", "=", 0, [True], "010"), ("private", "=", 0, [False], "001"),
        ("published", "=", 0, [False], "001"),
        ("transparency", "=", 0, [False], "010"), ("transparency", "=", 0, [True], "000"),
        ("createdBy", "=", 0, ["x"], "000"), ("createdBy", "IN", 1, ["x"], "111"),
        ("path", "=", 0, ["sales/"], "111"), ("path", ":", 0, ["/sale"], "000"),
        ("path", ":", 0, ["/"], "111"), ("path", "=", 0, ["/"], "000"),
        ("path", "IN", 1, ["/sales", "/x"], "000"),
        ("customMetadata.d", "=", 0, [Date("2020-01-01")], "010"),
        ("customMetadata.d", "=", 1, [Date("2020-01-01")], "101"),
        ("customMetadata.s", "=", 0, ["4"], "010"), ("customMetadata.s", "=", 0, [4], "001"),
        ("customMetadata.s", ">", 0, [3], "001"), ("customMetadata.s", ":", 0, ["4"], "010"),
        ("customMetadata.m", "IN", 0, [500], "010"), ("customMetadata.m", "IN", 0, ["500"], "001"),
        ("customMetadata.m", "IN", 0, [True, 1], "010"),
        ("customMetadata.m", "IN", 0, [1], "000"),
        ("customMetadata.m", "IN", 1, [500, "500"], "100"),
        ("customMetadata.n", ">=", 0, [100.5], "010"), ("customMetadata.n", "<", 0, [101], "010"),
        ("customMetadata.t", "HAS", 0, ["h say"], "000"),
        ("customMetadata.t", "HAS", 0, ["HI yo"], "010"),
        ("customMetadata.b", "=", 0, [False], "010"), ("customMetadata.b", "=", 1, [False], "101"),
        ("customMetadata.b", "EXISTS", 0, [], "010"),
        ("customMetadata.b", "EXISTS", 1, [], "101"),
        ("embeddedMetadata.Keywords", "IN", 0, ["black"], "010"),
        ("embeddedMetadata.Keywords", "EXISTS", 1, [], "101"),
        ("embeddedMetadata.DateTimeOriginal", "=", 0, [Date("1y")], "010"),
        ("embeddedMetadata.DateTimeOriginal", ">", 0, [Date("1y")], "000"),
        ("embeddedMetadata.LocationTaken", "=", 0, [Place("41,100 112km")], "010"),
        ("embeddedMetadata.LocationTaken", "=", 0, [Place("41,100 111km")], "000"),
        ("embeddedMetadata.LocationTaken", "=", 0, [Place("40,101|39,100")], "010"),
        ("embeddedMetadata.LocationTaken", "=", 0, [Place("40.1,101|41,100")], "000"),
        ("embeddedMetadata.LocationTaken", "=", 0, [Place("39,99|39,101|42,100")], "010"),
        ("embeddedMetadata.LocationTaken", "=", 0, [Place("39,99|39,101|39.9,100")], "000"),
        ("embeddedMetadata.LocationTaken", "=", 1, [Place("40,100 1km")], "101"),
    ]])
def test_the_naive_answer(field, op, negated, values, expected):
    holds = predicate(Condition(field, op, bool(negated), values, []), FIELDS)
    assert "".join(str(int(holds(asset))) for asset in SMALL) == expected


def test_the_naive_reading_of_words():
    assert [instant(words, NOW) - NOW for words in ("0d", "1h", "2d", "1w")] \
        == [0, -3600000, -172800000, -604800000]
    assert instant("13m", NOW) == milliseconds("2025-02-28T12:00:00")
    assert instant("2y", milliseconds("2024-02-29T01:02:03.004")) \
        == milliseconds("2022-02-28T01:02:03.004")
    assert milliseconds("1970-01-02") == 86400000
    assert milliseconds("1970-01-01T00:00:00.250-01:30") == 5400250
    assert [size_bytes(words) for words in ("7", "1.0001kb", "1.5MB", "2gb")] \
        == [7, 1024, 1572864, 2147483648]
    assert tokens_of("caf\u00e9-a_B.x2") == ["caf\u00e9", "a", "b", "x2"]
    assert words_of("(it's) A") == ["it", "s", "a"]
    # A degree of a great circle; a quarter of the equator.
    assert abs(distance_km((40, 100), (41, 100)) - 111.19508) < 1e-5
    assert abs(distance_km((0, 0), (0, 90)) - 10007.5572) < 1e-4


def test_the_naive_trees():
    file, folder = [Condition("type", "=", False, [kind], []) for kind in ("file", "folder")]
    sale = Condition("name", "HAS", False, ["sal"], [])
    red = Condition("name", "HAS", False, ["red dr"], [])
    either = Group("OR", [file, folder])
    assert [one.row for one in search(SMALL, either, FIELDS)] == ["f1", "a2"]
    assert [one.row for one in search(SMALL, either, FIELDS, "DESC_CREATED")] == ["a2", "f1"]
    assert [one.row for one in search(SMALL, Group("AND", [file, folder]), FIELDS)] == []
    assert [one.row for one in search(SMALL, either, FIELDS, file_type="image")] == ["a2"]
    assert [one.row for one in search(SMALL, red, FIELDS)] == ["a2"], "no version unless asked for"
    assert search(SMALL, sale, FIELDS, path="/") == []
    assert relevance(SMALL[0], Group("OR", [sale, red]), FIELDS) * 4 == 3
    assert relevance(SMALL[1], Group("OR", [sale, red]), FIELDS) * 15 == 7


def test_the_writing_of_queries():
    a, b = [Condition("name", "=", False, [x], ['"%s"' % x], "") for x in "ab"]
    many = Condition("customMetadata.n", "IN", True, [1, 2], ["1", "2"])
    assert written(a) == 'name="a"'
    assert written(Group("AND", [a, Group("OR", [b, many])])) \
        == 'name="a" AND (name="b" OR "customMetadata.n" NOT IN [1, 2])'
    assert written(Group("OR", [a, Group("AND", [b, a])])) == 'name="a" OR name="b" AND name="a"'


def test_the_smallest_query():
    parts = [Condition("size", "=", False, [Size(str(x))], [str(x)]) for x in range(5)]
    many = Condition("width", "IN", True, [1, 2, 3], ["1", "2", "3"])
    tree = Group("AND", [Group("OR", parts[:2]), Group("OR", parts[2:] + [many]), parts[0]])
    assert written(smallest(tree, lambda one: "2" in written(one) and "width" in written(one))) \
        in ("width IN [2]", "size = 2 OR width IN [1]")


# The server ------------------------------------------------------------------------------------

class Rival:
    """One process's connection, and what it found."""

    def __init__(self, seed):
        self.chance = Chance(seed, assets, stock.context)
        self.connection = Connection(server.port, stock.api.key)
        self.by_row = {asset.row: asset for asset in assets}
        self.counts = collections.Counter()
        self.complaints = []

    def parameters(self, tree):
        random = self.chance.random
        out = {}
        if random.random() < 0.3 and any(one.op == "HAS" for one in conditions_of(tree)):
            out["sort"] = random.choice(["ASC_RELEVANCE", "DESC_RELEVANCE"])
        elif random.random() < 0.5:
            out["sort"] = random.choice(ORDERS)
        if random.random() < 0.15:
            out["path"] = random.choice(["/"] + FOLDERS)
        if random.random() < 0.15:
            out["fileType"] = random.choice(["image", "non-image", "all"])
        if random.random() < 0.1:
            out.update(limit=random.randint(1, 20), skip=random.randint(0, 5))
        return out

    def answer(self, tree, parameters):
        """The rows as assets, or what was wrong with the answer."""
        target = "/v1/files?" + encoded(written(tree), **parameters)
        status, body = self.connection.get(target)
        if status != 200:
            return "%d %s" % (status, body[:500].decode("utf-8", "replace"))
        return [self.by_row[(folder or version).decode()]
                for folder, version in ROW.findall(body)]

    def difference(self, tree, parameters):
        """None, or (what was expected, what came)."""
        expected = search(assets, tree, stock.context, parameters.get("sort", "ASC_CREATED"),
                          parameters.get("path"), parameters.get("fileType", "all"))
        self.counts["found" if expected else "nothing"] += 1
        found = self.answer(tree, parameters)
        skip = parameters.get("skip", 0)
        page = expected[skip:skip + parameters.get("limit", 1000)]
        if found == page:
            return None
        # Rows of one file with the same rank may come in any order.
        if isinstance(found, list) and len(found) == len(page) == len(set(found)) \
                and set(found) <= set(expected) and ("limit" in parameters
                                                     or set(found) == set(page)):
            sort = parameters.get("sort", "ASC_CREATED")
            if [rank(one, tree, stock.context, sort) for one in found] \
                    == [rank(one, tree, stock.context, sort) for one in page]:
                return None
        return page, found

    def complain(self, tree, parameters):
        for key in list(parameters):
            fewer = {name: value for name, value in parameters.items() if name != key}
            if self.difference(tree, fewer):
                parameters = fewer
        tree = smallest(tree, lambda less: self.difference(less, parameters) is not None)
        expected, found = self.difference(tree, parameters)
        lines = ["query    " + written(tree), "with     " + json.dumps(parameters)]
        lines += ["expected " + shown(expected), "found    " + shown(found)]
        if isinstance(found, list):
            lines += comparison(expected, found, tree, parameters.get("sort", "ASC_CREATED"))
        self.complaints.append("\n".join(lines))


def shown(found):
    return found if isinstance(found, str) else "%d: %s" % (
        len(found), " ".join(asset.row for asset in found))


def comparison(expected, found, tree, sort):
    """The first rows that should not, or should, have been found; else those that lie wrong."""
    lines = []
    for title, some, others in (("missing  ", expected, found), ("too many ", found, expected)):
        lines += [title + described(asset, tree) for asset in some if asset not in others][:2]
    if not lines:
        at = next(at for at, asset in enumerate(expected) if asset is not found[at])
        for title, some in (("expected ", expected), ("found    ", found)):
            first = rank(some[at], tree, stock.context, sort)[0]
            lines.append("%sas row %d: %s: %s" % (title, at, first, described(some[at], tree)))
    return lines


def described(asset, tree):
    values = {one.field: str(value_of(one.field, stock.context)(asset))
              for one in conditions_of(tree)}
    return "%s, %s %s/%s: %s" % (asset.row, asset.kind, asset.path.rstrip("/"), asset.name,
                                 json.dumps(values))


def compare(seed, count):
    """(complaints, counts); ends at the third difference."""
    rival = Rival(seed)
    for _ in range(count):
        tree = rival.chance.tree()
        parameters = rival.parameters(tree)
        for condition in conditions_of(tree):
            rival.counts[(condition.field, condition.op, condition.negated)] += 1
        rival.counts["queries"] += 1
        if rival.difference(tree, parameters):
            rival.complain(tree, parameters)
            if len(rival.complaints) == SHOWN:
                break
    rival.connection.close()
    return rival.complaints, rival.counts


@each([("seed %d" % seed, seed) for seed in SEEDS])
def test_searches_answered_twice(seed):
    complaints, counts = runs[seed].result()
    assert not complaints, "after %d queries of seed %d:\n%s" % (
        counts["queries"], seed, "\n\n".join(complaints))
    print("# seed %d: %d queries, %d of them found something" % (
        seed, counts["queries"], counts["found"]))


def test_every_field_met_every_operator():
    counts = collections.Counter()
    for run in runs.values():
        counts.update(run.result()[1])
    wanted = {(field, op, negated) for field, pairs in OPERATORS.items() for op, negated in pairs}
    wanted |= {("customMetadata." + name, op, negated)
               for name, kind in stock.context.fields.items() for op, negated in CUSTOM[kind]}
    missing = [one for one in wanted if not counts[one]]
    assert not missing or counts["queries"] < 2000, missing
    assert counts["found"] > counts["queries"] // 3, counts["found"]


if __name__ == "__main__":
    main(globals())
