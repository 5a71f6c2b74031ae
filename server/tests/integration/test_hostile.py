"""Faults that an attack on the running server once found: each test is the attack."""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

from emulator import (EMULATOR_BIN, PRIVATE_KEY, PUBLIC_KEY, SLOWNESS, UPLOAD, UPLOAD_V2, Emulator,
                      basic, exchange, parse_answers, run_to_end)
from form import Form
from tap import Skip, each, main

AUTH = ("Authorization", basic(PRIVATE_KEY))
MEGABYTE = 1000 * 1000
SEEDED = ("--id-seed", "1", "--clock", "2026-01-02T03:04:05Z")

server = Emulator("--threads", "32")
set_up, tear_down = server.start, server.stop_cleanly


def request(method, path, *headers, body=b"", version="HTTP/1.1"):
    lines = ["%s %s %s" % (method, path, version), "Host: localhost"]
    lines += ["%s: %s" % header for header in headers]
    if body:
        lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def upload_of(form, path=UPLOAD, *headers):
    body, kind = form.encode()
    return request("POST", path, ("Content-Type", kind), ("Connection", "close"), *headers,
                   body=body)


def only(data, **options):
    answers = parse_answers(exchange(server.port, data, **options))
    assert len(answers) == 1, answers
    return answers[0]


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="emulator-hostile-")
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def end_together(requests):
    """All but the last byte of each first, then the last bytes: as many at once as can be."""
    connections = []
    for data in requests:
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=30 * SLOWNESS)
        connection.sendall(data[:-1])
        connections.append((connection, data[-1:]))
    time.sleep(0.3)
    for connection, last in connections:
        connection.sendall(last)
    statuses = []
    for connection, _ in connections:
        with connection:
            data = b""
            while piece := connection.recv(65536):
                data += piece
        statuses.append(parse_answers(data)[0].status)
    return statuses


# Framing ----------------------------------------------------------------------------------------

@each([
    ("allowed headers", "OPTIONS", "/v1/files", "x" * 16200),
    ("a bad segment", "GET", "/demo/%zz" + "a" * 16200, None),
    ("an attachment's name", "GET", "/demo/whole.txt?ik-attachment=true&ik-attachment-filename=%22"
     + "!" * 15000, None),
])
def test_headers_that_quote_a_long_request_are_whole(method, path, asked):
    server.client().upload(b"hello", fileName="whole.txt", useUniqueFileName=False).expect(200)
    more = [("Access-Control-Request-Headers", asked)] if asked else []
    answer = only(request(method, path, ("Connection", "close"), *more))
    assert len(answer.header("x-request-id")) == 36, answer.header("x-request-id")
    assert answer.status == 204 or answer.header("content-length") == str(len(answer.body))


def head_of_its_own_length(line):
    """A head whose Content-Length is the length of the head."""
    for length in range(20, 400):
        data = request("POST", line, AUTH, ("Content-Length", str(length)))
        if len(data) == length:
            return data
    raise AssertionError("no such length")


@each([
    ("CR LF twice", b"\r\n\r\n"),
    ("LF twice", b"\n\n"),
    ("many lines", b"\r\n" * 8),
    ("sixteen bytes", b"\r\n\r\n" + b"\n" * 12),
])
def test_blank_lines_before_a_request_do_not_make_its_body_a_request(blank):
    # A thread that has served somebody knows where its requests start.
    for _ in range(40):
        server.client(None).get("/_emulator/livez").expect(200)
    file = server.client().upload(b"stays", fileName="stays.txt").expect(200).json()
    inner = request("DELETE", "/v1/files/" + file["fileId"], AUTH, ("Connection", "close"))
    data = blank + head_of_its_own_length("/v1/nonsense") + inner
    answers = parse_answers(exchange(server.port, data, half_close=True))
    assert [answer.status for answer in answers] == [400], answers
    server.client().details(file["fileId"]).expect(200)


def test_one_empty_line_before_a_request_is_fine():
    data = b"\r\n" + request("GET", "/_emulator/livez", ("Connection", "close"))
    assert only(data).status == 200


def test_blank_lines_do_not_bring_back_the_request_of_another_client():
    victim = ("Authorization", basic("private_victim"))
    server.client("private_victim").upload(b"s", fileName="secret.txt",
                                           useUniqueFileName=False).expect(200)
    first = request("GET", "/v1/files/x/details", victim, ("Connection", "close"))
    second = request("GET", "/v1/files", victim, ("Connection", "close"))
    for _ in range(2 * 32):
        exchange(server.port, first + second, half_close=True)
    for _ in range(2 * 32):
        blank = b"\r\n\r\n" + b"\n" * (len(first) - 4)
        assert b"secret.txt" not in exchange(server.port, blank, half_close=True)


@each([
    ("close", "HTTP/1.1", "close", "close"),
    ("keep-alive", "HTTP/1.1", "keep-alive", "keep-alive"),
    ("nothing", "HTTP/1.1", None, "keep-alive"),
    ("nothing in HTTP/1.0", "HTTP/1.0", None, "close"),
])
def test_the_answer_says_whether_the_connection_stays(version, asked, said):
    headers = [("Connection", asked)] if asked else []
    data = request("GET", "/_emulator/livez", *headers, version=version)
    answer = only(data, until=lambda got: b"alive" in got)
    assert answer.header("connection") == said, answer.header("connection")


