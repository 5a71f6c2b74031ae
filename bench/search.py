"""The rows about lists and searches in large libraries: a page of the list, and searches whose
results are as many in a library of 100,000 files as in one of 1,000,000. The libraries are made
by seed_library.c; which words find how much stands in seed_file.h.

Beside each, SQLite alone gets the ids of all that matches, in no order, from the same database by
the best index. The plan of the statement that the server runs, which it logs at level debug, must
not scan a large table. A search is slower while others use the processors: `processor` is what
the server itself had of them.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.parse

from emulator import PRIVATE_KEY, basic

SMALL, LARGE = 100000, 1000000
REQUESTS = 30
QUERY_SECONDS = 4     # after which no further request is made
COUNT_SECONDS = 10
LIST_MS = 15
SEARCH_MS = 20
GROWTH = 2            # times: from the small library to the large one
SEED_RATE = 50000     # files a second
BYTES_A_FILE = 1100   # database, its log, and the bare table beside it
BEGIN = "2019-12-31T00:00:00Z"  # before the first file: the root is older than what lies in it
WAIT_SECONDS = 60
COUNT_MAX = 20000     # results that are counted
LARGE_TABLES = ("file", "file_version", "tag", "field_value", "blob_facts", "blob_keyword")


class Query:
    """One search, and what SQLite alone does for it."""

    def __init__(self, name, search, bare, limit=100, target=SEARCH_MS):
        self.name, self.search, self.bare = name, search, bare
        self.limit, self.target = limit, target

    def path(self, limit=None, skip=0):
        values = {"limit": limit or self.limit}
        if skip:
            values["skip"] = skip
        if self.search:
            values["searchQuery"] = self.search
        return "/v1/files?" + urllib.parse.urlencode(values)


TAGGED = ("SELECT version_id FROM tag WHERE word_id ="
          " (SELECT id FROM tag_word WHERE account_id = 1 AND name = '%s')")

QUERIES = (
    Query("first page of 1,000", None,
          "SELECT id FROM file WHERE account_id = 1 ORDER BY created_at, public_id LIMIT 1000",
          limit=1000, target=LIST_MS),
    Query("tags IN, a rare one", 'tags IN ["rare-heron"]', TAGGED % "rare-heron"),
    Query("tags IN, one held by 1 %", 'tags IN ["one-percent"]', TAGGED % "one-percent"),
    Query("name :", 'name : "needle-"',
          "SELECT id FROM file WHERE account_id = 1 AND name >= 'needle-' AND name < 'needle.'"),
    Query("path :", 'path : "/shelf"',
          "SELECT f.id FROM folder d CROSS JOIN file f ON f.folder_id = d.id"
          " WHERE d.account_id = 1 AND (d.path = '/shelf'"
          " OR d.path >= '/shelf/' AND d.path < '/shelf0')"),
    Query("createdAt >=", 'createdAt >= "2026-01-01"',
          "SELECT id FROM file WHERE account_id = 1 AND created_at >= 1767225600000"),
    Query("customMetadata, a number >=", '"customMetadata.price" >= 1000000',
          "SELECT version_id FROM field_value WHERE field_id = 1 AND item >= 1000000.0"),
    Query("customMetadata HAS", '"customMetadata.description" HAS "zanzibar"',
          "SELECT rowid FROM field_text WHERE field_text MATCH 'zanzibar'"),
    Query("name HAS", 'name HAS "needle"',
          "SELECT rowid FROM file_text WHERE file_text MATCH 'needle'"),
    Query("tags HAS", 'tags HAS "heron"',
          "SELECT t.version_id FROM tag_text x CROSS JOIN tag t ON t.word_id = x.rowid"
          " WHERE tag_text MATCH 'heron*'"),
)


# The library ------------------------------------------------------------------------------------

def make_library(table, programs, folder, files, server):
    """A data folder with so many files; gives the path of its database."""
    with server("--data", folder, "--clock", BEGIN):
        pass
    path = os.path.join(folder, "imagekit.db")
    done = subprocess.run([os.path.join(programs, "seed_library"), path, str(files)],
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise OSError("seed_library ended with %d" % done.returncode)
    report = json.loads(done.stdout)
    print("%d files with %d rows in all: %.1f s, of which %.1f s on a processor" % (
        files, report["rows"], report["seconds"], report["processor_seconds"]))
    table.rows.append((
        "media library of %d files made in bulk" % files, "%.0f /s" % report["per_second"],
        ">= %d /s" % SEED_RATE, "ok" if report["per_second"] >= SEED_RATE else "MISSED",
        "%.0f /s" % report["bare_per_second"],
        "%.2f" % (report["per_second"] / report["bare_per_second"])))
    check_library(path, files)
    return path


def check_library(path, files):
    """What is measured is a sound library."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        found = [db.execute("SELECT count(*) FROM file").fetchone()[0]]
        found += db.execute("PRAGMA quick_check").fetchone()
        found += db.execute("PRAGMA foreign_key_check").fetchall()
    if found != [files, "ok"]:
        raise OSError("%s: not a sound library of %d files: %r" % (path, files, found[:3]))


