"""Many connections that ask for nothing, or for ever, and the limit of open files: who asks beside them is served. How
slow clients end is in unit/check_connections.c."""

import contextlib
import resource
import shutil
import socket

from emulator import PRIVATE_KEY, UPLOAD, Emulator, basic, parse_answers
from tap import Skip, each, main

IDLE = 2000
DRIPPING = 256
ASK = b"GET /_emulator/livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
OWN = 100  # descriptors of the test itself


def need_descriptors(count):
    """Of this process; the server raises its own limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= count + OWN:
        return
    if hard != resource.RLIM_INFINITY and hard < count + OWN:
        raise Skip("this process may open %d files at once" % hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + OWN, hard))


@contextlib.contextmanager
def crowd(server, count, first=b"", heard=False):
    """Connections that have sent this; with `heard` each has got an answer, or the first bytes of one."""
    members = []
    try:
        for _ in range(count):
            member = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            members.append(member)
            if first:
                member.sendall(first)
        for member in members if heard else []:
            assert member.recv(15).startswith(b"HTTP/1.1 ")
        yield members
    finally:
        for member in members:
            member.close()


def drip(members, byte=b"x"):
    for member in members:
        member.sendall(byte)


def served(server, times=20):
    for _ in range(times):
        server.client(None).get("/_emulator/livez").expect(200)


def open_head():
    return b"GET /v1/files HTTP/1.1\r\nHost: localhost\r\nX-Name: "


def open_body(length):
    return ("POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Length: %d\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
            % (UPLOAD, basic(PRIVATE_KEY), length)).encode()


def open_chunks():
    return open_body(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")[:-5] + b"ffff\r\n"


def test_two_thousand_idle_connections_and_those_that_drip():
    need_descriptors(IDLE + 4 * DRIPPING)
    with Emulator("--log-level", "error") as server, crowd(server, IDLE, ASK, heard=True) as idle:
        with crowd(server, DRIPPING, open_head()) as heads, \
                crowd(server, DRIPPING, open_body(1000)) as small, \
                crowd(server, DRIPPING, open_body(10 ** 7)) as large, \
                crowd(server, DRIPPING, open_chunks()) as chunks:
            for _ in range(3):
                served(server)
                for members in heads, small, large, chunks:
                    drip(members)
            served(server)
        for member in idle[::100]:
            member.settimeout(30)
            rest = member.recv(4096)
            member.sendall(ASK)
            assert member.recv(4096).startswith(b"HTTP/1.1 200"), rest


def test_large_answers_that_nobody_reads():
    need_descriptors(DRIPPING)
    with Emulator("--log-level", "error") as server:
        file = server.client().upload(b"v" * (8 << 20), fileName="large.bin").expect(200).json()
        path = file["url"].partition(server.host)[2]
        ask = ("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path).encode()
        with crowd(server, DRIPPING, ask, heard=True):
            served(server)


@each([("as many as threads", 8), ("many more", 100)])
def test_half_a_head_of(count):
    with Emulator("--threads", 8) as server, crowd(server, count, open_head()):
        served(server)


def test_the_announced_time_out_is_that_of_every_answer():
    with Emulator() as server:
        for target in "/_emulator/livez", "/v1/files", "/demo/none.txt":
            data = ("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % target).encode()
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
                connection.sendall(data)
                received = b""
                while b"\r\n\r\n" not in received:
                    received += connection.recv(65536)
            head = received.partition(b"\r\n\r\n")[0].decode().split("\r\n")
            assert "Connection: keep-alive" in head and "Keep-Alive: timeout=15" in head, head


# The limit of open files ------------------------------------------------------------------------

def limited(soft, hard, *options):
    if shutil.which("prlimit") is None:
        raise Skip("no prlimit")
    return Emulator(*options, before=["prlimit", "--nofile=%d:%d" % (soft, hard)])


def test_the_soft_limit_is_raised():
    with limited(256, 4096) as server:
        assert resource.prlimit(server.pid, resource.RLIMIT_NOFILE)[0] == 4096
        assert "at once" not in server.log(), server.log()


def test_too_low_a_limit_lowers_the_threads_and_the_log_says_so():
    with limited(200, 200) as server:
        line = [one for one in server.log().splitlines() if "descriptors" in one]
        assert len(line) == 1 and "200 files" in line[0] and "--threads 256" in line[0], server.log()
        with crowd(server, 150, ASK, heard=True):
            served(server)


def test_where_places_are_few_the_last_ones_say_so():
    """More clients than places, one after the other: each is answered."""
    with limited(200, 200) as server:
        told = []
        with contextlib.ExitStack() as stack:
            for _ in range(300):
                member = stack.enter_context(
                    socket.create_connection(("127.0.0.1", server.port), timeout=30))
                member.sendall(ASK)
                told.append(parse_answers(member.recv(4096))[0].header("connection"))
        assert told[0] == "keep-alive" and "close" in told, told


def test_a_limit_without_room_for_the_fewest_threads_is_refused():
    server = limited(100, 100)
    try:
        server.start()
    except AssertionError as failure:
        assert failure.code == 1 and "100 files" in failure.stderr, failure
    else:
        server.stop()
        raise AssertionError("it started")


if __name__ == "__main__":
    main(globals())
