"""What a session with the server and its model compares: answers, rows, lists, bytes. See
library_session.py."""

import collections
import http.client
import json
import re
import time
import urllib.parse

from delivery import sign
from emulator import ANSWER_SECONDS, HELP, Client, Response, basic
from library_folders import Job
from library_model import File, Library
from library_rules import Answer

START = 1767323045678
START_ISO = "2026-01-02T03:04:05.678Z"
NOBODY = "0123456789abcdef01234567"
ID = re.compile("[0-9a-f]{24}")
LABEL = re.compile("~[0-9]+")


class Difference(AssertionError):
    """The server did something else than the model."""


class Wire:
    """A connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        self.used = 0.0

    def ask(self, method, path, body=None, headers=None):
        if time.monotonic() - self.used > 0.5:
            self.connection.close()     # an idle one the server may close at any moment
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        content = answer.read()
        self.used = time.monotonic()
        return Response(answer.status, answer.headers, content, "%s %s" % (method, path))

    def close(self):
        self.connection.close()


def iso(milliseconds):
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(milliseconds // 1000))
    return "%s.%03dZ" % (stamp, milliseconds % 1000)


class Checks:
    def __init__(self, server, key, job_delay=0):
        self.server = server
        self.key = key
        self.wire = Wire(server.port)
        self.account = Client(server.port, key).imagekit_id
        self.library = Library(START, job_delay)
        self.ids = {}       # a File, Version or Job: its id
        self.owners = {}    # (kind, id): whose it is
        self.labels = {}
        self.keys = {}      # a Version: what its URL named it by
        self.trace = collections.deque(maxlen=400)
        self.begin()

    def begin(self):
        """The account is new, and its clock stands still."""
        self.check(self.api("GET", "/v1/files"), Answer(200, []))
        self.server.control("PUT", "/clock?account=" + self.account,
                            {"mode": "frozen", "time": START_ISO}).expect(200)

    def real(self, value):
        if isinstance(value, str):
            return LABEL.sub(lambda found: self.labels.get(found.group(), found.group()), value)
        return [self.real(one) for one in value] if isinstance(value, list) else value

    def symbolic(self, value):
        """The other way: labels for the names that the server chose."""
        if isinstance(value, str):
            for label, name in self.labels.items():
                value = value.replace(name, label)
            return value
        if isinstance(value, dict):
            return {key: self.symbolic(one) for key, one in value.items()}
        return [self.symbolic(one) for one in value] if isinstance(value, list) else value

    # Requests ------------------------------------------------------------------------------

    def send(self, method, path, body=None, headers=None, said=None):
        """said: how the body is told in the trace."""
        answer = self.wire.ask(method, path, body, headers)
        if said is None:
            said = (body or b"").decode()
        self.trace.append("%s %s %s -> %d %s" % (method, path, said[:400], answer.status,
                                                 answer.body[:400].decode("utf-8", "replace")))
        return answer

    def api(self, method, path, value=None):
        headers = {"Authorization": basic(self.key)}
        if value is None:
            return self.send(method, path, None, headers)
        headers["Content-Type"] = "application/json"
        return self.send(method, path, json.dumps(value).encode(), headers)

    def fetch(self, target, private):
        """target: below the account, escaped."""
        if private:
            target = sign(target, key=self.key)
        return self.send("GET", "/%s/%s" % (self.account, target))

    # Ids -----------------------------------------------------------------------------------

    def bind(self, thing, value):
        kind = type(thing).__name__
        if not isinstance(value, str) or not ID.fullmatch(value):
            raise Difference("%r is no id of a %s" % (value, kind))
        if self.ids.setdefault(thing, value) != value:
            raise Difference("the id of a %s was %s and is %s" % (kind, self.ids[thing], value))
        if self.owners.setdefault((kind, value), thing) is not thing:
            raise Difference("the %s id %s was another one's" % (kind, value))

    def file_id(self, path):
        if path.startswith("!"):
            return urllib.parse.quote(path[1:])
        file = self.library.files.get(path) or self.library.graves.get(path)
        return self.ids.get(file, NOBODY)

    def version_id(self, path, number):
        if isinstance(number, str):
            return urllib.parse.quote(number[1:])
        file = self.library.files.get(path)
        if file is None:
            file = self.library.graves.get(path)
        if file is None:
            return NOBODY
        gone = [one for one in self.library.buried.get(file, []) if one.number == number]
        version = file.numbered(number) or (gone and gone[-1]) or None
        return self.ids.get(version, NOBODY)

    # Comparing -----------------------------------------------------------------------------

    def check(self, answer, expected):
        """expected: an Answer or a list of Refusals."""
        if isinstance(expected, list):
            self.check_refusal(answer, expected)
            return None
        self.same("status of %s" % answer.request, answer.status, expected.status, answer.body)
        if expected.status == 204:
            self.same("body", answer.body, b"")
            return None
        body = json.loads(answer.body)
        if isinstance(expected.shows, list):
            self.same("number of rows", len(body), len(expected.shows), answer.body)
            for row, pair in zip(body, expected.shows):
                self.check_row(row, *pair)
        elif expected.shows is not None:
            self.check_row(body, *expected.shows)
        elif expected.body is not None:
            self.check_body(body, expected.body)
        return body

    def check_body(self, got, wanted):
        if not isinstance(wanted, dict):
            self.same("body", got, wanted)
            return
        self.same("members", sorted(got), sorted(wanted))
        for name, value in wanted.items():
            if value is str:
                self.same("kind of " + name, type(got[name]), str)
            elif isinstance(value, Job):
                self.bind(value, got[name])
            elif isinstance(value, list) and value and isinstance(value[0], File):
                self.same(name, sorted(got[name]), sorted(self.ids[file] for file in value))
            else:
                self.same(name, got[name], value)

    def check_refusal(self, answer, refusals):
        body = json.loads(answer.body) if answer.status >= 400 else None
        if not any(self.fits(answer.status, body, one) for one in refusals):
            raise Difference("%s\n  got %d %s\n  expected %s" % (
                answer.request, answer.status, answer.body[:500],
                " or ".join(str(one) for one in refusals)))

    def fits(self, status, body, refusal):
        if status != refusal.status:
            return False
        texts = [refusal.message] if isinstance(refusal.message, str) else refusal.message
        more = {name: [self.file_id(path) for path in paths]
                for name, paths in (refusal.more or {}).items()}
        more = {name: list(dict.fromkeys(ids)) for name, ids in more.items()}
        return ((texts is None or body.get("message") in texts)
                and (refusal.reason is None or body.get("reason") == refusal.reason)
                and (refusal.naming is None or refusal.naming in body.get("message", ""))
                and all(body.get(name) == ids for name, ids in more.items())
                and body.get("help", HELP) == HELP)

    def same(self, what, got, wanted, context=b""):
        if got != wanted:
            raise Difference("%s: got %r, expected %r %s" % (
                what, got, wanted, context[:500].decode("utf-8", "replace")))

    def check_row(self, row, file, version):
        """A file or version as details, lists and uploads (which say less) tell it."""
        current = version is file.current
        wanted = {"name": file.name, "filePath": file.path, "size": len(version.content),
                  "tags": version.tags, "isPrivateFile": version.private,
                  "isPublished": version.published, "customCoordinates": version.coordinates,
                  "fileType": "image" if version.pixels else "non-image"}
        if "type" in row:
            wanted.update(type="file" if current else "file-version", AITags=None,
                          customMetadata={})
            if current:
                wanted["createdAt"] = iso(file.created)
        for name, value in wanted.items():
            if row.get(name, "nothing") != value:
                raise Difference("%s of %s: got %r, expected %r" % (
                    name, file.path, row.get(name, "nothing"), value))
        self.same("description of " + file.path, row.get("description"), version.description)
        self.same("size of the picture " + file.path, (row.get("width"), row.get("height")),
                  version.pixels or (None, None))
        self.same("number of " + file.path, row["versionInfo"]["name"],
                  "Version %d" % version.number)
        self.bind(file, row["fileId"])
        self.bind(version, row["versionInfo"]["id"])
        if current and "updatedAt" in row:
            self.check_updated(row, file, version)
        if "ik-obj-version=" in row["url"] and current:
            raise Difference("the URL of the current version of %s: %s" % (file.path, row["url"]))

    def check_updated(self, row, file, version):
        allowed = None if version.updated is None else [iso(one) for one in version.updated]
        if allowed is not None and row["updatedAt"] not in allowed:
            raise Difference("updatedAt of %s: got %s, expected %s" % (
                file.path, row["updatedAt"], " or ".join(allowed)))
        stamp = int(re.search(r"updatedAt=(\d+)", row["url"]).group(1))
        self.same("updatedAt in the URL", iso(stamp), row["updatedAt"])
        version.updated = frozenset([stamp])

    def rows(self, query):
        """The whole list; not in the trace."""
        rows = []
        while True:
            answer = self.wire.ask("GET", "/v1/files?%s&limit=1000&skip=%d" % (query, len(rows)),
                                   None, {"Authorization": basic(self.key)})
            self.same("status of %s" % answer.request, answer.status, 200, answer.body)
            page = json.loads(answer.body)
            rows += page
            if len(page) < 1000:
                return rows

    def everything(self):
        """Rows of folders, of files and of old versions."""
        return [self.rows("type=" + kind) for kind in ("folder", "file", "file-version")]

    def check_state(self):
        library = self.library
        folders, rows, old = self.everything()
        self.same("folders", sorted(row["folderPath"] for row in folders), sorted(library.folders))
        files = {row["filePath"]: row for row in rows}
        self.same("files", sorted(row["filePath"] for row in rows), sorted(library.files))
        self.same("old versions", sorted(self.place(row) for row in old), sorted(
            (path, one.number) for path, file in library.files.items()
            for one in file.versions if one is not file.current))
        for path, file in library.files.items():
            self.check_row(files[path], file, file.current)
        for row in old:
            path, number = self.place(row)
            self.check_row(row, library.files[path], library.files[path].numbered(number))

    @staticmethod
    def place(row):
        return row["filePath"], int(row["versionInfo"]["name"].split()[1])

    def check_order(self, rows, expected, sort, part):
        direction, _, field = sort.partition("_")
        keys = {"NAME": lambda row: row[0].name, "SIZE": lambda row: len(row[1].content),
                "CREATED": lambda row: row[0].created}
        expected.sort(key=lambda row: (keys[field](row), row[0].created, self.ids[row[0]]),
                      reverse=direction == "DESC")
        expected = expected[part]
        self.same("rows in the order %s" % sort, [row["filePath"] for row in rows],
                  [file.path for file, _ in expected])
        for row, pair in zip(rows, expected):
            self.check_row(row, *pair)

    def check_delivery(self, answer, statuses, content):
        if answer.status not in statuses:
            raise Difference("%s: got %d, expected %s" % (
                answer.request, answer.status, " or ".join(map(str, sorted(statuses)))))
        if answer.status == 200 and answer.body != content:
            raise Difference("%s: got the bytes %r, expected %r" % (
                answer.request, answer.body[:100], content[:100]))