def drop_cache(path):
    """The next reader has the file read from disk."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


# Requests ---------------------------------------------------------------------------------------

class Client:
    """One connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
        self.headers = {"Authorization": basic(PRIVATE_KEY)}

    def ask(self, path):
        """Milliseconds, and the body."""
        start = time.monotonic()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        taken = (time.monotonic() - start) * 1000
        if answer.status != 200:
            raise OSError("%s: %d %r" % (path, answer.status, body[:300]))
        return taken, body

    def count(self, query):
        """How many results there are; None when it takes too long to find out."""
        end = time.monotonic() + COUNT_SECONDS
        for skip in range(0, COUNT_MAX + 1, 1000):
            if time.monotonic() > end:
                break
            found = len(json.loads(self.ask(query.path(1000, skip))[1]))
            if found < 1000:
                return skip + found
        return None


class Figures:
    """Of one query in one library: milliseconds a request, and the number of results."""

    def __init__(self, client, query, db, path, pid):
        drop_cache(path)
        self.first = client.ask(query.path())[0]
        body = client.ask(query.path())[1]
        if len(json.loads(body)) != query.limit:
            raise OSError("%s: not %d results" % (query.name, query.limit))
        before = processor_ms(pid)
        taken = sorted(repeated(lambda: client.ask(query.path())[0]))
        self.processor = (processor_ms(pid) - before) / len(taken)
        self.median, self.longest = statistics.median(taken), taken[-1]
        self.bare = statistics.median(repeated(lambda: bare_lookup(db, query.bare)))
        self.count = client.count(query) if query.search else None
        self.scans = []


def repeated(request):
    """What REQUESTS of them gave, or fewer when they are slow."""
    end = time.monotonic() + QUERY_SECONDS
    taken = [request()]
    while len(taken) < REQUESTS and time.monotonic() < end:
        taken.append(request())
    return taken


