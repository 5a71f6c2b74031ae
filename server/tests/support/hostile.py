"""Sends requests that no client should send, and looks at what the server made of them.

    target = Target()                    # a server with a library on disk
    target.refused(data, 400)            # an error of the API with this status, nothing stored
    target.closed(data, 400, None)       # HTTP's own matter: any body; None: no answer at all
    target.accepted(data)                # 200
    target.survived()                    # what is checked after each of them
"""

import contextlib
import os
import shutil
import tempfile
import time

from emulator import PRIVATE_KEY, UPLOAD, Emulator, basic, exchange, parse_answers

# A server that has not answered by then has not noticed the end of the request.
SECONDS = 20


def head(method, path, headers, version="HTTP/1.1"):
    """A request's head as bytes; headers is a list of pairs of str or bytes."""
    lines = [b" ".join(_bytes(word) for word in (method, path, version))]
    lines += [_bytes(name) + b": " + _bytes(value) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def usual_headers(*more):
    return [("Host", "127.0.0.1"), ("Authorization", basic(PRIVATE_KEY)),
            ("Connection", "close")] + list(more)


def get(path, *headers):
    return head("GET", path, usual_headers(*headers))


def upload_head(content_type, *headers):
    kind = [] if content_type is None else [("Content-Type", content_type)]
    return head("POST", UPLOAD, usual_headers(*(kind + list(headers))))


def upload(body, content_type):
    """A whole upload with the length it has."""
    return upload_head(content_type, ("Content-Length", str(len(body)))) + body


def chunked(body, content_type, size=1, *headers):
    """The same in chunks of `size` bytes."""
    data = upload_head(content_type, ("Transfer-Encoding", "chunked"), *headers)
    for at in range(0, len(body), size):
        piece = body[at:at + size]
        data += b"%x\r\n%s\r\n" % (len(piece), piece)
    return data + b"0\r\n\r\n"


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode("utf-8")


class Target:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="emulator-library-")
        self.server = Emulator(data=self.folder)

    def start(self):
        self.server.start()
        self.api = self.server.client()
        self.pid = self.server.process.pid

    def stop(self):
        try:
            code = self.server.stop()
            assert code == 0, "exit status %s\n%s" % (code, self.server.last_log)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, data, **options):
        options.setdefault("seconds", SECONDS)
        return parse_answers(exchange(self.server.port, data, **options))

    def final(self, data, **options):
        """The answer that is not interim; None when the server just closed."""
        answers = [one for one in self.send(data, **options) if one.status >= 200]
        return answers[0] if answers else None

    # What is expected ----------------------------------------------------------------------

    @contextlib.contextmanager
    def _attack(self):
        """A case that fails leaves nothing behind that would make the next one fail."""
        try:
            yield
            self.survived()
        except AssertionError:
            if self.server.alive():
                self.server.reset()
            raise

    def _answer(self, data, options):
        answer = self.final(data, **options)
        assert answer is not None, "no answer; log:\n" + self.server.log()[-2000:]
        return answer

    def refused(self, data, *statuses, message=None, **options):
        """A service error; `message` is a part of its text. Nothing is stored."""
        with self._attack():
            answer = self._answer(data, options).expect(*statuses)
            kind = answer.header("content-type")
            assert kind == "application/json; charset=utf-8", "%r: %r" % (kind, answer)
            body = answer.json()
            assert isinstance(body["message"], str) and len(body["message"]) > 10, answer
            assert "help" in body, answer
            assert message is None or message in body["message"], answer
        return answer

    def closed(self, data, *statuses, **options):
        """One of these statuses with any body; None among them: closed without an answer."""
        with self._attack():
            answer = self.final(data, **options)
            status = None if answer is None else answer.status
            assert status in statuses, "expected %s: %r" % (statuses, answer)
            if answer is not None and "json" in (answer.header("content-type") or ""):
                answer.json()
        return answer

    def accepted(self, data, **options):
        """200; what it stored is taken away again."""
        return self.either(data, **options)

    def either(self, data, *statuses, **options):
        """Refused with one of the statuses and nothing stored, or 200 and one file stored."""
        with self._attack():
            answer = self._answer(data, options).expect(200, *statuses)
            body = answer.json()
            if answer.status == 200 and "fileId" in body:
                self.survived(files=1)
                self.api.delete("/v1/files/" + body["fileId"]).expect(204)
        return answer

    # Afterwards ----------------------------------------------------------------------------

    def survived(self, files=0):
        """The same process still answers, stores nothing it should not, and left no draft."""
        assert self.server.alive() and self.server.process.pid == self.pid, self.server.last_log
        self.server.client(None).get("/_emulator/livez").expect(200)
        stored = self.api.files()
        assert len(stored) == files, "stored: %r" % stored
        staging = os.path.join(self.folder, "staging")
        deadline = time.monotonic() + 5
        while os.listdir(staging) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert os.listdir(staging) == [], "left behind: %s" % os.listdir(staging)
