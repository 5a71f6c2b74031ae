"""Starts the server for a test and talks to it.

    from emulator import Emulator
    with Emulator("--plan", "free") as server:          # in memory; data=DIR for a durable library
        api = server.client()                           # Basic auth with the default account's key
        file = api.upload(b"bytes", fileName="a.txt").expect(200).json()
        api.get("/v1/files/" + file["fileId"] + "/details").expect(200)
        server.clock("2026-01-02T03:04:05.678Z")        # frozen; server.advance(seconds=60)
        server.log()                                    # what it wrote to stderr so far

* Emulator(*options, data=None, env=None, before=()): start() waits for the ready line
  (READY_SECONDS at most), stop() sends SIGTERM and returns the exit code, kill() sends SIGKILL.
  Leaving the `with` block stops the server and fails when it did not end with 0. The process is
  always ended by its pid, and dies with the test should the test be killed. `before` is a command
  that becomes the server, such as prlimit with its options.
* run_to_end(*options) is for starts that must fail: gives (exit code, stdout, stderr).
* server.client(key) and server.fresh() (an account of its own) give a Client: one connection a
  request, see below. `api.raw(bytes)` is for what no HTTP library would send: it gives the list
  of answers.
* Form (form.py) builds multipart bodies, pictures.py small images, tap.py runs the tests,
  origin.py serves files on the loopback for upload by URL.

The environment gives EMULATOR_BIN, SOURCE_DIR and BUILD_DIR; without them the dev build of this
source tree is used. TEST_SLOWNESS (1 unless set) multiplies every time-out.
"""

import base64
import ctypes
import hashlib
import http.client
import itertools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from form import Form

