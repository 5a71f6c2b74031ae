"""Does one operation after another on a server and on the model, and compares the answers.

    session = Session(server, "private_key_nobody_used", job_delay=0)
    session.run(("upload", {"folder": "/a", "name": "x.txt", "content": "bytes"}))
    session.check_state()                   # every file, version and folder
    session.trace                           # the requests of the last operations

A Difference says what was expected. Operations are data: names, paths and numbers of versions,
never ids, so that a part of a sequence can be run again on an empty account. In a path ~N is the
name that the upload with the label ~N was given; a path !x stands for the id x.
"""

import collections
import http.client
import json
import os
import re
import time
import urllib.parse

import pictures
from delivery import sign
from emulator import ANSWER_SECONDS, HELP, SLOWNESS, UPLOAD, Client, Response, basic
from form import Form
from library_model import Answer, File, Job, Library, Refusal, Version, clean_name

START = 1767323045678
START_ISO = "2026-01-02T03:04:05.678Z"
NOBODY = "0123456789abcdef01234567"
JOB_SECONDS = 20 * SLOWNESS
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


def bytes_of(content):
    """What an operation names as content: text, or the size of a picture."""
    return content.encode() if isinstance(content, str) else pictures.png(*content)


class Session:
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

    def run(self, operation):
        """Raises Silent, with nothing sent, where the model has no answer."""
        name, arguments = operation
        arguments = {key: self.real(value) for key, value in arguments.items()}
        getattr(self, "do_" + name)(**arguments)

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

    # Operations on files -------------------------------------------------------------------

    def do_upload(self, folder, name, content, label=None, **options):
        data = bytes_of(content)
        if not isinstance(content, str):
            options["pixels"] = tuple(content)
        form = Form().text("fileName", name).text("folder", folder).text(
            "responseFields", "tags,isPrivateFile,isPublished,customCoordinates,customMetadata")
        form.text("useUniqueFileName", "false" if label is None else "true")
        for ours, theirs in (("overwrite", "overwriteFile"), ("overwrite_tags", "overwriteTags"),
                             ("private", "isPrivateFile"), ("published", "isPublished")):
            if ours in options:
                form.text(theirs, str(options[ours]).lower())
        for ours, theirs in (("description", "description"), ("coordinates", "customCoordinates")):
            if ours in options:
                form.text(theirs, options[ours])
        if "tags" in options:
            form.text("tags", ",".join(options["tags"]))
        body, kind = form.binary("file", data).encode()
        expected = self.library.upload(folder, name, data, label, **options)
        answer = self.send("POST", UPLOAD, body, {"Authorization": basic(self.key),
                                                  "Content-Type": kind},
                           "folder=%s fileName=%s %s" % (folder, name, options))
        if label is not None and isinstance(expected, Answer) and answer.status == 200:
            self.christen(expected.shows[0], label, name, json.loads(answer.body)["name"])
        self.check(answer, expected)

    def christen(self, file, label, sent, got):
        """The server chose the name."""
        stem, extension = os.path.splitext(clean_name(sent))
        if not re.fullmatch("%s_[0-9A-Za-z_-]{7,14}%s" % (re.escape(stem), re.escape(extension)),
                            got):
            raise Difference("the unique name of %s: %s" % (sent, got))
        self.labels[label] = got
        del self.library.files[file.path]
        file.path = file.path[:-len(label)] + got
        self.same("another file of that name", file.path in self.library.files, False)
        self.library.files[file.path] = file

    def do_details(self, path):
        file_id = self.file_id(path)
        self.check(self.api("GET", "/v1/files/%s/details" % file_id), self.library.details(path))

    def do_patch(self, path, body):
        file_id, expected = self.file_id(path), self.library.patch(path, body)
        self.check(self.api("PATCH", "/v1/files/%s/details" % file_id, body), expected)

    def do_delete(self, path):
        file_id, expected = self.file_id(path), self.library.delete(path)
        self.check(self.api("DELETE", "/v1/files/" + file_id), expected)

    def bulk(self, call, paths, expected, **more):
        """The ids are looked up after the model was changed: a dead file keeps its id."""
        body = dict(fileIds=[self.file_id(path) for path in paths], **more)
        self.check(self.api("POST", "/v1/files/" + call, body), expected)

    def do_bulk_delete(self, paths):
        self.bulk("batch/deleteByFileIds", paths, self.library.bulk_delete(paths))

    def do_add_tags(self, paths, tags):
        self.bulk("addTags", paths, self.library.add_tags(paths, tags), tags=tags)

    def do_remove_tags(self, paths, tags):
        self.bulk("removeTags", paths, self.library.remove_tags(paths, tags), tags=tags)

    def do_copy(self, source, destination, versions=None):
        expected = self.library.copy(source, destination, bool(versions))
        body = {"sourceFilePath": source, "destinationPath": destination}
        if versions is not None:
            body["includeFileVersions"] = versions
        self.check(self.api("POST", "/v1/files/copy", body), expected)
        self.learn(expected)

    def do_move(self, source, destination):
        expected = self.library.move(source, destination)
        self.check(self.api("POST", "/v1/files/move", {
            "sourceFilePath": source, "destinationPath": destination}), expected)

    def do_rename(self, path, name, purge=None):
        expected = self.library.rename(path, name, bool(purge))
        body = {"filePath": path, "newFileName": name}
        if purge is not None:
            body["purgeCache"] = purge
        self.check(self.api("PUT", "/v1/files/rename", body), expected)

    def learn(self, expected):
        """Ids that the server gave without telling them are in the lists."""
        if isinstance(expected, Answer):
            self.check_state()

    # Versions ------------------------------------------------------------------------------

    def do_versions(self, path):
        file_id = self.file_id(path)
        self.check(self.api("GET", "/v1/files/%s/versions" % file_id), self.library.versions(path))

    def one_version(self, method, rule, path, number, of=None, end=""):
        """of: the path of another file, whose version of that number is named."""
        target = "/v1/files/%s/versions/%s%s" % (
            self.file_id(path), self.version_id(path if of is None else of, number), end)
        if of is not None and of != path and not isinstance(number, str):
            number = -1
        expected = rule(path, number)
        return self.check(self.api(method, target), expected)

    def do_version(self, path, number, of=None):
        self.one_version("GET", self.library.version, path, number, of)

    def do_delete_version(self, path, number, of=None):
        self.one_version("DELETE", self.library.delete_version, path, number, of)

    def do_restore(self, path, number, of=None):
        self.one_version("PUT", self.library.restore, path, number, of, "/restore")

    # Folders and jobs ----------------------------------------------------------------------

    def do_create_folder(self, name, place):
        expected = self.library.create_folder(name, place)
        self.check(self.api("POST", "/v1/folder", {"folderName": name, "parentFolderPath": place}),
                   expected)

    def do_delete_folder(self, path):
        expected = self.library.delete_folder(path)
        self.check(self.api("DELETE", "/v1/folder", {"folderPath": path}), expected)

    def do_copy_folder(self, source, destination, versions=None, flag="includeVersions"):
        expected = self.library.copy_folder(source, destination, bool(versions))
        body = {"sourceFolderPath": source, "destinationPath": destination}
        if versions is not None:
            body[flag] = versions
        self.check(self.api("POST", "/v1/bulkJobs/copyFolder", body), expected)
        self.learn(expected)

    def do_move_folder(self, source, destination):
        expected = self.library.move_folder(source, destination)
        self.check(self.api("POST", "/v1/bulkJobs/moveFolder", {
            "sourceFolderPath": source, "destinationPath": destination}), expected)
        self.learn(expected)

    def do_rename_folder(self, path, name, purge=None):
        expected = self.library.rename_folder(path, name, bool(purge))
        body = {"folderPath": path, "newFolderName": name}
        if purge is not None:
            body["purgeCache"] = purge
        self.check(self.api("POST", "/v1/bulkJobs/renameFolder", body), expected)
        self.learn(expected)

    def status_of(self, job):
        answer = self.api("GET", "/v1/bulkJobs/" + self.ids[job])
        self.same("status of %s" % answer.request, answer.status, 200, answer.body)
        body = json.loads(answer.body)
        if job.purge and (job.done or "purgeRequestId" in body):
            self.same("kind of purgeRequestId", type(body.pop("purgeRequestId", None)), str)
        self.same("members of a job", sorted(body), ["jobId", "status", "type"])
        self.same("job", (body["jobId"], body["type"]), (self.ids[job], job.kind))
        return body["status"]

    def do_job(self, back):
        """The job that was made `back` jobs ago."""
        if back < len(self.library.jobs):
            job = self.library.jobs[-1 - back]
            self.same("status of a job", self.status_of(job),
                      "Completed" if job.done else "Pending")
        else:
            self.check(self.api("GET", "/v1/bulkJobs/" + NOBODY),
                       [Refusal(404, "The requested job does not exist.")])

    def do_advance(self, seconds):
        """Jobs that become due are done soon after, not at once."""
        due = self.library.pending()
        self.library.advance(seconds)
        self.server.control("POST", "/clock/advance?account=" + self.account,
                            {"milliseconds": round(seconds * 1000)}).expect(200)
        due = [job for job in due if job.done]
        deadline = time.monotonic() + JOB_SECONDS
        for job in due:
            while self.status_of(job) != "Completed":
                if time.monotonic() > deadline:
                    raise Difference("a job is not done %d s after it is due" % JOB_SECONDS)
                time.sleep(0.002)
        if due:
            self.check_state()

    # Reading -------------------------------------------------------------------------------

    def do_list(self, sort=None, limit=None, skip=0, images=None, **filters):
        expected = self.library.listing(**filters)
        query = dict(filters, type=filters.get("kind"), sort=sort, limit=limit, skip=skip or None)
        query.pop("kind", None)
        if images is not None:
            expected = [row for row in expected if bool(row[1].pixels) == images]
            query["fileType"] = "image" if images else "non-image"
        if "tags" in query:
            query["tags"] = ",".join(query["tags"])
        query = urllib.parse.urlencode({key: value for key, value in query.items()
                                        if value is not None})
        answer = self.api("GET", "/v1/files?" + query)
        self.same("status of %s" % answer.request, answer.status, 200, answer.body)
        rows = json.loads(answer.body)
        if filters.get("kind", "file") == "file":
            self.check_order(rows, expected, sort or "ASC_CREATED", slice(
                skip, None if limit is None else skip + limit))
            return
        known = {(row[0].path, row[1].number): row for row in expected if isinstance(row, tuple)}
        self.same("files", sorted(self.place(row) for row in rows if row["type"] != "folder"),
                  sorted(known))
        self.same("folders", sorted(row["folderPath"] for row in rows if row["type"] == "folder"),
                  sorted(row for row in expected if isinstance(row, str)))
        for row in rows:
            if row["type"] != "folder":
                self.check_row(row, *known[self.place(row)])

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

    def do_deliver(self, path, signed=True):
        file = self.library.files.get(path)
        current = file.current if file else Version(b"", published=False)
        target = urllib.parse.quote(path[1:])
        status = 404 if not current.published else 401 if current.private and not signed else 200
        self.check_delivery(self.fetch(target, signed and current.private), {status},
                            current.content)

    def do_deliver_version(self, path, number):
        """By the URL that the version's details give; whose flags count, is not said."""
        row = self.one_version("GET", self.library.version, path, number)
        file = self.library.files.get(path)
        if row is None:
            for gone in self.library.buried.get(file, []) if file else []:
                if gone.number == number and gone in self.keys:
                    target = urllib.parse.quote(path[1:]) + "?ik-obj-version=" + self.keys[gone]
                    self.check_delivery(self.fetch(target, file.current.private), {404}, b"")
            return
        version = file.numbered(number)
        target = row["url"].partition("/%s/" % self.account)[2]
        self.same("the URL names a version", "ik-obj-version=" in target,
                  version is not file.current)
        if version is not file.current:
            self.keys[version] = re.search("ik-obj-version=([^&]*)", target).group(1)
        self.same("the path in the URL", urllib.parse.unquote(target.partition("?")[0]), path[1:])
        two = (version, file.current)
        statuses = {200 if one.published else 404 for one in two}
        if len({one.private for one in two}) > 1:
            statuses |= {401}
        signed = any(one.private for one in two)
        if signed:
            statuses.discard(401)
        self.check_delivery(self.fetch(target, signed), statuses, version.content)

    def do_purge(self, path):
        url = "http://127.0.0.1:%d/%s%s" % (self.server.port, self.account,
                                            urllib.parse.quote(path))
        body = self.check(self.api("POST", "/v1/files/purge", {"url": url}),
                          Answer(201, {"requestId": str}))
        self.check(self.api("GET", "/v1/files/purge/" + body["requestId"]),
                   Answer(200, {"status": "Completed"}))

    def do_refused(self, method, path, body, status, message, reason=None):
        """What is refused whatever the library holds."""
        self.check(self.api(method, path, body), [Refusal(status, message, reason)])
