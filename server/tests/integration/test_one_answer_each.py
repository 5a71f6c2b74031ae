"""Each request gets exactly one answer, and no part of one is taken for another.

Whatever a thread of the server finds in its first request counts: each case has a server of its own.
"""

import json

from emulator import PRIVATE_KEY, Emulator, basic
from hostile import head
from tap import each, main

THREADS = 8
HEADERS = [("Host", "a"), ("Authorization", basic(PRIVATE_KEY))]
GET = head("GET", "/v1/files", HEADERS)
LAST = head("GET", "/v1/files", HEADERS + [("Connection", "close")])
FOLDER = json.dumps({"folderName": "new", "parentFolderPath": "/"}).encode()


def post(*headers, body=FOLDER):
    return head("POST", "/v1/folder", HEADERS + [("Content-Type", "application/json")] +
                list(headers)) + body


POST = post(("Content-Length", str(len(FOLDER))))
CHUNKED = post(("Transfer-Encoding", "chunked"),
               body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(FOLDER), FOLDER))


def statuses(data, folders=None, **options):
    """The answers of a fresh server, to data that ends there; how many folders it then has."""
    with Emulator("--threads", THREADS) as server:
        answers = server.client().raw(data, half_close=True, **options)
        if folders is not None:
            stored = server.client().files("type=folder")
            assert len(stored) == folders, stored
    return [answer.status for answer in answers]


def expect(wanted, data, **options):
    found = statuses(data, **options)
    assert found == wanted, "expected %s, got %s" % (wanted, found)


# Blank lines -----------------------------------------------------------------------------------

MANY = list(range(2, 10)) + [12, 16, 17, 32, 100, 2000]


@each([("%d" % n, n) for n in MANY])
def test_blank_lines_before_the_first_request(n):
    """Eight of them are as long as what memory is aligned to."""
    blank = b"\r\n" * n
    expect([400], blank + GET)
    expect([400], blank + GET + GET)
    expect([400], blank + POST, folders=0)
    expect([400], blank + CHUNKED + GET, folders=0)


@each([("%d" % n, n) for n in (2, 4, 8, 9)])
def test_blank_lines_that_arrive_one_by_one(n):
    expect([400], [b"\r\n"] * n + [GET, GET], pause=0.002)


@each([
    ("a GET", GET, 0, 200),
    ("a POST", POST, 1, 201),
    ("a POST in chunks", CHUNKED, 1, 201),
])
def test_one_blank_line(request, folders, status):
    """HTTP asks servers to pass over one; old clients send one behind a body."""
    expect([status], b"\r\n" + request, folders=folders)
    expect([status, 200], b"\r\n" + request + b"\r\n" + GET, folders=folders)


@each([
    ("a GET", GET, 200),
    ("a POST", POST, 201),
    ("a POST in chunks", CHUNKED, 201),
])
def test_a_blank_line_behind_the_last_request(request, status):
    """It is no request, so it has no answer."""
    expect([status], request + b"\r\n")
    expect([status], [request, b"\r\n"], pause=0.05)
    expect([status, status], request + b"\r\n" + request.replace(b"new", b"two") + b"\r\n")


@each([("%d" % n, n) for n in (2, 3, 8, 9)])
def test_blank_lines_behind_the_last_request(n):
    expect([201], POST + b"\r\n" * n, folders=1)


@each([("%d" % n, n) for n in (2, 7, 8, 9, 16)])
def test_blank_lines_between_requests(n):
    blank = b"\r\n" * n
    expect([200, 400], GET + blank + GET + GET)
    expect([201, 400], POST + blank + POST.replace(b"new", b"two"), folders=1)


@each([
    ("line feeds", b"\n" * 16),
    ("one line feed", b"\n"),
    ("carriage returns", b"\r" * 16),
    ("blanks", b" " * 16),
    ("blanks in lines", b" \r\n" * 16),
    ("a blank line and a line feed", b"\r\n\n"),
    ("tabs", b"\t" * 16),
    ("NULs", b"\0" * 16),
    ("blank lines and NULs", b"\r\n" * 8 + b"\0" * 16),
])
def test_white_space_before_a_request(start):
    expect([400], start + GET + GET)
    expect([400], start + POST, folders=0)
    expect([200, 400], GET + start + GET + GET)


