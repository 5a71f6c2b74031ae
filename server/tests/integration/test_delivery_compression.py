"""Delivery of text: what is compressed, in which coding, and how the answers for each coding differ."""

import base64
import concurrent.futures
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import time

import pictures
from delivery import Delivery, sign
from emulator import Emulator
from tap import Skip, each, main

TEXT = "".join("line %d of a text that repeats itself\n" % number for number in range(500)).encode()
BROWSER = "gzip, deflate, br, zstd"
LIMIT = 10000000

folder = tempfile.mkdtemp(prefix="emulator-compression-")
server = Emulator(data=folder)
site = Delivery(server)
ask, put = site.ask, site.put


def set_up():
    server.start()
    put("a.txt", TEXT)
    put("private.txt", TEXT, isPrivateFile=True)
    put("a.png", pictures.png(4, 3))


def tear_down():
    try:
        server.stop_cleanly()
    finally:
        shutil.rmtree(folder)


def brotli_bytes(answers):
    """Python has no Brotli; Node.js has."""
    node = shutil.which("node")
    if not node:
        raise Skip("no Node.js to decode br")
    code = ("const z=require('zlib');const i=JSON.parse(require('fs').readFileSync(0));"
            "console.log(JSON.stringify(i.map(b=>z.brotliDecompressSync(Buffer.from(b,'base64'))"
            ".toString('base64'))))")
    told = json.dumps([base64.b64encode(answer.body).decode() for answer in answers])
    got = subprocess.run([node, "-e", code], input=told.encode(), stdout=subprocess.PIPE,
                         check=True, timeout=120)
    return [base64.b64decode(text) for text in json.loads(got.stdout)]


def coded(target, accept, method="GET", **headers):
    return ask(target, method, Accept_Encoding=accept, **headers)


# Which files ------------------------------------------------------------------------------------

@each([
    ("js", "a.js", b"alert(1);" * 50),
    ("css", "a.css", b"p { color: red }" * 50),
    ("svg", "a.svg", pictures.svg(20, 20)),
    ("json", "a.json", b'{"a": [1, 2, 3, 4, 5, 6, 7, 8]}'),
    ("pdf", "a.pdf", pictures.PDF),
    ("mp4", "a.mp4", pictures.mp4(500)),
    ("txt", "a.txt", TEXT),
    ("html", "a.html", b"<!doctype html><p>a</p>" * 50),
    ("m3u8", "a.m3u8", b"#EXTM3U\n#EXTINF:4,\na.ts\n" * 50),
    ("one byte", "one.txt", b"1"),
])
def test_compressed_is(name, content):
    put(name, content, folder="/types")
    plain = ask("types/" + name).expect(200)
    assert plain.body == content and plain.header("content-encoding") is None, plain.headers
    assert plain.header("vary") == "Accept-Encoding", plain.headers
    zipped = coded("types/" + name, "gzip").expect(200)
    assert gzip.decompress(zipped.body) == content
    best = coded("types/" + name, BROWSER).expect(200)
    assert brotli_bytes([best]) == [content]
    for answer, coding in ((zipped, "gzip"), (best, "br")):
        assert answer.header("content-encoding") == coding, answer.headers
        assert answer.header("vary") == "Accept-Encoding", answer.headers
        assert answer.header("content-type") == plain.header("content-type"), answer.headers
        assert answer.header("content-length") == str(len(answer.body)), answer.headers
        assert answer.header("last-modified") == plain.header("last-modified"), answer.headers
        assert answer.header("cache-control") == plain.header("cache-control"), answer.headers


@each([
    ("png", "a.png", pictures.png(4, 3)),
    ("jpg", "a.jpg", pictures.jpeg(8, 8)),
    ("gif", "a.gif", pictures.gif(2, 2)),
    ("zip", "a.zip", pictures.ZIP),
    ("bytes of no known sort", "a.bin", bytes(1000)),
])
def test_never_compressed_is(name, content):
    put(name, content, folder="/types")
    answer = coded("types/" + name, BROWSER).expect(200)
    assert answer.body == content
    assert answer.header("content-encoding") is None and answer.header("vary") is None
    assert answer.header("accept-ranges") == "bytes", answer.headers


def test_nothing_is_not_compressed():
    put("empty.txt", b"")
    answer = coded("empty.txt", BROWSER).expect(200)
    assert answer.body == b"" and answer.header("content-encoding") is None, answer.headers


