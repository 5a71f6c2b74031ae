"""Does one operation after another on a server and on the model, and compares the answers.

    session = Session(server, "private_key_nobody_used", job_delay=0)
    session.run(("upload", {"folder": "/a", "name": "x.txt", "content": "bytes"}))
    session.check_state()                   # every file, version and folder
    session.trace                           # the requests of the last operations

A Difference says what was expected. Operations are data: names, paths and numbers of versions,
never ids, so that a part of a sequence can be run again on an empty account. In a path ~N is the
name that the upload with the label ~N was given; a path !x stands for the id x.
"""

import json
import os
import re
import time
import urllib.parse

import pictures
from emulator import SLOWNESS, UPLOAD, basic
from form import Form
from library_checks import NOBODY, Checks, Difference
from library_model import Version
from library_rules import Answer, Refusal, clean_name

JOB_SECONDS = 20 * SLOWNESS


def bytes_of(content):
    """What an operation names as content: text, or the size of a picture."""
    return content.encode() if isinstance(content, str) else pictures.png(*content)


class Session(Checks):
    def run(self, operation):
        """Raises Silent, with nothing sent, where the model has no answer."""
        name, arguments = operation
        arguments = {key: self.real(value) for key, value in arguments.items()}
        getattr(self, "do_" + name)(**arguments)

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