# Large texts ------------------------------------------------------------------------------------

def signed(key, public, token, name="t.txt"):
    expire = str(int(time.time()) + 600)
    mac = hmac.new(key.encode(), (token + expire).encode(), hashlib.sha1).hexdigest()
    return Form().text("fileName", name).text("publicKey", public).text("token", token).text(
        "expire", expire).text("signature", mac).binary("file", b"x")


def test_an_error_that_quotes_a_megabyte_of_control_characters_is_json():
    form = signed(PRIVATE_KEY, PUBLIC_KEY, "\x01" * MEGABYTE)
    server.client(None).post_form(form).expect(200)
    again = server.client(None).post_form(form).expect(400)
    assert "has been used before" in again.json()["message"]


def test_a_file_with_a_megabyte_of_description_can_be_read():
    api = server.fresh()
    text = "\x01" * MEGABYTE
    file = api.upload(b"x", fileName="long.txt", description=text).expect(200).json()
    assert api.details(file["fileId"]).expect(200).json()["description"] == text
    assert api.files()[0]["description"] == text


def test_a_long_token_is_not_copied_for_every_account():
    with Emulator("--threads", "8") as other:
        for number in range(200):
            other.client(None).get("/_case/account%d/v1/files?limit=1" % number).expect(200)
        before = peak_kb(other.pid)
        form = signed("private_nobody", "public_nobody", "z" * MEGABYTE)
        other.client(None).post_form(form).expect(403)
        grown = peak_kb(other.pid) - before
        assert grown < 100 * 1024, "%d kB" % grown


