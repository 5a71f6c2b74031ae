"""The rows about the media library: folder jobs on a folder with nearly 100,000 items below it,
from the POST of the job until its status says Completed. Beside them SQLite alone: one row
updated, so many rows copied by INSERT ... SELECT, each synced.

More than 100,000 items are refused, and folders count, so the folder has 10 folders of 9,998
files: 9,998 uploads, copied and renamed ten times.
"""

import contextlib
import http.client
import json
import os
import sqlite3
import statistics
import time

from emulator import PRIVATE_KEY, UPLOAD, basic
from form import Form
from jpeg import MARK

FOLDERS = 10
FILES_EACH = 9998
FILES = FOLDERS * FILES_EACH
UPLOAD_SECONDS = 60
CONNECTIONS = 8
RELOCATIONS = 5   # pairs: there and back
COPIES = 3
WAIT_SECONDS = 60
RELOCATION_MS = 200
COPY_RATE = 50000


class Jobs:
    """Folder jobs over one connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)

    def ask(self, method, path, body=None):
        headers = {"Authorization": basic(PRIVATE_KEY), "Content-Type": "application/json"}
        self.connection.request(method, path, body and json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 202):
            raise OSError("%s %s: %d %s" % (method, path, answer.status, content[:300]))
        return json.loads(content)

    def run(self, kind, **body):
        """Seconds from the POST to Completed."""
        start = time.monotonic()
        path = "/v1/bulkJobs/" + self.ask("POST", "/v1/bulkJobs/" + kind, body)["jobId"]
        while self.ask("GET", path)["status"] != "Completed":
            if time.monotonic() - start > WAIT_SECONDS:
                raise OSError("%s %r takes longer than %d s" % (kind, body, WAIT_SECONDS))
            time.sleep(0.001)
        return time.monotonic() - start

    def copy(self, source, destination):
        return self.run("copyFolder", sourceFolderPath=source, destinationPath=destination)

    def move(self, source, destination):
        return self.run("moveFolder", sourceFolderPath=source, destinationPath=destination)

    def rename(self, path, name):
        return self.run("renameFolder", folderPath=path, newFolderName=name)

    def check_count(self, folder):
        """FILES_EACH files lie in this folder."""
        for skip, wanted in ((FILES_EACH - 1, 1), (FILES_EACH, 0)):
            found = self.ask("GET", "/v1/files?path=%s&limit=1&skip=%d" % (folder, skip))
            if len(found) != wanted:
                raise OSError("%s: not %d files" % (folder, FILES_EACH))


def upload_request(port, mark):
    """The bytes of an upload whose name and content have the mark for a number to go there."""
    body, kind = (Form().text("fileName", "file-%s.txt" % mark).text("folder", "/seed/files")
                  .text("useUniqueFileName", "false")
                  .binary("file", b"content of a small file, number " + mark.encode()).encode())
    head = ["POST %s HTTP/1.1" % UPLOAD, "Host: 127.0.0.1:%d" % port,
            "Authorization: " + basic(PRIVATE_KEY), "Content-Type: " + kind,
            "Content-Length: %d" % len(body)]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def build(jobs, upload):
    """/big with its folders; upload() puts the files into /seed/files."""
    upload()
    jobs.check_count("/seed/files")
    for number in range(FOLDERS):
        jobs.copy("/seed/files", "/big")
        jobs.rename("/big/files", "f%d" % number)


# SQLite alone -----------------------------------------------------------------------------------

def bare_database(scratch):
    """FILES rows in 10 folders, of about the size of a file's facts."""
    db = sqlite3.connect(os.path.join(scratch, "bare-library.db"), isolation_level=None)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "CREATE TABLE folder(id INTEGER PRIMARY KEY, path TEXT UNIQUE);"
                     "CREATE TABLE file(id INTEGER PRIMARY KEY, folder INTEGER, name TEXT,"
                     " facts TEXT, UNIQUE(folder, name));")
    db.execute("BEGIN")
    db.executemany("INSERT INTO folder VALUES(?, ?)", (
        (folder, "/big/f%d" % folder) for folder in range(FOLDERS)))
    db.executemany("INSERT INTO file(folder, name, facts) VALUES(?, ?, ?)", (
        (folder, "file-%016x.txt" % number, "%0200d" % number)
        for folder in range(FOLDERS) for number in range(FILES_EACH)))
    db.execute("COMMIT")
    return db


def timed(db, statement, *values):
    start = time.monotonic()
    db.execute(statement, values)
    return time.monotonic() - start


def bare_update(db, number):
    return timed(db, "UPDATE folder SET path = ? WHERE id = 1", "/moved-%d" % number)


def bare_copy(db, number):
    """Copies every file once; the new folders are numbered on."""
    return timed(db, "INSERT INTO file(folder, name, facts) SELECT folder + ?, name, facts"
                 " FROM file WHERE folder < ?", (number + 1) * FOLDERS, FOLDERS)


# Rows -------------------------------------------------------------------------------------------

def relocations(jobs, db):
    """Milliseconds of moves, of renames and of bare updates, in turn."""
    moves, renames, bare = [], [], []
    for number in range(RELOCATIONS):
        moves.append(jobs.move("/big", "/elsewhere") * 1000)
        renames.append(jobs.rename("/elsewhere/big", "large") * 1000)
        bare.append(bare_update(db, number) * 1000)
        renames.append(jobs.rename("/elsewhere/large", "big") * 1000)
        moves.append(jobs.move("/elsewhere/big", "/") * 1000)
    return moves, renames, statistics.median(bare)


def copies(jobs, db):
    """Medians of files a second, of the server and of SQLite alone, and of their ratios."""
    pairs = []
    for number in range(COPIES):
        bare = FILES / bare_copy(db, number)
        own = FILES / jobs.copy("/big", "/copy-%d" % number)
        pairs.append((own, bare, own / bare))
    return [statistics.median(column) for column in zip(*pairs)]


def add_rate(table, figure, measured, target, bare, ratio):
    table.rows.append((figure, "%.0f /s" % measured, ">= %d /s" % target,
                       "ok" if measured >= target else "MISSED", "%.0f /s" % bare,
                       "%.2f" % ratio))


def measure_library(table, programs, scratch, server, load):
    """server and load: those of bench/run."""
    with server("--data", os.path.join(scratch, "folders")) as one, contextlib.closing(
            bare_database(scratch)) as db:
        jobs = Jobs(one.port)
        with contextlib.closing(jobs.connection):
            build(jobs, lambda: load(programs, scratch, one.port,
                                     upload_request(one.port, MARK.decode()), UPLOAD_SECONDS,
                                     FILES_EACH, CONNECTIONS))
            moves, renames, bare = relocations(jobs, db)
            rate, bare_rate, ratio = copies(jobs, db)
            jobs.check_count("/copy-%d/big/f%d" % (COPIES - 1, FOLDERS - 1))
    for name, taken in (("move", moves), ("rename", renames)):
        table.add("media library: %s a folder of %d files, longest of %d" % (
            name, FILES, len(taken)), max(taken), "ms", RELOCATION_MS, bare)
    add_rate(table, "media library: files copied with their folder", rate, COPY_RATE, bare_rate,
             ratio)
