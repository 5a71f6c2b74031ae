"""Requests that break HTTP's own rules, and odd ones that keep them."""

import random
import socket

from emulator import PRIVATE_KEY, UPLOAD, basic
from form import Form
from hostile import Target, chunked, get, head, upload, upload_head, usual_headers
from tap import each, main

target = Target()

BODY, KIND = Form().text("fileName", "a.txt").binary("file", b"the content").encode()
AUTH = b"Authorization: " + basic(PRIVATE_KEY).encode()
START_OF_LIST = b"GET /v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LIST = START_OF_LIST + AUTH + b"\r\n"
CLOSE = b"Connection: close\r\n\r\n"


def set_up():
    target.start()


def tear_down():
    target.stop()


# Lengths ---------------------------------------------------------------------------------------

def with_length(*lengths):
    return upload_head(KIND, *[("Content-Length", length) for length in lengths]) + BODY


def test_a_length_that_is_too_short():
    """What lies behind it is not part of the request."""
    target.refused(with_length(str(len(BODY) - 10)), 400)


def test_a_length_that_is_too_long():
    target.closed(with_length(str(len(BODY) + 10)), 400, 408, None, half_close=True)


def test_a_body_that_stops_in_the_middle():
    data = with_length(str(len(BODY)))
    target.closed(data[:-60], 400, 408, None, half_close=True)


@each([
    ("negative", "-5"),
    ("a word", "many"),
    ("a number and more", "%dx" % len(BODY)),
    ("hexadecimal", hex(len(BODY))),
    ("a fraction", "%d.5" % len(BODY)),
    ("empty", ""),
    ("beyond 64 bits", "99999999999999999999999"),
    ("2 to the 64th and the length", str(2 ** 64 + len(BODY))),
    ("with a plus sign", "+%d" % len(BODY)),
])
def test_a_length_that_is_none(length):
    target.closed(with_length(length), 400, 413, half_close=True)


def test_a_length_beyond_every_plan():
    target.closed(with_length("9000000000000000000"), 400, 408, 413, half_close=True)


def test_two_lengths_that_differ():
    target.closed(with_length(str(len(BODY)), str(len(BODY) - 1)), 400, half_close=True)


def test_two_lengths_that_are_the_same():
    """HTTP allows both refusal and one of them."""
    target.either(with_length(str(len(BODY)), str(len(BODY))), 400, half_close=True)


def test_neither_length_nor_chunks():
    target.closed(upload_head(KIND) + BODY, 400, 411, half_close=True)


def test_a_length_and_chunks():
    """HTTP allows refusal, or the chunks and never the length."""
    data = chunked(BODY, KIND, 7)
    data = data.replace(b"Transfer-Encoding", b"Content-Length: 5\r\nTransfer-Encoding")
    target.either(data, 400)


# Chunks ----------------------------------------------------------------------------------------

@each([
    ("of one byte", chunked(BODY, KIND, 1)),
    ("of seven bytes", chunked(BODY, KIND, 7)),
    ("one", chunked(BODY, KIND, len(BODY))),
    ("in another case", chunked(BODY, KIND, 9).replace(b"chunked", b"Chunked")),
    ("with sizes in capitals", chunked(BODY, KIND, 12).replace(b"\r\nc\r\n", b"\r\nC\r\n")),
    ("with leading zeros", chunked(BODY, KIND, 7).replace(b"\r\n7\r\n", b"\r\n0007\r\n")),
    ("with a trailer",
     chunked(BODY, KIND, 7)[:-2] + b"X-Check: 1\r\n\r\n"),
    ("with an extension", chunked(BODY, KIND, 7).replace(b"\r\n7\r\n", b"\r\n7;a=\"b;c\"\r\n", 1)),
    ("with an extension at each",
     chunked(BODY, KIND, 7).replace(b"\r\n7\r\n", b"\r\n7;a=b\r\n").replace(
         b"\r\n0\r\n", b"\r\n0;last\r\n")),
])
def test_chunks_that_are_fine(data):
    target.accepted(data)