def processor_ms(pid):
    """What the process has had of the processors, to a hundredth of a second."""
    with open("/proc/%d/stat" % pid, encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def bare_lookup(db, sql):
    start = time.monotonic()
    db.execute(sql).fetchall()
    return (time.monotonic() - start) * 1000


def measure(path, server):
    """Figures of every query."""
    with server("--data", os.path.dirname(path)) as one, contextlib.closing(
            sqlite3.connect(path)) as db:
        client = Client(one.port)
        with contextlib.closing(client.connection):
            return [Figures(client, query, db, path, one.process.pid) for query in QUERIES]


# Plans ------------------------------------------------------------------------------------------

def logged_statements(log):
    """The statements that the server ran for its lists, in order."""
    log.seek(0)
    for line in log:
        with contextlib.suppress(ValueError):
            event = json.loads(line)
            if event.get("event") == "list":
                yield event["message"], bool(event.get("truncated"))


def statements_of(path, server):
    """For every query the statement of its page, from a server of its own that tells it."""
    with tempfile.TemporaryFile() as log:
        with server("--data", os.path.dirname(path), "--log", "json", "--log-level", "debug",
                    log=log) as one:
            client = Client(one.port)
            with contextlib.closing(client.connection):
                for query in QUERIES:
                    client.ask(query.path())
        found = list(logged_statements(log))
    if len(found) != len(QUERIES):
        raise OSError("the server logged %d statements for %d lists" % (len(found), len(QUERIES)))
    return found


class Step:
    """A line of a plan; `above` is the step that it is part of, or None."""

    def __init__(self, text, above):
        self.text, self.above = text, above
        self.depth = above.depth + 1 if above else 0
        self.parts = []

    def nested(self):
        """In a subquery, of which every row is wanted."""
        return self.above is not None and ("SUBQUERY" in self.above.text or self.above.nested())


def plan_of(db, sql):
    steps = {}
    top = []
    for node, parent, _, text in db.execute("EXPLAIN QUERY PLAN " + sql,
                                            parameters_of(sql)).fetchall():
        above = steps.get(parent)
        steps[node] = Step(text, above)
        (above.parts if above else top).append(steps[node])
    return list(steps.values()), top


def parameters_of(sql):
    """Nothing runs, so that any value will do for those that are numbered."""
    return [None] * max([int(number) for number in re.findall(r"\?(\d+)", sql)] or [0])


def scans_of(sql, steps, top):
    """The large tables that are read from one end to the other. A walk over all of the account's
    files, or all values of a field, is one too, but for one in the order of the answer, which ends
    where the page does."""
    names = {table: table for table in LARGE_TABLES}
    for table in LARGE_TABLES:
        for alias in re.findall(r"\b%s (?:AS )?(\w+)" % table, sql):
            names[alias] = table
    for step in steps:
        scan = re.match(r"SCAN (\w+)(?! VIRTUAL TABLE)", step.text)
        walk = re.match(r"SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \((?:account|field)_id=\?\)",
                        step.text)
        beside = step.above.parts if step.above else top
        if walk and not step.nested() and not any(
                "FOR ORDER BY" in other.text for other in beside):
            continue
        found = scan or walk
        if found and found.group(1) in names:
            yield names[found.group(1)]


def add_plans(path, server, figures):
    """Prints the plans, and notes with the figures what is scanned."""
    print("plans, %d files:" % LARGE)
    with contextlib.closing(sqlite3.connect(path)) as db:
        # The server has it of its own.
        db.create_function("relevance", 2, lambda text, words: 0.0, deterministic=True)
        for query, (sql, cut), own in zip(QUERIES, statements_of(path, server), figures):
            print("  " + (query.search or query.name))
            if cut:
                raise OSError("%s: the log cuts the statement short" % query.name)
            steps, top = plan_of(db, sql)
            for step in steps:
                print("    " + "  " * step.depth + step.text)
            own.scans = sorted(set(scans_of(sql, steps, top)))


# Rows -------------------------------------------------------------------------------------------

def add_rows(table, query, small, large):
    for files, own in ((SMALL, small), (LARGE, large)):
        name = "search in %d files: %s" % (files, query.name)
        table.add(name, own.median, "ms", query.target, own.bare, digits=2)
        if own.scans:
            mark_missed(table, "scans " + ", ".join(own.scans))
    if query.search is None or small.count is not None and small.count == large.count:
        growth = large.median / small.median
        table.rows.append(("    growth with ten times the files", "%.2f x" % growth,
                           "<= %d x" % GROWTH, "ok" if growth <= GROWTH else "MISSED", "", ""))


def mark_missed(table, why):
    row = table.rows[-1]
    table.rows[-1] = (row[0] + ", " + why,) + row[1:3] + ("MISSED",) + row[4:]


def print_details(results):
    print("%-30s %9s %9s %9s %9s %9s %9s %9s" % (
        "search, ms", "files", "results", "first", "median", "longest", "processor", "bare"))
    for files, figures in results:
        for query, own in zip(QUERIES, figures):
            count = own.count if own.count is not None else "?" if query.search else "all"
            print("%-30s %9d %9s %9.2f %9.2f %9.2f %9.2f %9.2f" % (
                query.name, files, count, own.first, own.median, own.longest, own.processor,
                own.bare))
    print("of %d requests (fewer when they take %d s), after a first one whose pages came from"
          " disk, and one more; the p99 of so many is the longest" % (REQUESTS, QUERY_SECONDS))


def measure_search(table, programs, scratch, server):
    """server: that of bench/run."""
    need, free = LARGE * BYTES_A_FILE * 2, shutil.disk_usage(scratch).free
    if free < need:
        print("search: NOT RUN: %d MB are free, %d MB wanted" % (free >> 20, need >> 20))
        return
    results = []
    for files in (SMALL, LARGE):
        folder = os.path.join(scratch, "search-%d" % files)
        try:
            path = make_library(table, programs, folder, files, server)
            results.append((files, measure(path, server)))
            if files == LARGE:
                add_plans(path, server, results[-1][1])
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    for query, small, large in zip(QUERIES, results[0][1], results[1][1]):
        add_rows(table, query, small, large)
    print_details(results)