@each([
    ("one line", b"\r\n"),
    ("eight lines", b"\r\n" * 8),
    ("line feeds", b"\n" * 16),
    ("nothing", b""),
])
def test_no_request_at_all(data):
    assert statuses(data) in ([], [400])


def test_what_another_client_left_is_never_carried_out():
    """Blank lines reach just to the request that the server read and did not come to."""
    left = head("POST", "/v1/folder", HEADERS + [("Content-Length", "0")])
    first = LAST + b"\r\n" * (len(LAST) % 2)
    with Emulator("--threads", THREADS) as server:
        client = server.client()
        for _ in range(2 * THREADS):
            assert [answer.status for answer in client.raw(first + left)] == [200]
        for lines in range(len(first) // 2 - 2, len(first) // 2 + 3):
            for _ in range(2 * THREADS):
                answers = client.raw(b"\r\n" * lines, half_close=True)
                assert [answer.status for answer in answers] in ([], [400]), answers


# Lines -----------------------------------------------------------------------------------------

HIDDEN = b"GET /v1/files?limit=1 HTTP/1.1\r\nHost: a\r\n\r\n"


@each([
    ("line feeds alone", GET.replace(b"\r\n", b"\n")),
    ("carriage returns alone", GET.replace(b"\r\n", b"\r")),
    ("a carriage return behind the version", GET.replace(b"1.1\r\n", b"1.1\r")),
    ("a carriage return behind a header", GET.replace(b"a\r\n", b"a\r")),
    ("a line feed behind the version", GET.replace(b"1.1\r\n", b"1.1\n")),
    ("a line feed behind a header", GET.replace(b"a\r\n", b"a\n")),
    ("a last line of a line feed", GET[:-2] + b"\n"),
    ("a last line of a carriage return", GET[:-2] + b"\r"),
    ("a last line that begins with a line feed", GET[:-4] + b"\n\r\n"),
    ("two line feeds at the end", GET[:-4] + b"\n\n"),
    ("two line feeds and a blank line", GET[:-4] + b"\n\n\r\n"),
    ("a carriage return before a hidden request", GET[:-2] + b"\r"),
    ("a folded header", GET[:-2] + b"X-Name: a\r\n b\r\n\r\n"),
    ("a folded length", GET[:-2] + b"Content-Length:\r\n 46\r\n\r\n"),
    ("a folded first line", GET.replace(b"1.1\r\n", b"1.1\r\n ")),
    ("a line without a name", GET[:-2] + b": a\r\nContent-Length: 46\r\n\r\n"),
    ("a first line without a name",
     b"GET /v1/files HTTP/1.0\r\n: a\r\nContent-Length: 46\r\nConnection: keep-alive\r\n\r\n"),
    ("a NUL in a header", GET[:-2] + b"X-Name: a\0b\r\n\r\n"),
    ("a NUL at the end", GET[:-2] + b"\0\r\n\r\n"),
    ("a line end within the request line", GET.replace(b"GET ", b"GET \r\n")),
    ("two blanks within the request line", GET.replace(b"GET ", b"GET  ")),
    ("a blank behind the version", GET.replace(b"1.1\r\n", b"1.1 \r\n")),
])
def test_a_head_with(data):
    """Nobody can say where such a head ends: it is refused, and so is all that follows."""
    expect([400], data + HIDDEN + GET)


# Bodies ----------------------------------------------------------------------------------------

LENGTH = ("Content-Length", str(len(FOLDER)))
CODING = ("Transfer-Encoding", "chunked")


@each([
    ("a length and chunks", post(LENGTH, CODING)),
    ("chunks and a length", post(CODING, LENGTH)),
    ("a length twice", post(LENGTH, LENGTH)),
    ("a length and nothing", post(LENGTH, ("Content-Length", "0"))),
    ("nothing and a length", post(("Content-Length", "0"), LENGTH)),
    ("two lengths in one line", post(("Content-Length", "0, %d" % len(FOLDER)))),
    ("a length with a plus sign", post(("Content-Length", "+%d" % len(FOLDER)))),
    ("a length and more", post(("Content-Length", "%d 0" % len(FOLDER)))),
    ("a negative length", post(("Content-Length", "-1"))),
    ("a length that overflows", post(("Content-Length", str(2 ** 64 + len(FOLDER))))),
    ("a length with a blank before its colon", post(("Content-Length ", str(len(FOLDER))))),
    ("chunks with a blank before the colon", post(("Transfer-Encoding ", "chunked"))),
    ("chunks twice", post(CODING, CODING)),
    ("chunks within chunks", post(("Transfer-Encoding", "chunked, chunked"))),
    ("chunks, which the old version has not",
     post(CODING, ("Connection", "keep-alive")).replace(b"HTTP/1.1", b"HTTP/1.0")),
    ("identity and a length", post(("Transfer-Encoding", "identity"), LENGTH)),
])
def test_a_body_that_is_framed_by(data):
    expect([400], data + GET, folders=0)


@each([
    ("a GET with a body", head("GET", "/v1/files", HEADERS + [("Content-Length", "5")]) + b"hello"),
    ("a GET with chunks", head("GET", "/v1/files", HEADERS + [CODING]) + b"2\r\nab\r\n0\r\n\r\n"),
    ("a GET whose body is a request",
     head("GET", "/v1/files", HEADERS + [("Content-Length", str(len(LAST)))]) + LAST),
])
def test_a_body_that_nobody_reads(data):
    expect([200, 200], data + GET)


# Ends ------------------------------------------------------------------------------------------

@each([
    ("close", [("Connection", "close")]),
    ("close and keep-alive", [("Connection", "close, keep-alive")]),
    ("keep-alive and close", [("Connection", "Keep-Alive, Close")]),
    ("keep-alive, and close in another header",
     [("Connection", "keep-alive"), ("Connection", "close")]),
    ("keep-alive in the second header", [("Connection", "x"), ("Connection", "keep-alive")]),
    ("another protocol", [("Connection", "keep-alive, Upgrade"), ("Upgrade", "websocket")]),
    ("a whole handshake of websockets",
     [("Connection", "keep-alive, Upgrade"), ("Upgrade", "websocket"),
      ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]),
])
def test_an_answer_tells_that_it_is_the_last(headers):
    data = head("GET", "/v1/files", HEADERS + headers)
    with Emulator("--threads", THREADS) as server:
        answers = server.client().raw(data + GET + POST, half_close=True)
        assert [(one.status, one.header("connection")) for one in answers] == [(200, "close")]
        assert server.client().files("type=folder") == []


@each([
    ("nothing", "HTTP/1.1", []),
    ("keep-alive", "HTTP/1.1", [("Connection", "keep-alive")]),
    ("keep-alive of the old version", "HTTP/1.0", [("Connection", "Keep-Alive")]),
    ("a protocol that it does not insist on", "HTTP/1.1", [("Upgrade", "websocket")]),
])
def test_an_answer_tells_that_more_may_come(version, headers):
    data = head("GET", "/v1/files", HEADERS + headers, version)
    with Emulator("--threads", THREADS) as server:
        answers = server.client().raw(data + LAST, half_close=True)
    assert [one.header("connection") for one in answers] == ["keep-alive", "close"], answers


def test_requests_with_bodies_one_behind_the_other():
    two, three = (POST.replace(b"new", name) for name in (b"two", b"six"))
    expect([201, 200, 201, 201, 201, 200],
           POST + GET + two + three + CHUNKED.replace(b"new", b"ten") + LAST, folders=4)


if __name__ == "__main__":
    main(globals())
