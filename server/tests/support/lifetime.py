"""What the tests of starts, stops and hard times share: folders that go away, servers that must
stop with 0, files put and fetched, half-sent uploads and crowds of connections."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time

from emulator import (ACCOUNT, PRIVATE_KEY, SLOWNESS, STOP_SECONDS, UPLOAD, Client, basic,
                      parse_answers)
from form import Form
from tap import Skip

STOP_BOUND = 5 * SLOWNESS


def say(text):
    print("# " + text, flush=True)


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="emulator-lifecycle-")
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def small_disk(megabytes=2):
    with folder() as base:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm" % megabytes, "none", base],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise Skip("no small file system can be mounted here")
        try:
            yield base
        finally:
            subprocess.run(["umount", "-l", base], check=True)


def end(server, bound=STOP_BOUND, code=0, signalled=False):
    """SIGTERM, unless it was sent before; the seconds until the process is gone."""
    start = time.monotonic()
    if signalled:
        server.process.wait(STOP_SECONDS)
    got = server.stop()
    took = time.monotonic() - start
    assert got == code, "exit status %s\n%s" % (got, server.last_log)
    assert took < bound, "it took %.1f s to stop" % took
    return took


def put(server, name, content, **fields):
    return server.client().upload(content, fileName=name, useUniqueFileName=False,
                                  **fields).expect(200).json()


def delivered(server, name):
    return Client(server.port, None).get("/%s/%s" % (ACCOUNT, name)).expect(200).body


def names_of(server):
    return {item["name"] for item in server.client().files()}


def write(base, name, content):
    path = os.path.join(base, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    return path


def leftovers(data):
    return os.listdir(os.path.join(data, "staging"))


def slow_upload(server, name, content):
    """An upload of which the last bytes have not gone out yet: the socket and those bytes."""
    body, kind = Form().text("fileName", name).text("useUniqueFileName", "false").binary(
        "file", content).encode()
    head = ("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nContent-Type: %s\r\n"
            "Content-Length: %d\r\nConnection: close\r\n\r\n"
            % (UPLOAD, server.host, basic(PRIVATE_KEY), kind, len(body))).encode()
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30 * SLOWNESS)
    connection.sendall(head + body[:len(body) // 2])
    time.sleep(0.2)  # until the server has taken the request up
    return connection, body[len(body) // 2:]


def finish(connection, rest):
    """Sends the rest; the answer, or None when the connection was closed."""
    received = b""
    try:
        connection.sendall(rest)
        while True:
            piece = connection.recv(65536)
            if not piece:
                break
            received += piece
    except (ConnectionError, socket.timeout):
        pass
    return parse_answers(received)[0] if received else None


@contextlib.contextmanager
def crowd(server, count):
    """`count` connections that have said nothing, and `count` kept alive after one request."""
    members = []
    ask = ("GET /_emulator/livez HTTP/1.1\r\nHost: %s\r\n\r\n" % server.host).encode()
    try:
        for number in range(2 * count):
            member = socket.create_connection(("127.0.0.1", server.port), timeout=10 * SLOWNESS)
            members.append(member)
            if number % 2:
                member.sendall(ask)
                assert member.recv(65536).startswith(b"HTTP/1.1 200"), "the crowd is not served"
        yield members
    finally:
        for member in members:
            member.close()