def test_chunks_that_arrive_one_by_one():
    data = chunked(BODY, KIND, 8)
    start = data.index(b"\r\n\r\n") + 4
    pieces = [data[:start]] + [data[at:at + 13] for at in range(start, len(data), 13)]
    target.accepted(pieces, pause=0.005)


FIRST = chunked(BODY, KIND, 16)
START = FIRST.index(b"\r\n\r\n") + 4


@each([
    ("a size that is no number", FIRST[:START] + b"zz" + FIRST[START + 2:]),
    ("a negative size", FIRST[:START] + b"-1" + FIRST[START + 2:]),
    ("a size with a prefix", FIRST[:START] + b"0x" + FIRST[START:]),
    ("no size", FIRST[:START] + FIRST[START + 2:]),
    ("a size beyond 64 bits", FIRST[:START] + b"f" * 20 + FIRST[START + 2:]),
    ("a size that overflows to the right one", FIRST[:START] + b"1" + b"0" * 15 + FIRST[START:]),
    ("a size of 100,000 digits", FIRST[:START] + b"0" * 100000 + FIRST[START:]),
    ("a chunk longer than its size", FIRST[:START] + b"8" + FIRST[START + 2:]),
    ("an extension of 100,000 bytes",
     FIRST[:START + 2] + b";" + b"e" * 100000 + FIRST[START + 2:]),
    ("extensions of 1,000 bytes at each byte",
     chunked(BODY, KIND, 1).replace(b"\r\n1\r\n", b"\r\n1;" + b"e" * 1000 + b"\r\n")),
    ("a trailer of 100,000 bytes", FIRST[:-2] + b"X: " + b"e" * 100000 + b"\r\n\r\n"),
    ("a line feed within an extension", FIRST[:START + 2] + b";a\n" + FIRST[START + 2:]),
    ("a carriage return within an extension", FIRST[:START + 2] + b";a\rb" + FIRST[START + 2:]),
    ("a blank behind the size", FIRST[:START + 2] + b" " + FIRST[START + 2:]),
    ("no end", FIRST[:-5]),
    ("an end within a chunk", FIRST[:START + 12]),
    ("an end within a size", FIRST[:START + 1]),
    ("no chunk at all", FIRST[:START]),
    ("the last chunk alone", FIRST[:START] + b"0\r\n\r\n"),
])
def test_chunks_that_are_broken(data):
    target.closed(data, 400, 413, None, half_close=True)


@each([
    ("unknown", "nonsense"),
    ("unknown before chunks", "gzip, chunked"),
    ("chunks before something else", "chunked, gzip"),
    ("a word that only starts like chunks", "chunkedx"),
    ("twice", "chunked, chunked"),
])
def test_a_transfer_encoding(value):
    data = chunked(BODY, KIND, 16).replace(b"Encoding: chunked", b"Encoding: " + value.encode())
    target.closed(data, 400, 501, half_close=True)


# Request lines ---------------------------------------------------------------------------------

