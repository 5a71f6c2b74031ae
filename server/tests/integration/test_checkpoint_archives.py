"""Checkpoints as files: what an archive is, its way into another server, and every way in which one can
be wrong; whatever it is, nothing changes then."""
# ctest: timeout 600

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading

import checkpoints as cp
from emulator import ACCOUNT, PRIVATE_KEY, SOURCE_DIR, Emulator
from tap import Skip, each, main

FILES = 12
ARCHIVE = "/_emulator/checkpoints/%s/archive"


class Stage:
    """One server with a folder, its checkpoint `good`, and the archive of that."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="emulator-test-")
        self.server = Emulator(data=self.data).start()
        api = cp.Talk(self.server)
        for number in range(FILES):
            api.upload(b"%d" % number * (1 + 100 * number), "%d.txt" % number, tags="a").expect(200)
        cp.save(self.server, "good")
        self.archive = cp.export(self.server, "good")
        self.entries = cp.unpack(self.archive)
        self.blobs = cp.blobs(self.data)
        self.listed = cp.checkpoints(self.server)
        self.files = api.list()
        api.close()

    def refuse(self, archive, status=400):
        """The message; nothing has changed."""
        for name in ("new", "good"):
            answer = cp.import_archive(self.server, name, archive).expect(status)
        self.check_unchanged()
        return answer.json()["message"]

    def check_unchanged(self):
        api = cp.Talk(self.server)
        assert cp.checkpoints(self.server) == self.listed
        assert api.list() == self.files
        assert not cp.leftovers(self.data), cp.leftovers(self.data)
        cp.wait_until(lambda: cp.blobs(self.data) == self.blobs, "blobs of a refused archive stay")
        api.close()

    def close(self):
        code = self.server.stop()
        shutil.rmtree(self.data)
        return code


_stage = []


def stage():
    return _stage[0]


def set_up():
    _stage.append(Stage())


def tear_down():
    assert _stage.pop().close() == 0


# What it is ----------------------------------------------------------------------------------------

def test_an_archive_is_a_tar_file_with_everything_in_order():
    entries = stage().entries
    names = [name for name, _ in entries]
    assert names[:2] == ["checkpoint.json", "library.db"], names
    assert names[2:] == sorted("blobs/%s/%s" % (blob[:2], blob) for blob in stage().blobs), names
    assert all(cp.sha256(content) == name[-64:] for name, content in entries[2:])
    facts = json.loads(entries[0][1])
    assert list(facts) == ["format", "program", "schema", "name", "createdAt", "accounts", "files",
                           "blobs", "databaseBytes", "databaseSha256"], facts
    assert (facts["format"], facts["name"], facts["accounts"], facts["files"], facts["blobs"]) == (
        1, "good", 1, FILES, FILES), facts
    assert facts["createdAt"] == stage().listed[0]["createdAt"]
    assert facts["databaseSha256"] == cp.sha256(entries[1][1])


def test_tar_lists_it():
    tar = shutil.which("tar")
    if not tar:
        raise Skip("there is no tar")
    done = subprocess.run([tar, "tf", "-"], input=stage().archive, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0 and not done.stderr, done
    assert done.stdout.decode().split() == [name for name, _ in stage().entries]


def test_the_same_checkpoint_gives_the_same_bytes():
    assert cp.export(stage().server, "good") == stage().archive
    head = stage().server.control("HEAD", "/checkpoints/good/archive").expect(200)
    assert head.header("content-length") == str(len(stage().archive))
    assert head.header("content-type") == "application/x-tar"
    assert head.header("content-disposition") == 'attachment; filename="good.tar"'


def test_it_makes_the_same_library_elsewhere():
    with Emulator() as server:
        paths = cp.fill(server, 200)
        before = cp.look(server, paths)
        cp.save(server, "full")
        archive = cp.export(server, "full")
        port = server.port      # delivery URLs begin with it
    for data in (None, tempfile.mkdtemp(prefix="emulator-test-")):
        with Emulator("--port", port, data=data) as server:
            facts = cp.import_archive(server, "came", archive).expect(200).json()
            assert (facts["name"], facts["files"], facts["accounts"]) == ("came", 240, 2), facts
            assert cp.Talk(server).list() == []     # it is on the shelf, not live
            cp.restore(server, "came")
            cp.expect_same(before, cp.look(server, paths))
            assert cp.unpack(cp.export(server, "came"))[1:] == cp.unpack(archive)[1:]
            cp.Talk(server).upload(b"goes on", "on.txt").expect(200)
        if data:
            shutil.rmtree(data)


@each([("another id and key", "acme:private_acme:public_acme", []),
       ("another id and key alone", "acme:private_acme:public_acme", ["--auth", "strict"]),
       ("another key of the same id", ACCOUNT + ":private_new:public_new", ["--auth", "strict"]),
       ("another id of the same key", "acme:%s:public_new" % PRIVATE_KEY, ["--auth", "strict"])])
def test_the_accounts_of_the_options_are_there_after_a_restore(account, options):
    name, key, _ = account.split(":")
    with Emulator("--account", account, *options) as server:
        cp.import_archive(server, "came", stage().archive).expect(200)
        for _ in range(2):
            facts = cp.restore(server, "came")
            api = cp.Talk(server, key)
            found = len(api.list())
            assert found == (0 if name == "acme" and key != PRIVATE_KEY else FILES), found
            assert facts["accounts"] == (2 if found == 0 else 1), facts
            url = api.upload(b"x", "x.txt").expect(200).json()["url"]
            assert "/%s/x.txt" % name in url, url
            api.close()
        server.control("POST", "/reset?account=" + name).expect(204)
        assert cp.Talk(server, key).list() == []


def test_chunks_are_taken_and_imports_may_run_side_by_side():
    archive, answers = stage().archive, []

    def put(name):
        pieces = [archive[at:at + 1000] for at in range(0, len(archive), 1000)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        answers.extend(stage().server.client(None).raw(
            b"PUT " + (ARCHIVE % name).encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + body))

    threads = [threading.Thread(target=put, args=("side-%d" % turn,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 6, answers
    for turn in range(6):
        assert cp.unpack(cp.export(stage().server, "side-%d" % turn))[1:] == stage().entries[1:]
        stage().server.control("DELETE", "/checkpoints/side-%d" % turn).expect(204)
    stage().check_unchanged()


def test_zeros_at_the_end_are_fine():
    cp.import_archive(stage().server, "padded", stage().archive + b"\0" * 9216).expect(200)
    stage().server.control("DELETE", "/checkpoints/padded").expect(204)


def resident_high_kib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def test_it_is_never_held_in_memory():
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as data, Emulator(data=data) as server:
        api = cp.Talk(server)
        for number in range(2):
            api.upload(os.urandom(20 * 1000 * 1000), "large-%d.bin" % number).expect(200)
        cp.save(server, "large")
        cp.import_archive(server, "small", stage().archive).expect(200)
        before = resident_high_kib(server.pid)
        archive = cp.export(server, "large")
        cp.import_archive(server, "again", archive).expect(200)
        grown = resident_high_kib(server.pid) - before
        assert grown < 20 * 1024, "%d KiB for an archive of 40 MB" % grown


# What it must not be -------------------------------------------------------------------------------

def table(rows):
    return [(label, (lambda make=make: make(stage().entries)), told) for label, make, told in rows]


def blob_name(content):
    return "blobs/%s/%s" % (cp.sha256(content)[:2], cp.sha256(content))


def with_database(entries, *statements, **manifest):
    return cp.pack([entries[0], ("library.db", cp.edit_database(entries[1][1], *statements))]
                   + entries[2:], manifest)


def swap(entries, at, name=None, content=None):
    old = entries[at]
    new = (old[0] if name is None else name, old[1] if content is None else content)
    return entries[:at] + [new] + entries[at + 1:]


def in_front_of(entries, at, raw):
    """Raw bytes before an entry."""
    return cp.pack(entries[:at])[:-1024] + raw + cp.pack(entries[at:], right=False)


WRONG = [
    ("nothing", lambda e: b"", "ends at byte 0"),
    ("not a tar file", lambda e: b"PK\x03\x04" * 500, "wrong at byte 0: there is no ustar header"),
    ("zeros", lambda e: b"\0" * 10240, "has no 'checkpoint.json'"),
    ("compressed", lambda e: __import__("gzip").compress(cp.pack(e)), "no ustar header"),
    ("database first", lambda e: cp.pack([e[1], e[0]] + e[2:]), "'checkpoint.json' must stand here"),
    ("no database", lambda e: cp.pack([e[0]] + e[2:], right=False), "'library.db' must stand here"),
    ("a text alone", lambda e: cp.pack(e[:1]), "has no 'library.db'"),
    ("a path that leads upwards",
     lambda e: in_front_of(e, 2, cp.add_entry("../../evil", b"x")), "not '../../evil'"),
    ("an absolute path",
     lambda e: in_front_of(e, 2, cp.add_entry("/tmp/evil", b"x")), "not '/tmp/evil'"),
    ("a blob's path that leads upwards",
     lambda e: cp.pack(swap(e, 2, "blobs/../" + e[2][0][6:])), "must stand here"),
    ("one more at the end", lambda e: cp.pack(e + [("evil", b"x")]), "no use for 'evil'"),
    ("a blob too many", lambda e: cp.pack(e[:2] + sorted(e[2:] + [(blob_name(b"more"), b"more")])),
     "must stand here, not '%s'" % blob_name(b"more")),
    ("a blob twice", lambda e: cp.pack(e[:3] + e[2:]), "must stand here"),
    ("the last blob twice", lambda e: cp.pack(e + e[-1:]), "no use for 'blobs/"),
    ("the first blob missing", lambda e: cp.pack(e[:2] + e[3:]), "must stand here"),
    ("the last blob missing", lambda e: cp.pack(e[:-1]), "the archive ends and has no 'blobs/"),
    ("blobs out of order", lambda e: cp.pack(e[:2] + e[:1:-1]), "must stand here"),
    ("other bytes of the same length",
     lambda e: cp.pack(swap(e, 3, content=e[3][1][:-1] + b"x")), "has the SHA-256"),
    ("a byte less", lambda e: cp.pack(swap(e, 4, content=e[4][1][:-1])), "by the library"),
    ("a byte more", lambda e: cp.pack(swap(e, 4, content=e[4][1] + b"x")), "by the library"),
    ("a symbolic link", lambda e: in_front_of(
        e, 1, cp.header("library.db", 0, b"2", "/etc/passwd")), "is a symbolic link"),
    ("a hard link", lambda e: in_front_of(
        e, 1, cp.header("library.db", 0, b"1", "/etc/passwd")), "is a hard link"),
    ("a folder", lambda e: in_front_of(e, 2, cp.header("blobs", 0, b"5")), "is a folder"),
    ("a device", lambda e: in_front_of(e, 2, cp.header("null", 0, b"3")), "is a device"),
    ("a pipe", lambda e: in_front_of(e, 2, cp.header("pipe", 0, b"6")), "is a pipe"),
    ("GNU's format", lambda e: cp.header("checkpoint.json", 9, form=cp.tarfile.GNU_FORMAT)
     + b"{}" * 255, "--format=ustar"),
    ("a huge text", lambda e: cp.pack(swap(e, 0, content=b'{"format":1,"program":"%s"}' % (
        b"x" * 70000)), right=False), "has more than 65536 bytes"),
    ("a huge size", lambda e: cp.pack(e[:1])[:-1024] + cp.header("library.db", 8 ** 11 - 1) + b"x",
     "has 8589934591 bytes"),
    ("a negative size", lambda e: negative_size(), "is not a number"),
    ("a text that is no JSON", lambda e: cp.add_entry("checkpoint.json", b"{]") + cp.END,
     "checkpoint.json: JSON at line 1, column 2"),
    ("a newer format", lambda e: cp.pack(e, {"format": 2, "colour": "blue"}),
     "made by a newer version of this program (format 2, this one knows up to 1)"),
    ("a newer schema by the text", lambda e: cp.pack(e, {"schema": 9999}),
     "written by a newer version of this program (schema 9999"),
    ("a newer schema by the database", lambda e: with_database(e, "PRAGMA user_version = 9999"),
     "written by a newer version of this program (schema 9999"),
    ("another schema than the text says", lambda e: cp.pack(e, {"schema": 1}), "and 1 by"),
    ("no format", lambda e: cp.pack(swap(e, 0, content=b"{}")), "\"format\""),
    ("an unknown member", lambda e: cp.pack(e, {"colour": "blue"}), "colour"),
    ("other counts", lambda e: cp.pack(e, {"files": FILES + 1}), "%d by checkpoint.json" % FILES),
    ("another hash of the database", lambda e: cp.pack(e, {"databaseSha256": "0" * 64}),
     "has the SHA-256"),
    ("another size of the database", lambda e: cp.pack(e, {"databaseBytes": 4096}), "and 4096 by"),
    ("an empty database", lambda e: cp.pack(swap(e, 1, content=b"")), "no library of this program"),
    ("no database at all", lambda e: cp.pack(swap(e, 1, content=b"just text " * 1000)),
     "library.db: "),
    ("another program's database", lambda e: cp.pack(swap(e, 1, content=cp.edit_database(
        b"", "CREATE TABLE t (a)", "PRAGMA user_version = 4"))), "library.db: "),
    ("a trigger of its own", lambda e: with_database(
        e, "CREATE TRIGGER evil AFTER INSERT ON file BEGIN DELETE FROM account; END"),
     "'evil' is not of this program"),
    ("a view of its own", lambda e: with_database(e, "CREATE VIEW evil AS SELECT 1"),
     "'evil' is not of this program"),
    ("pages of another size", lambda e: with_database(e, "PRAGMA page_size = 8192", "VACUUM"),
     "its page_size is 8192, not 4096"),
    ("a missing table", lambda e: with_database(e, "DROP TABLE upload_token"),
     "'upload_token' is missing"),
    ("a version without its file", lambda e: with_database(
        e, "PRAGMA foreign_keys = OFF", "PRAGMA recursive_triggers = OFF",
        "UPDATE file_version SET file_id = 999 WHERE id = (SELECT min(id) FROM file_version)"),
     "it is damaged"),
    ("a blob's name that leads upwards", lambda e: upwards(e), "must stand here"),
    ("damaged pages", lambda e: cp.pack(swap(e, 1, content=scribbled(e[1][1]))), "library.db: "),
]


def negative_size():
    raw = bytearray(cp.header("checkpoint.json", 0))
    raw[124:136] = b"-0000000001\0"
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw)
    return bytes(raw) + cp.END


def upwards(entries):
    """The database names a blob by a path, and the archive brings one of that name."""
    path = "../../../../../../tmp/" + "x" * 42
    blob = entries[2][0][-64:]
    changed = cp.edit_database(entries[1][1], "UPDATE file_version SET blob = '%s' WHERE blob = '%s'"
                               % (path, blob))
    return cp.pack([entries[0], ("library.db", changed), ("blobs/..", entries[2][1])] + entries[3:])


def scribbled(database):
    """Every page but the first has some bytes of noise."""
    pages = bytearray(database)
    for at in range(4096, len(pages), 4096):
        pages[at:at + 64] = b"\xa5" * 64
    return bytes(pages)


SET_ALL = "UPDATE %s SET %s WHERE rowid = (SELECT max(rowid) FROM %s)"
BIG, AFTER_9999 = 2 ** 63 - 1, 253402300800000


def row(table_name, change, told):
    return ("%s: %.40s" % (table_name, change),
            lambda e: with_database(e, "PRAGMA foreign_keys = OFF",
                                    SET_ALL % (table_name, change, table_name)), told)


def rows(table_name, told, *changes):
    return [row(table_name, change, told) for change in changes]


def insert(label, told, *statements):
    return (label, lambda e: with_database(e, *statements), told)


FIELD = ("INSERT INTO field (account_id, public_id, name, label, type, schema, is_deleted) SELECT id,"
         " 'f00000000000000000000009', 'colour', 'Colour', '%s', '%s', 0 FROM account LIMIT 1")
VALUE = ("INSERT INTO field_value (version_id, field_id, position, json, item) SELECT v.id, f.id, %s"
         " FROM file_version v, field f LIMIT 1")
TEXT_FIELD = FIELD % ("Text", '{"type":"Text"}')
JOB = ("INSERT INTO job (account_id, public_id, type, source_path, target_path, include_versions,"
       " purge_failed, created_at, due_at, is_done) SELECT id, 'j1', %s FROM account LIMIT 1")
FACTS = "INSERT INTO blob_facts (blob, %s) SELECT blob, %s FROM file_version LIMIT 1"

ROWS = (
    rows("account", "account ", "imagekit_id = 'a/b'", "imagekit_id = ''", "private_key = 'a:b'",
         "private_key = ''", "public_key = char(10)")
    + rows("folder", "it is damaged: ", "path = '/other'", "parent_id = id", "name = 'x'", "public_id = ''",
           "public_id = 'a/b'", "created_at = %d" % BIG, "updated_at = %d" % AFTER_9999)
    + rows("file", "file ", "name = ''", "name = 'a/b'", "public_id = 'a b'",
           "current_version_id = 999", "current_version_id = 1", "next_version_no = 1",
           "next_version_no = %d" % BIG, "next_version_no = 0", "created_at = -%d" % BIG)
    + rows("file_version", "version ", "number = 0", "number = -1", "delivery_key = ''",
           "public_id = '../x'", "mime = 'a', width = -1", "height = %d" % 2 ** 31,
           "orientation = -1", "x_resolution = 9e999", "is_image = 2", "is_private = -1",
           "custom_coordinates = 'a,b,c,d'", "created_at = %d" % BIG, "updated_at = %d" % AFTER_9999)
    + [
        row("file_version", "description = CAST(x'ff' AS TEXT)", "what is no text"),
        row("file", "name = CAST(x'610062' AS TEXT)", "what is no text"),
        row("tag_word", "name = ''", "tag "),
        row("tag_word", "name = CAST(x'c3' AS TEXT)", "what is no text"),
        insert("folders in a circle", "folder ",
               "INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at,"
               " updated_at) SELECT 71, id, 'x71', NULL, 'a', '/a', 1, 1 FROM account LIMIT 1",
               "INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at,"
               " updated_at) SELECT 72, id, 'x72', 71, 'b', '/a/b', 1, 1 FROM account LIMIT 1",
               "UPDATE folder SET parent_id = 72 WHERE id = 71"),
        insert("two roots", "account ",
               "INSERT INTO folder (account_id, public_id, parent_id, name, path, created_at,"
               " updated_at) SELECT id, 'r2', NULL, '', '', 1, 1 FROM account LIMIT 1"),
        insert("a schema that is no JSON", "customMetadata field colour", FIELD % ("Text", "{]")),
        insert("a schema that is no object", "customMetadata field colour", FIELD % ("Text", "[]")),
        insert("a schema without a type", "customMetadata field colour", FIELD % ("Text", "{}")),
        insert("a schema of another type", "customMetadata field colour",
               FIELD % ("Number", '{"type":"Text"}')),
        insert("an unknown type", "customMetadata field colour", FIELD % ("Blob", '{"type":"Blob"}')),
        insert("a member twice", "customMetadata field colour",
               FIELD % ("Text", '{"type":"Text","type":"Text"}')),
        insert("a value that is no JSON", "customMetadata of version", TEXT_FIELD,
               VALUE % "0, 'red', 'red'"),
        insert("a value without its JSON", "customMetadata of version", TEXT_FIELD,
               VALUE % "0, NULL, 'red'"),
        insert("a value before the first", "customMetadata of version", TEXT_FIELD,
               VALUE % "-1, NULL, 'red'"),
        insert("a value of another type", "customMetadata of version", TEXT_FIELD,
               VALUE % "0, '5', 5.0"),
        insert("embedded facts that are no object", "what is known of the bytes",
               FACTS % ("embedded", "'[]'")),
        insert("embedded facts that are no JSON", "what is known of the bytes",
               FACTS % ("embedded", "'{\"a\":}'")),
        insert("a place beyond the poles", "what is known of the bytes",
               FACTS % ("latitude, longitude", "91.0, 0.0")),
        insert("a length without end", "what is known of the bytes", FACTS % ("duration", "9e999")),
        insert("a job of another kind", "job j1", JOB % "'EAT_FOLDER', '/a', '/b', 0, 0, 1, 1, 0"),
        insert("a job without a path", "job j1", JOB % "'COPY_FOLDER', 'a', '/b', 0, 0, 1, 1, 0"),
        insert("a job at the end of time", "job j1",
               JOB % ("'COPY_FOLDER', '/a', '/b', 0, 0, 1, %d, 0" % BIG)),
        insert("a remote URL of no blob", "remote URL",
               "INSERT INTO remote_file VALUES ('https://example.com/', '../x')"),
        insert("an unknown part of the control plane", "which is not known",
               "INSERT OR REPLACE INTO control_state VALUES (0, 'moods', '{}')"),
        insert("control that is no JSON", "state of the control plane",
               "INSERT OR REPLACE INTO control_state VALUES (0, 'clock', '{')"),
    ])


@each(table(ROWS))
def test_rows_that_this_program_does_not_make_are_not_believed(make, told):
    message = stage().refuse(make())
    assert told in message, message


@each(table(WRONG))
def test_what_is_wrong_is_told_and_changes_nothing(make, told):
    message = stage().refuse(make())
    assert told in message, message
    assert "at byte" in message, message


def test_rows_of_an_archive_delete_nothing_outside_of_the_blobs():
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as folder:
        bystander = os.path.join(folder, "bystander")
        with open(bystander, "w"):
            pass
        with Emulator(data=os.path.join(folder, "data")) as server:
            cp.import_archive(server, "evil", with_database(
                stage().entries, "INSERT INTO blob_garbage VALUES ('../bystander')")).expect(200)
            cp.restore(server, "evil")
            api = cp.Talk(server)
            file = api.upload(b"to be swept", "a.txt").expect(200).json()
            api.ask("DELETE", "/v1/files/" + file["fileId"]).expect(204)
            cp.wait_until(lambda: cp.sha256(b"to be swept") not in cp.blobs(server.data), "a sweep")
            assert os.path.exists(bystander)


def test_an_export_that_fails_says_so():
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as folder:
        with Emulator(data=folder) as server:
            cp.Talk(server).upload(b"bytes", "a.txt").expect(200)
            cp.save(server, "a")
            name = cp.sha256(b"bytes")
            os.unlink(os.path.join(folder, "blobs", name[:2], name))
            answer = server.control("GET", "/checkpoints/a/archive").expect(500)
            assert answer.json()["message"], answer.body


def test_an_account_goes_back_to_the_start_whatever_its_row():
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as folder:
        seed = os.path.join(folder, "seed.json")
        with open(seed, "w") as file:
            json.dump({"files": [{"path": "/a.txt", "content": {"text": "a"}}],
                       "clock": {"mode": "frozen", "time": "2026-01-02T03:04:05.000Z"}}, file)
        with Emulator("--seed", seed) as server:
            cp.save(server, "a")
            entries = cp.unpack(cp.export(server, "a"))
            moved = with_database(entries, "PRAGMA foreign_keys = OFF", "UPDATE account SET id = 3",
                                  "UPDATE folder SET account_id = 3",
                                  "UPDATE file SET account_id = 3")
            cp.import_archive(server, "moved", moved).expect(200)
            cp.restore(server, "moved")
            server.control("POST", "/reset?account=demo").expect(204)
            assert [file["name"] for file in cp.Talk(server).list()] == ["a.txt"]


def edges(archive):
    """Around every header, every entry's bytes and the end."""
    places, at = {0, 1}, 0
    for _, content in cp.unpack(archive):
        for place in (at, at + 512, at + 512 + len(content)):
            places.update((place - 1, place, place + 1))
        at += 512 + len(content) + -len(content) % 512
    return sorted(place for place in places | {at, at + 512, at + 1023} if 0 <= place < len(archive))