def test_up_to_ten_million_bytes_are_compressed_and_come_back_whole():
    chance = random.Random(1)
    words = [chance.randbytes(6).hex().encode() + b" " for _ in range(5000)]
    content = b"".join(chance.choices(words, k=LIMIT // 13 + 1))[:LIMIT]
    put("large.txt", content)
    assert gzip.decompress(coded("large.txt", "gzip").expect(200).body) == content
    best = coded("large.txt", "br").expect(200)
    assert brotli_bytes([best]) == [content]
    put("larger.txt", content + b"x")
    answer = coded("larger.txt", BROWSER).expect(200)
    assert answer.body == content + b"x" and answer.header("content-encoding") is None
    assert answer.header("vary") == "Accept-Encoding", answer.headers


# Which coding -----------------------------------------------------------------------------------

@each([
    ("no header", None, None),
    ("nothing", "", None),
    ("what a browser sends", BROWSER, "br"),
    ("what Node.js sends", "gzip, deflate", "gzip"),
    ("all", "*", "br"),
    ("all but br", "br;q=0, *", "gzip"),
    ("none for a player", "identity;q=1, *;q=0", None),
    ("by quality", "br;q=0.5, gzip;q=0.8", "gzip"),
    ("better plain", "identity, gzip;q=0.5", None),
    ("anything but plain", "identity;q=0", "br"),
    ("anything but plain and br", "identity;q=0, br;q=0, *", "gzip"),
    ("nothing at all", "identity;q=0, *;q=0", None),
    ("others", "deflate, zstd", None),
    ("in capitals", "GZIP", "gzip"),
])
def test_the_coding_is_the_one_that_is_asked_for(accept, wanted):
    answer = coded("a.txt", accept).expect(200)
    assert answer.header("content-encoding") == wanted, answer.headers
    assert (answer.body == TEXT) == (wanted is None)
    assert answer.header("vary") == "Accept-Encoding", answer.headers


# Tags, conditions, ranges, methods ---------------------------------------------------------------

def test_each_coding_has_a_tag_of_its_own():
    tags = {coding: coded("a.txt", coding).expect(200).header("etag")
            for coding in ("identity", "gzip", "br")}
    assert len(set(tags.values())) == 3, tags
    for coding, tag in tags.items():
        assert re.fullmatch('"[0-9a-f]{32}"', tag), tags
        assert coded("a.txt", coding).header("etag") == tag, "another one for the same bytes"
        for other, accept in enumerate(tags):
            answer = coded("a.txt", accept, If_None_Match=tag)
            assert answer.status == (304 if accept == coding else 200), (coding, accept, answer)
            assert answer.header("etag") == tags[accept], answer.headers
            assert answer.header("vary") == "Accept-Encoding", answer.headers
    assert coded("a.txt", "br", If_None_Match=", ".join(tags.values())).expect(304).body == b""


def test_conditions_by_time_hold_for_every_coding():
    date = ask("a.txt").header("last-modified")
    coded("a.txt", "br", If_Modified_Since=date).expect(304)


@each([(coding, coding) for coding in ("gzip", "br")])
def test_there_are_no_ranges_of(coding):
    whole = coded("a.txt", coding).expect(200)
    assert whole.header("accept-ranges") is None, whole.headers
    for more in ({}, {"If-Range": whole.header("etag")}):
        for wanted in ("bytes=0-9", "bytes=999999-", "bytes=-5"):
            answer = coded("a.txt", coding, Range=wanted, **more).expect(200)
            assert answer.header("content-range") is None, answer.headers
            assert answer.body == whole.body
    plain = coded("a.txt", "identity", Range="bytes=0-9").expect(206)
    assert plain.body == TEXT[:10] and plain.header("vary") == "Accept-Encoding", plain.headers
    # A tag of other bytes than those that the range would be of.
    answer = coded("a.txt", "identity", Range="bytes=0-9", If_Range=whole.header("etag"))
    assert answer.expect(200).body == TEXT


@each([(accept, accept) for accept in ("identity", "gzip", "br", BROWSER)])
def test_head_answers_as_get_does(accept):
    get, head = coded("a.txt", accept).expect(200), coded("a.txt", accept, "HEAD").expect(200)
    assert head.body == b""
    changing = ("date", "x-ik-requestid", "x-request-id")
    shown = [sorted((name.lower(), value) for name, value in answer.headers.items()
                    if name.lower() not in changing) for answer in (get, head)]
    assert shown[0] == shown[1], shown


def test_an_attachment_is_compressed_as_well():
    answer = coded("a.txt?ik-attachment=true", "gzip").expect(200)
    assert answer.header("content-disposition") == 'attachment; filename="a.txt"', answer.headers
    assert gzip.decompress(answer.body) == TEXT


def test_a_private_file_is_as_private_in_every_coding():
    for coding in ("gzip", "br", "identity"):
        coded("private.txt", coding).expect(401)
        coded(sign("private.txt"), coding).expect(200)


def test_what_info_says_of_it():
    coverage = server.control("GET", "/info").expect(200).json()["coverage"]
    reasons = [row["reason"] for row in coverage if row["operation"] == "delivery"]
    assert len(reasons) == 1 and "compress" not in reasons[0], reasons


# Leftovers --------------------------------------------------------------------------------------

def test_many_at_once_leave_nothing_behind():
    def one(number):
        accept = ("gzip", "br", "identity")[number % 3]
        answer = coded("a.txt", accept, ("GET", "HEAD")[number % 2]).expect(200)
        return number % 2 or accept != "gzip" or gzip.decompress(answer.body) == TEXT

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(120)))
    deadline = time.monotonic() + 5  # they go just behind the answer
    while os.listdir(os.path.join(folder, "staging")) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert os.listdir(os.path.join(folder, "staging")) == []
    held = os.listdir("/proc/%d/fd" % server.pid)
    for _ in range(30):
        coded("a.txt", "br").expect(200)
    assert len(os.listdir("/proc/%d/fd" % server.pid)) <= len(held) + 8


def test_a_disk_without_room_delivers_plain_and_says_so():
    """Without a place for the coded bytes, the plain ones are still right."""
    staging = os.path.join(folder, "staging")
    aside = staging + ".aside"
    os.rename(staging, aside)
    try:
        answer = coded("a.txt", "gzip").expect(200)
        assert answer.body == TEXT and answer.header("content-encoding") is None, answer.headers
        assert answer.header("etag") == coded("a.txt", "identity").header("etag")
        assert "not-compressed" in server.log(), server.log()[-500:]
    finally:
        os.rename(aside, staging)
    assert coded("a.txt", "gzip").header("content-encoding") == "gzip"


if __name__ == "__main__":
    main(globals())