def peak_kb(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


# Keys and tokens --------------------------------------------------------------------------------

def test_first_uploads_with_a_new_public_key_all_find_their_account():
    for turn in range(6):
        key = "private_adopted_%d" % turn
        server.client(key).get("/v1/files").expect(200)
        forms = [signed(key, "public_adopted_%d" % turn, "adopt-%d-%d" % (turn, number))
                 for number in range(24)]
        statuses = end_together([upload_of(form) for form in forms])
        assert statuses == [200] * 24, statuses


def jwt(name):
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    now = int(time.time())
    head = {"alg": "HS256", "typ": "JWT", "kid": PUBLIC_KEY}
    claims = {"fileName": name, "iat": now, "exp": now + 600}
    text = part(json.dumps(head).encode()) + "." + part(json.dumps(claims).encode())
    return text + "." + part(hmac.new(PRIVATE_KEY.encode(), text.encode(), hashlib.sha256).digest())


def test_padding_does_not_make_a_used_token_new():
    token = jwt("padded.txt")
    for spelling, status in ((token, 200), (token, 400), (token + "=", 400)):
        form = Form().text("fileName", "padded.txt").text("token", spelling).binary("file", b"x")
        server.client(None).post_form(form, UPLOAD_V2).expect(status)


def test_a_token_sent_by_fifty_at_once_is_good_for_one():
    form = Form().text("fileName", "fifty.txt").text("token", jwt("fifty.txt")).binary(
        "file", b"x")
    statuses = end_together([upload_of(form, UPLOAD_V2)] * 50)
    assert sorted(statuses) == [200] + [400] * 49, statuses


@each([("in the query", "/demo/private.txt?tr=n-any"), ("in the path", "/demo/tr:n-any/private.txt")])
def test_a_named_transformation_does_not_show_a_private_text(path):
    server.client().upload(b"top secret", fileName="private.txt", useUniqueFileName=False,
                           isPrivateFile=True).expect(200)
    server.client(None).get(path).expect(401)


# Deleting beside reading ------------------------------------------------------------------------

def test_what_is_deleted_while_it_is_fetched_is_there_or_not_found():
    api, done, odd = server.fresh(), threading.Event(), []
    url = "/%s/gone.txt" % api.imagekit_id

    def fetch():
        ask = request("GET", url) * 20
        while not done.is_set():
            data = exchange(server.port, ask, half_close=True)
            odd.extend(one for one in parse_answers(data) if one.status not in (200, 404))

    threads = [threading.Thread(target=fetch) for _ in range(6)]
    for thread in threads:
        thread.start()
    try:
        end = time.monotonic() + 4
        while time.monotonic() < end:
            file = api.upload(os.urandom(8), fileName="gone.txt",
                              useUniqueFileName=False).expect(200).json()
            api.delete("/v1/files/" + file["fileId"]).expect(204)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not odd, (len(odd), odd[0])


def upload_and_delete(port, name, turns):
    """Deletes on a second connection as soon as the first bytes of the answer are there."""
    with socket.create_connection(("127.0.0.1", port)) as uploads, \
            socket.create_connection(("127.0.0.1", port)) as deletes:
        for turn in range(turns):
            body, kind = Form().text("fileName", "a.txt").binary(
                "file", b"%d %d" % (name, turn)).encode()
            uploads.sendall(request("POST", UPLOAD, AUTH, ("Content-Type", kind), body=body))
            [answer] = parse_answers(uploads.recv(65536))
            path = "/v1/files/" + answer.json()["fileId"]
            deletes.sendall(request("DELETE", path, AUTH))
            [answer] = parse_answers(deletes.recv(65536))
            answer.expect(204)


def test_what_is_uploaded_and_deleted_at_once_leaves_no_bytes():
    with folder() as data, Emulator("--threads", "16", data=data) as other:
        threads = [threading.Thread(target=upload_and_delete, args=(other.port, name, 100))
                   for name in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert other.client().files() == []
        deadline = time.monotonic() + 10 * SLOWNESS
        while blobs(data) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert blobs(data) == 0, "%d are left" % blobs(data)


def blobs(data):
    return sum(len(names) for _, _, names in os.walk(os.path.join(data, "blobs")))


# Folders ----------------------------------------------------------------------------------------

def test_a_start_without_a_folder_leaves_the_users_folders_alone():
    with folder() as tmp:
        kept = os.path.join(tmp, "imagekit-emulator-data")
        with Emulator(data=kept) as other:
            other.client().upload(b"precious", fileName="a.txt").expect(200)
        os.mkdir(os.path.join(tmp, "imagekit-emulator-source"))
        with Emulator(env={"TMPDIR": tmp}):
            pass
        assert sorted(os.listdir(tmp)) == ["imagekit-emulator-data", "imagekit-emulator-source"]
        with Emulator(data=kept) as other:
            assert len(other.client().files()) == 1


def test_a_start_without_a_folder_takes_away_what_a_killed_one_left():
    with folder() as tmp:
        Emulator(env={"TMPDIR": tmp}).start().kill()
        left = os.listdir(tmp)
        assert len(left) == 1, left
        with Emulator(env={"TMPDIR": tmp}):
            assert not set(left) & set(os.listdir(tmp))
        assert os.listdir(tmp) == []


def test_starts_at_the_same_time_do_not_take_each_others_folders():
    with folder() as tmp:
        starting = [subprocess.Popen(
            [EMULATOR_BIN, "--port", "0", "--threads", "8", "--print-json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=dict(os.environ, TMPDIR=tmp)) for _ in range(16)]
        ready = [process.stdout.readline() for process in starting]
        for process in starting:
            process.terminate()
        ends = [process.communicate(timeout=30 * SLOWNESS)[1] for process in starting]
        codes = [process.returncode for process in starting]
        assert all(ready) and codes == [0] * 16, (codes, [end[-200:] for end in ends])


def test_a_folder_called_staging_that_is_not_ours_is_not_emptied():
    with folder() as data:
        os.mkdir(os.path.join(data, "staging"))
        page = os.path.join(data, "staging", "index.html")
        with open(page, "w", encoding="ascii") as file:
            file.write("the user's own")
        code, _, stderr = run_to_end("--port", "0", "--data", data)
        assert code == 4 and "staging" in stderr, (code, stderr)
        assert os.path.exists(page)


def test_a_database_of_a_schema_below_zero_is_refused():
    with folder() as data:
        with contextlib.closing(sqlite3.connect(os.path.join(data, "imagekit.db"))) as database:
            database.execute("PRAGMA user_version = -3")
            database.commit()
        code, _, stderr = run_to_end("--port", "0", "--data", data)
        assert code == 4 and "not one of this program" in stderr, (code, stderr)


def test_a_seed_does_not_repeat_the_ids_of_folders_after_a_restart():
    with folder() as data:
        for path in ("/a", "/x/y", "/z", "/p/q/r"):
            with Emulator(*SEEDED, data=data) as other:
                other.client().upload(b"1", fileName="a.txt", folder=path).expect(200)
        with Emulator(*SEEDED, data=data) as other:
            ids = [item["folderId"] for item in other.client().files("type=folder")]
        assert len(set(ids)) == len(ids) == 7, ids


def test_nobody_else_may_read_the_library():
    with folder() as data:
        os.chmod(data, 0o755)
        with Emulator(data=data) as other:
            other.client().upload(b"x", fileName="a.txt").expect(200)
            for base, _, names in os.walk(data):
                for name in names:
                    mode = os.stat(os.path.join(base, name)).st_mode & 0o777
                    assert mode == 0o600, (name, oct(mode))


def test_blobs_that_may_not_be_written_are_a_folder_that_cannot_be_used():
    if os.getuid() != 0:
        raise Skip("only root can start a program as somebody else")
    with folder() as data:
        os.chmod(data, 0o777)
        for name in ("blobs", "staging"):
            os.mkdir(os.path.join(data, name))
        # The program itself may lie where others cannot look.
        program = shutil.copy(EMULATOR_BIN, os.path.join(data, "program"))
        done = subprocess.run([program, "--port", "0", "--data", data], user=65534, group=65534,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=20 * SLOWNESS, check=False)
        assert done.returncode == 4 and b"Permission denied" in done.stderr, done


if __name__ == "__main__":
    main(globals())