def test_an_archive_cut_at_any_edge_is_refused():
    server, archive = stage().server, stage().archive
    for cut in edges(archive):
        message = cp.import_archive(server, "new", archive[:cut]).expect(400).json()["message"]
        assert message.startswith("The archive ends at byte %d, " % cut), (cut, message)
    stage().check_unchanged()


def harmless(entries):
    """Places whose bytes say nothing that matters: the texts for people in checkpoint.json, and what
    closes the checksum of a header."""
    text = entries[0][1]
    places = set()
    for name in ("program", "name", "createdAt"):
        value = json.dumps(json.loads(text)[name]).encode()
        start = 512 + text.index(b'"%s":' % name.encode() + value) + len(name) + 4
        places.update(range(start, start + len(value) - 2))
    at = 0
    for _, content in entries:
        places.update((at + 154, at + 155))
        at += 512 + len(content) + -len(content) % 512
    return places


def test_a_flipped_byte_is_refused():
    server, archive = stage().server, stage().archive
    spared = harmless(stage().entries)
    places = [at for at in edges(archive) if at not in spared]
    places += [at for at in range(512, 512 + len(stage().entries[0][1])) if at not in spared]
    places += [at for at in range(3, len(archive), 4999) if at not in spared]
    for at in places:
        flipped = bytearray(archive)
        flipped[at] ^= 0x04
        answer = cp.import_archive(server, "new", bytes(flipped))
        assert answer.status == 400, (at, answer)
        assert " at byte " in answer.json()["message"], (at, answer)
    stage().check_unchanged()