@each([
    ("HTTP/0.9", b"GET /v1/files\r\n\r\n"),
    ("no path", b"GET HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a method alone", b"GET\r\n\r\n"),
    ("an unknown protocol", b"GET /v1/files HTCPCP/1.0\r\nHost: a\r\n\r\n"),
    ("a version that is none", b"GET /v1/files HTTP/x.y\r\nHost: a\r\n\r\n"),
    ("a version of the future", b"GET /v1/files HTTP/9.9\r\nHost: a\r\n\r\n"),
    ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"),
    ("a space within the path", b"GET /v1/files x HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a path without a slash", b"GET v1/files HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a NUL within the path", b"GET /v1/fi\x00les HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a NUL before the method", b"\x00GET /v1/files HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a control sign within the path", b"GET /v1/fi\x01les HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a sign no method has", b"G@T /v1/files HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a method that is empty", b" /v1/files HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("only line ends", b"\r\n" * 100),
    ("one byte", b"G"),
    ("half a request line", b"GET /v1/fi"),
    ("half a head", LIST),
    ("a head without its last line feed", LIST + CLOSE[:-1]),
    ("another protocol's greeting", b"SSH-2.0-OpenSSH_9.2\r\n"),
    ("a TLS hello", bytes.fromhex(
        "16030100c8010000c40303") + bytes(range(200))),
    ("noise", random.Random(1).getrandbits(8 * 3000).to_bytes(3000, "big")),
    ("more noise with line ends",
     b"\r\n\r\n".join(random.Random(seed).getrandbits(8 * 90).to_bytes(90, "big")
                      for seed in range(30))),
])
def test_what_is_no_request(data):
    target.closed(data, 400, 404, 405, 501, 505, None, half_close=True)


def test_nothing_at_all():
    with socket.create_connection(("127.0.0.1", target.server.port)):
        pass
    target.survived()


def test_many_connections_that_say_nothing():
    """Silent clients do not keep the others waiting."""
    held = [socket.create_connection(("127.0.0.1", target.server.port)) for _ in range(60)]
    try:
        target.survived()
    finally:
        for connection in held:
            connection.close()
    target.survived()


def with_method(method):
    return head(method, "/v1/files", usual_headers())


@each([
    ("unknown", "BREW"),
    ("in small letters", "get"),
    ("TRACE", "TRACE"),
    ("CONNECT", "CONNECT"),
    ("PROPFIND", "PROPFIND"),
    ("10,000 letters", "G" * 10000),
])
def test_a_method(method):
    target.closed(with_method(method), 400, 404, 405, 431, 501)


@each([
    ("this place", "http://127.0.0.1:%d/v1/files"),
    ("another name for it", "http://api.imagekit.io:%d/v1/files"),
    ("with a query", "http://127.0.0.1:%d/v1/files?limit=1"),
])
def test_a_whole_url_as_target(url):
    """HTTP asks servers to take it."""
    assert target.accepted(get(url % target.server.port)).json() == []


@each([
    ("another port", "http://127.0.0.1/v1/files"),
    ("a star", "*"),
])
def test_a_target_that_is_not_of_this_server(url):
    target.refused(get(url), 400, message="not of this server")


@each([
    ("a scheme alone", "http://"),
    ("no host", "http:///v1/files"),
    ("another scheme", "ftp://127.0.0.1/v1/files"),
    ("a port that is none", "http://127.0.0.1:99999999999/v1/files"),
    ("an address that is none", "http://[::1/v1/files"),
    ("a query alone", "?limit=1"),
    ("a fragment", "#files"),
])
def test_an_odd_target(url):
    target.closed(get(url), 400, 401, 404)


def test_options_of_the_whole_server():
    """As every target that is a star."""
    target.refused(head("OPTIONS", "*", usual_headers()), 400, message="not of this server")


# Headers ---------------------------------------------------------------------------------------

def with_line(line):
    """A list call with this line in its head: what stands behind it still counts."""
    return START_OF_LIST + line + b"\r\n" + AUTH + b"\r\n" + CLOSE


@each([
    ("without its name", b": value"),
    ("without a colon", b"nonsense"),
    ("with a space before the colon", b"X-Name : value"),
    ("with a NUL in the name", b"X-Na\x00me: value"),
    ("with a NUL in the value", b"X-Name: val\x00ue"),
    ("with a space in the name", b"X Name: value"),
])
def test_a_header(line):
    target.closed(with_line(line), 400)


@each([
    ("folded", b"X-Name: a\r\n b"),
    ("with a sign no name has", b"X@Name: value"),
    ("with a control sign in the value", b"X-Name: val\x01ue"),
    ("with a bare line feed behind it", b"X-Name: value\nX-Other: value"),
    ("with a bare carriage return within", b"X-Name: a\rb"),
])
def test_a_header_that_may_be_refused(line):
    target.closed(with_line(line), 200, 400)


@each([
    ("bytes beyond ASCII", b"X-Name: \xff\xfe\xe9"),
    ("empty", b"X-Name:"),
    ("with spaces", b"X-Name:   value  "),
    ("with tabs", b"X-Name:\tva\tlue\t"),
    ("of 8,000 bytes", b"X-Name: " + b"v" * 8000),
    ("of ours", b"x-request-id: 5"),
])
def test_a_header_that_is_fine(line):
    answer = target.accepted(with_line(line))
    assert answer.json() == []


def test_no_host():
    target.closed(b"GET /v1/files HTTP/1.1\r\n" + AUTH + b"\r\n" + CLOSE, 400)


def test_two_hosts():
    target.closed(LIST + b"Host: other\r\n" + CLOSE, 400)


def test_http_1_0_needs_no_host():
    target.accepted(b"GET /v1/files HTTP/1.0\r\n" + AUTH + b"\r\n\r\n")


@each([
    ("with spaces", "a b"),
    ("with a path", "127.0.0.1/x"),
    ("with quotes", "a\"b"),
    ("with angle brackets", "<script>"),
    ("of 4,000 bytes", "h" * 4000),
])
def test_a_host_never_comes_back_unescaped(host):
    """The Host header ends up in the URLs of answers: those stay valid JSON, or it is refused."""
    data = upload(BODY, KIND).replace(b"Host: 127.0.0.1", b"Host: " + host.encode())
    target.either(data, 400)


@each([
    ("a blank", "a b"), ("a slash", "127.0.0.1/x"), ("quotes", "a\"b"), ("a single quote", "a'b"),
    ("angle brackets", "<script>"), ("a user", "somebody@127.0.0.1"), ("a fragment", "a#b"),
    ("a backslash", "a\\b"), ("a control sign", "a\x01b"), ("a tab", "a\tb"),
    ("a port that is none", "a:b"), ("a port too high", "a:65536"), ("half an escape", "a%4"),
    ("an address without its brackets", "::1"), ("brackets around a name", "[localhost]"),
    ("a list", "a, b"), ("letters outside ASCII", "caf\u00e9"), ("a port alone", ":80"),
])
def test_a_host_that_cannot_be_one_is_refused(host):
    data = upload(BODY, KIND).replace(b"Host: 127.0.0.1", b"Host: " + host.encode())
    target.closed(data, 400)
    asked = b"GET /demo/a.jpg HTTP/1.1\r\nHost: " + host.encode() + b"\r\n" + CLOSE
    answer = target.closed(asked, 400)
    assert answer is None or host.encode() not in answer.body, answer


@each([("none", b""), ("two", b"Host: a\r\nHost: a\r\n"),
       ("two, one empty", b"Host:\r\nHost: a\r\n")])
def test_a_request_has_one_host_and_not(hosts):
    target.closed(b"GET /v1/files HTTP/1.1\r\n" + hosts + AUTH + b"\r\n" + CLOSE, 400)


def test_bare_line_feeds_throughout():
    """HTTP lets servers take them."""
    target.closed((LIST + CLOSE).replace(b"\r\n", b"\n"), 200, 400, None, half_close=True)


def test_an_empty_line_before_the_request():
    target.closed(b"\r\n" + LIST + CLOSE, 200, 400)


def test_white_space_before_the_first_header():
    data = b"GET /v1/files HTTP/1.1\r\n X-Name: value\r\nHost: a\r\n" + AUTH + b"\r\n" + CLOSE
    target.closed(data, 200, 400)


@each([
    ("a long path", get("/v1/files/" + "a" * 20000)),
    ("a long query", get("/v1/files?name=" + "a" * 20000)),
    ("one long header", LIST + b"X-Name: " + b"v" * 20000 + b"\r\n" + CLOSE),
    ("many headers", LIST + b"".join(b"X-%04d: %s\r\n" % (number, b"v" * 400)
                                     for number in range(50)) + CLOSE),
    ("64 headers", LIST + b"".join(b"X-%d: v\r\n" % number for number in range(61)) + CLOSE),
    ("1,000 headers", LIST + b"X: v\r\n" * 1000 + CLOSE),
    ("a header of a megabyte", LIST + b"X-Name: " + b"v" * 1048576 + b"\r\n" + CLOSE),
    ("a path of a megabyte", get("/v1/files/" + "a" * 1048576)),
    ("a head without end", LIST + b"X-Name: " + b"v" * 200000),
])
def test_a_head_that_is_too_large(data):
    target.closed(data, 431, half_close=True)


def test_63_headers_are_allowed():
    # Host, Authorization and Connection are three of them.
    more = b"".join(b"X-%d: v\r\n" % number for number in range(60))
    target.accepted(LIST + more + CLOSE)


def test_a_head_of_nearly_16_kib_is_allowed():
    pad = b"X-Name: " + b"v" * (16000 - len(LIST) - len(CLOSE)) + b"\r\n"
    target.accepted(LIST + pad + CLOSE)


@each([
    ("one byte at a time", [bytes([byte]) for byte in LIST + CLOSE]),
    ("cut within a line end", [(LIST + CLOSE)[:-3], (LIST + CLOSE)[-3:]]),
])
def test_a_head_that_comes_in_pieces(pieces):
    assert target.accepted(pieces, pause=0.002).json() == []


# Conversations ---------------------------------------------------------------------------------

def test_expect_continue():
    data = upload_head(KIND, ("Content-Length", str(len(BODY))), ("Expect", "100-continue"))
    answers = target.send([data, BODY], pause=0.3)
    assert [answer.status for answer in answers] == [100, 200], answers
    target.api.delete("/v1/files/" + answers[1].json()["fileId"]).expect(204)
    target.survived()


def test_an_expectation_nobody_knows():
    data = upload_head(KIND, ("Content-Length", str(len(BODY))), ("Expect", "a miracle"))
    target.either(data + BODY, 400, 417)


def test_requests_in_one_go_are_answered_in_order():
    keep = b"Connection: keep-alive\r\n\r\n"
    first = LIST.replace(b"/v1/files", b"/v1/files/nonsense/details") + keep
    second = upload(BODY, KIND).replace(b"Connection: close", b"Connection: keep-alive")
    third = LIST + keep
    answers = target.send([first + second + third + LIST + CLOSE])
    assert [answer.status for answer in answers] == [400, 200, 200, 200], answers
    rows = answers[2].json()
    assert [row["fileId"] for row in rows] == [answers[1].json()["fileId"]], rows
    target.api.delete("/v1/files/" + rows[0]["fileId"]).expect(204)
    target.survived()


def test_a_body_left_unread_is_not_taken_for_a_request():
    """A refused upload's body may look like a request; it must not be carried out."""
    inner = b"DELETE /v1/files/%s HTTP/1.1\r\nHost: a\r\n" + AUTH + b"\r\n\r\n"
    answer = target.final(upload(BODY, KIND)).expect(200).json()
    inner = inner % answer["fileId"].encode()
    data = head("POST", UPLOAD, [("Host", "127.0.0.1"), ("Content-Type", "text/plain"),
                                 ("Content-Length", str(len(inner)))]) + inner + LIST + CLOSE
    target.send(data)
    target.api.details(answer["fileId"]).expect(200)
    target.api.delete("/v1/files/" + answer["fileId"]).expect(204)
    target.survived()


def test_a_client_that_leaves_before_the_answer():
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", target.server.port)) as connection:
            connection.sendall(LIST + CLOSE)
    target.survived()


def test_a_client_that_leaves_in_the_middle_of_an_upload():
    data = upload_head(KIND, ("Content-Length", "5000000")) + BODY[:-50] + b"x" * 300000
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", target.server.port)) as connection:
            connection.sendall(data)
    target.survived()


def test_a_body_where_none_is_expected():
    data = head("GET", "/v1/files", usual_headers(("Content-Length", "5"))) + b"hello"
    target.closed(data, 200, 400)


if __name__ == "__main__":
    main(globals())