SOURCE_DIR = os.environ.get("SOURCE_DIR") or os.path.abspath(
    os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BUILD_DIR = os.environ.get("BUILD_DIR") or os.path.join(SOURCE_DIR, "build", "dev")
EMULATOR_BIN = os.environ.get("EMULATOR_BIN") or os.path.join(
    BUILD_DIR, "bin", "imagekit-emulator")

SLOWNESS = float(os.environ.get("TEST_SLOWNESS", "1"))
READY_SECONDS = 30 * SLOWNESS
STOP_SECONDS = 30 * SLOWNESS
ANSWER_SECONDS = 30 * SLOWNESS

ACCOUNT = "demo"
PRIVATE_KEY = "private_emulator"
PUBLIC_KEY = "public_emulator"
HELP = "For support kindly contact us at support@imagekit.io ."

UPLOAD = "/api/v1/files/upload"
UPLOAD_V2 = "/api/v2/files/upload"


def fixture(*path):
    """The bytes of a file under fixtures/."""
    with open(os.path.join(SOURCE_DIR, "fixtures", *path), "rb") as file:
        return file.read()


def _die_with_parent():
    """A test that a time-out kills leaves no server behind (Linux; elsewhere nothing happens)."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        pass


_fresh_numbers = itertools.count(1)


class StartFailure(AssertionError):
    """The server did not come up; `code` is its exit status or None when it had to be killed."""

    def __init__(self, code, stderr):
        super().__init__("the server did not start (exit status %s):\n%s" % (code, stderr))
        self.code = code
        self.stderr = stderr


class Emulator:
    """One server process on a free port of the loopback."""

    def __init__(self, *options, data=None, env=None, before=()):
        self.options = [str(option) for option in options]
        self.before = list(before)
        self.data = data
        self.env = env or {}
        self.process = None
        self.ready = None
        self._folder = None
        self._log = None

    # Life ----------------------------------------------------------------------------------

    def start(self):
        self._folder = tempfile.mkdtemp(prefix="emulator-test-")
        self._log = open(os.path.join(self._folder, "stderr"), "w+b")
        command = self.before + [EMULATOR_BIN, "--port", "0", "--print-json"] + self.options
        if self.data is not None:
            command += ["--data", str(self.data)]
        environment = dict(os.environ, **self.env)
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log,
            cwd=self._folder, env=environment, preexec_fn=_die_with_parent)
        try:
            self.ready = json.loads(self._ready_line())
        except ValueError:
            self.process.kill()
            code = self.process.wait()
            failure = StartFailure(code if code >= 0 else None, self.log())
            self._clean()
            raise failure from None
        return self

    def _ready_line(self):
        """The first line of stdout, '' when the process ended or the time ran out."""
        line = b""
        deadline = time.monotonic() + READY_SECONDS
        out = self.process.stdout.fileno()
        while not line.endswith(b"\n") and time.monotonic() < deadline:
            if not select.select([out], [], [], 0.2)[0]:
                continue
            piece = os.read(out, 4096)
            if not piece:
                # Let the exit status be the process's own.
                try:
                    self.process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    pass
                return ""
            line += piece
        return line.decode().splitlines()[0] if line.endswith(b"\n") else ""

    def stop(self, signum=signal.SIGTERM):
        """Ends the server and returns its exit status (negative: the signal that ended it)."""
        if self.process.poll() is None:
            self.process.send_signal(signum)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self._clean()
            raise AssertionError("the server did not stop within %d s" % STOP_SECONDS) from None
        self.last_log = self.log()
        self._clean()
        return code

    def stop_cleanly(self):
        """Ends the server, which must think nothing of it: the end of a test file."""
        code = self.stop()
        assert code == 0, "exit status %s\n%s" % (code, self.last_log)

    def kill(self):
        return self.stop(signal.SIGKILL)

    def _clean(self):
        self.process.stdout.close()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        code = self.stop()
        if kind is None and code != 0:
            raise AssertionError("exit status %s\n%s" % (code, self.last_log))

    # Facts ---------------------------------------------------------------------------------

    @property
    def url(self):
        return self.ready["url"]

    @property
    def port(self):
        return self.ready["port"]

    @property
    def pid(self):
        return self.ready["pid"]

    @property
    def host(self):
        return "127.0.0.1:%d" % self.port

    def alive(self):
        return self.process.poll() is None

    def log(self):
        if self._log.closed:
            return self.last_log
        self._log.flush()
        with open(self._log.name, "rb") as file:
            return file.read().decode("utf-8", "replace")

    def client(self, key=PRIVATE_KEY, **options):
        return Client(self.port, key, **options)

    def fresh(self):
        """A client of an empty account that no other test sees (lenient authentication)."""
        return self.client("private_test_%d" % next(_fresh_numbers))

    # Control plane -------------------------------------------------------------------------

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        return self.client(None).request(method, "/_emulator" + path, data, headers)

    def reset(self):
        self.control("POST", "/reset").expect(204)

    def clock(self, when=None, mode="frozen"):
        """Freezes the clock at an ISO instant, or runs it from there (offset), or mode='real'."""
        state = {"mode": mode} if when is None else {"mode": mode, "time": when}
        return self.control("PUT", "/clock", state).expect(200).json()

    def advance(self, **amount):
        return self.control("POST", "/clock/advance", amount).expect(200).json()


def has_ipv6():
    """Whether this machine has the loopback of IPv6."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def is_sanitized(pid):
    """A sanitizer keeps freed memory on purpose, and maps its shadow."""
    with open("/proc/%d/maps" % pid, encoding="utf-8") as maps:
        text = maps.read()
    return "libasan" in text or "libtsan" in text


def run_to_end(*options, env=None, seconds=READY_SECONDS):
    """Starts the program with exactly these options and waits for its end."""
    done = subprocess.run(
        [EMULATOR_BIN] + [str(option) for option in options], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds,
        env=dict(os.environ, **(env or {})), preexec_fn=_die_with_parent, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# HTTP ------------------------------------------------------------------------------------------

class Response:
    """status, headers (names in any case), body; json(), expect(status), error(status, message)."""

    def __init__(self, status, headers, body, request=""):
        self.status = status
        self.headers = headers
        self.body = body
        self.request = request

    def __repr__(self):
        return "%s -> %s %s" % (self.request, self.status, self.body[:600])

    def header(self, name):
        return self.headers.get(name)

    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        """The body; objects keep the order of their keys, a key twice in one object fails."""
        return json.loads(self.body.decode("utf-8"), object_pairs_hook=_unique_keys)

    def expect(self, *statuses):
        assert self.status in statuses, "expected %s: %r" % (statuses, self)
        return self

    def error(self, status, message, help=True, **more):
        """A service error: exactly this message, `help` with its known text or no `help`."""
        self.expect(status)
        wanted = dict({"message": message}, **more)
        if help:
            wanted["help"] = HELP
        kind = self.header("content-type")
        assert kind == "application/json; charset=utf-8", "content-type %r: %r" % (kind, self)
        assert self.json() == wanted, "expected %r: %r" % (wanted, self)
        return self


def _unique_keys(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key is there twice: %r" % keys
    return dict(pairs)


def basic(key, password=""):
    pair = ("%s:%s" % (key, password)).encode()
    return "Basic " + base64.b64encode(pair).decode()


class Client:
    """Requests to one port with one private key (None: no Authorization header).

    prefix goes before every path ('/_case/<imagekit_id>'), headers into every request; address is that of
    the server.
    """

    def __init__(self, port, key=PRIVATE_KEY, prefix="", headers=None, address="127.0.0.1"):
        self.port = port
        self.address = address
        self.key = key
        self.prefix = prefix
        self.headers = dict(headers or {})

    @property
    def imagekit_id(self):
        """The account's name in delivery URLs."""
        if self.key == PRIVATE_KEY:
            return ACCOUNT
        return "acct" + hashlib.sha256(self.key.encode()).hexdigest()[:8]

    @property
    def endpoint(self):
        return "http://127.0.0.1:%d/%s" % (self.port, self.imagekit_id)

    def request(self, method, path, body=None, headers=None):
        sent = dict(self.headers)
        if self.key is not None:
            sent.setdefault("Authorization", basic(self.key))
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        connection = http.client.HTTPConnection(self.address, self.port, timeout=ANSWER_SECONDS)
        try:
            try:
                connection.request(method, self.prefix + path, body, sent)
            except (BrokenPipeError, ConnectionResetError):
                # Refused before the body was read: the answer tells.
                pass
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        return Response(answer.status, answer.headers, content, "%s %s" % (method, path))

    def get(self, path, **headers):
        return self.request("GET", path, None, headers)

    def delete(self, path, **headers):
        return self.request("DELETE", path, None, headers)

    def send_json(self, method, path, value):
        return self.request(method, path, json.dumps(value).encode(),
                            {"Content-Type": "application/json"})

    def post_form(self, form, path=UPLOAD, headers=None):
        body, kind = form.encode()
        return self.request("POST", path, body, dict({"Content-Type": kind}, **(headers or {})))

    def upload(self, file=None, path=UPLOAD, headers=None, **fields):
        """bytes go as a binary part named file, str as a text part; fields as text parts.

        A list gives repeated parts; False and True become false and true.
        """
        form = Form()
        for name, value in fields.items():
            for one in value if isinstance(value, list) else [value]:
                form.text(name, str(one).lower() if isinstance(one, bool) else str(one))
        if isinstance(file, bytes):
            form.binary("file", file)
        elif file is not None:
            form.text("file", file)
        return self.post_form(form, path, headers)

    def details(self, file_id):
        return self.get("/v1/files/%s/details" % file_id)

    def files(self, query=""):
        """The list as JSON; query without its question mark."""
        return self.get("/v1/files" + ("?" + query if query else "")).expect(200).json()

    def fetch(self, url):
        """GETs a delivery URL of this server, without a key."""
        start = "http://127.0.0.1:%d/" % self.port
        assert url.startswith(start), "not a URL of this server: %s" % url
        return Client(self.port, None).get(url[len(start) - 1:])

    def raw(self, data, **options):
        return parse_answers(exchange(self.port, data, **options))


# Raw sockets -----------------------------------------------------------------------------------

def exchange(port, data, half_close=False, pause=0.0, seconds=ANSWER_SECONDS, until=None):
    """Sends bytes, or a list of bytes with a pause between them; everything that came back.

    Reading ends when the server closes, resets or says nothing for `seconds`, or as soon as
    `until(received)` is true. half_close: close the sending side after the last byte.
    """
    pieces = [data] if isinstance(data, bytes) else data
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for number, piece in enumerate(pieces):
                if number and pause:
                    time.sleep(pause)
                connection.sendall(piece)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            # The server answered and closed before it had read everything.
            pass
        try:
            while until is None or not until(received):
                piece = connection.recv(65536)
                if not piece:
                    break
                received += piece
        except (ConnectionResetError, socket.timeout):
            pass
    return received


def parse_answers(data):
    """The HTTP/1.x answers that stand one after another in a stream of bytes.

    What is no answer at all, or one cut short, raises ValueError. Interim (1xx) answers count.
    """
    answers = []
    while data:
        head, gap, rest = data.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        words = lines[0].split(b" ", 2)
        if not gap or len(words) < 2 or not words[0].startswith(b"HTTP/1."):
            raise ValueError("no HTTP answer: %r" % data[:200])
        headers = http.client.HTTPMessage()
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if not colon:
                raise ValueError("no header line: %r" % line)
            headers[name.decode("latin-1")] = value.strip().decode("latin-1")
        status = int(words[1])
        if headers.get("transfer-encoding"):
            body, rest = _chunks(rest)
        elif status < 200 or status in (204, 304):
            body = b""
        elif headers.get("content-length") is None:
            body, rest = rest, b""
        else:
            length = int(headers["content-length"])
            if len(rest) < length:
                raise ValueError("the body is %d bytes, not %d" % (len(rest), length))
            body, rest = rest[:length], rest[length:]
        answers.append(Response(status, headers, body, "raw request"))
        data = rest
    return answers


def _chunks(data):
    body = b""
    while True:
        line, gap, data = data.partition(b"\r\n")
        if not gap:
            raise ValueError("a chunked body without its end")
        size = int(line.split(b";")[0], 16)
        body += data[:size]
        if size == 0:
            return body, data.partition(b"\r\n")[2]
        data = data[size + 2:]