def test_a_client_that_goes_away_leaves_nothing():
    server, archive = stage().server, stage().archive
    for cut in (0, 100, 5000, len(archive) // 2, len(archive) - 600):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"PUT " + (ARCHIVE % "new").encode() + b" HTTP/1.1\r\nHost: 127.0.0.1"
                               b"\r\nContent-Length: %d\r\n\r\n" % len(archive) + archive[:cut])
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    cp.wait_until(lambda: not cp.leftovers(stage().data), "the copy in the making stays")
    stage().check_unchanged()


# Older libraries -----------------------------------------------------------------------------------

def older_library(version):
    """What a program with so many migrations would have written: an account, a folder, a file."""
    folder = os.path.join(SOURCE_DIR, "server", "db", "migrations")
    blob = cp.sha256(b"old")
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for name in sorted(os.listdir(folder))[:version]:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                db.executescript(file.read())
        db.execute("PRAGMA user_version = %d" % version)
        db.execute("INSERT INTO account VALUES (1, ?, ?, NULL)", (ACCOUNT, PRIVATE_KEY))
        db.execute("INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at,"
                   " updated_at) VALUES (1, 1, 'f00000000000000000000001', NULL, '', '/', 1, 1)")
        db.execute("INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id,"
                   " next_version_no, created_at)"
                   " VALUES (1, 1, 'a00000000000000000000001', 1, 'old.txt', 1, 2, 1000)")
        db.execute("INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, size,"
                   " mime, is_image, width, height, orientation, has_alpha, x_resolution, y_resolution,"
                   " is_private, is_published, created_at, updated_at) VALUES (1, 1,"
                   " 'a00000000000000000000001', 1, 'k', ?, 3, 'text/plain', 0, 0, 0, 0, 0, 0, 0, 0, 1,"
                   " 1000, 1000)", (blob,))
        return db.serialize(), ("blobs/%s/%s" % (blob[:2], blob), b"old")


@each([("version %d" % version, version) for version in (1, 2, 3)])
def test_an_older_library_is_brought_up(version):
    if not hasattr(sqlite3.Connection, "serialize"):
        raise Skip("this Python cannot write a database into memory")
    database, blob = older_library(version)
    facts = json.loads(stage().entries[0][1])
    manifest = dict(facts, schema=version, accounts=1, files=1, blobs=1)
    archive = cp.pack([("checkpoint.json", json.dumps(manifest).encode()), ("library.db", database),
                       blob])
    with Emulator() as server:
        cp.import_archive(server, "old", archive).expect(200)
        newer = json.loads(cp.unpack(cp.export(server, "old"))[0][1])
        assert newer["schema"] == facts["schema"], newer
        cp.restore(server, "old")
        api = cp.Talk(server)
        assert [(file["name"], file["fileId"]) for file in api.list()] == [
            ("old.txt", "a00000000000000000000001")]
        assert server.client().fetch("http://127.0.0.1:%d/%s/old.txt" % (
            server.port, ACCOUNT)).expect(200).body == b"old"
        assert len(api.list(searchQuery='name : "old"')) == 1
        api.upload(b"new", "new.txt").expect(200)
        server.reset()
        assert cp.Talk(server).list() == []


if __name__ == "__main__":
    main(globals())
