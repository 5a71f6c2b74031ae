"""Uploads by URL decode the Content-Encoding of their origins as a browser does; limits hold for what comes out."""

import gzip
import zlib

from emulator import Emulator
from origin import Origin
from tap import each, main

MIB = 1024 * 1024
TEXT = b"a page of text, and another one\n" * 3000
NOISE = bytes(i * i % 251 for i in range(70000))
UNDECODABLE = "has a body that cannot be decoded as its Content-Encoding says."
TOO_LARGE = "Your request contains invalid file parameter. The file size exceeds limits."

server = Emulator("--allow-remote", "loopback", "--plan", "free")
set_up, tear_down = server.start, server.stop_cleanly


def deflated(data, bits):
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(data) + packer.flush()


def stored_by_brotli(data):
    """One block of bytes as they are, after the format's description; at most 64 KiB."""
    bits = "0"                                   # window: 16 bits
    bits += "0"                                  # not the last block
    bits += "00"                                 # its length has four nibbles
    bits += format(len(data) - 1, "016b")[::-1]
    bits += "1"                                  # uncompressed
    bits += "0" * (-len(bits) % 8)
    head = bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, len(bits), 8))
    return head + data + b"\x03"                 # the last block, which is empty


def upload(coding, body, name="a.txt", **headers):
    """From an origin that always answers so, whatever was asked for."""
    fields = {"Content-Encoding": coding} if coding is not None else {}
    with Origin({"/f": (200, dict(fields, **headers), body)}) as origin:
        return server.fresh().upload(origin.url + "/f", fileName=name)


def bytes_of(answer):
    return server.client().fetch(answer.expect(200).json()["url"]).expect(200).body


DECODED = [
    ("nothing", None, TEXT, TEXT),
    ("identity", "identity", TEXT, TEXT),
    ("gzip", "gzip", gzip.compress(TEXT), TEXT),
    ("gzip in capitals", "GZip", gzip.compress(TEXT), TEXT),
    ("gzip by its old name", "x-gzip", gzip.compress(TEXT), TEXT),
    ("gzip of what does not shrink", "gzip", gzip.compress(NOISE, 0), NOISE),
    ("gzip of nothing", "gzip", gzip.compress(b""), b""),
    ("gzip that names its file", "gzip", gzip.compress(TEXT)[:3] + b"\x08" + gzip.compress(TEXT)[4:10]
     + b"name.txt\0" + gzip.compress(TEXT)[10:], TEXT),
    ("deflate as it is defined", "deflate", deflated(TEXT, 15), TEXT),
    ("deflate as it is often sent", "deflate", deflated(TEXT, -15), TEXT),
    ("gzip of two members", "gzip", gzip.compress(TEXT) + gzip.compress(b"more"), TEXT + b"more"),
    ("gzip with something after it", "gzip", gzip.compress(TEXT) + b"and more" * 200, TEXT),
    ("brotli in gzip", "br, gzip", gzip.compress(stored_by_brotli(TEXT[:5000])), TEXT[:5000]),
    ("no bytes of gzip", "gzip", b"", b""),
    ("brotli", "br", stored_by_brotli(TEXT[:5000]), TEXT[:5000]),
    ("gzip twice", "gzip, gzip", gzip.compress(gzip.compress(TEXT)), TEXT),
    ("gzip of an archive", "gzip", gzip.compress(gzip.compress(TEXT)), gzip.compress(TEXT)),
    ("an archive that is no coding", None, gzip.compress(TEXT), gzip.compress(TEXT)),
    # What no browser knows it leaves as it is.
    ("the name of a charset", "utf-8", TEXT, TEXT),
    ("what a store left behind", "aws-chunked", TEXT, TEXT),
    ("gzip beside what nobody knows", "gzip,aws-chunked", gzip.compress(TEXT), gzip.compress(TEXT)),
    ("no name at all", "", TEXT, TEXT),
]


@each(DECODED)
def test_what_is_stored_of(coding, body, wanted):
    answer = upload(coding, body)
    assert bytes_of(answer) == wanted
    assert answer.json()["size"] == len(wanted), answer


def test_a_picture_is_one_once_it_is_decoded():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>'
    answer = upload("gzip", gzip.compress(svg), "a.svg").expect(200).json()
    assert (answer["fileType"], answer["width"], answer["height"]) == ("image", 30, 20), answer


def test_chunks_of_gzip():
    body = gzip.compress(TEXT)

    def route(handler):
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for i in range(0, len(body), 50):
            piece = body[i:i + 50]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")
        handler.close_connection = True

    with Origin({"/f": route}) as origin:
        answer = server.fresh().upload(origin.url + "/f", fileName="a.txt")
    assert bytes_of(answer) == TEXT


def test_an_origin_is_told_what_can_be_decoded():
    with Origin({"/f": (200, {}, b"a")}) as origin:
        server.fresh().upload(origin.url + "/f", fileName="a.txt").expect(200)
        [(_, _, headers)] = origin.requests
    assert headers["accept-encoding"] == "gzip, deflate, br", headers


def test_a_coding_of_a_redirect_is_not_that_of_the_file():
    with Origin({"/f": (200, {}, TEXT)}) as origin:
        for number, coding in enumerate(["utf-8", "gzip", "br"]):
            origin.routes["/%d" % number] = (
                302, {"Location": "/f", "Content-Encoding": coding}, b"moved")
            answer = server.fresh().upload("%s/%d" % (origin.url, number), fileName="a.txt")
            assert bytes_of(answer) == TEXT


GOOD = gzip.compress(TEXT)


@each([
    ("text that is called gzip", "gzip", TEXT),
    ("a gzip with a wrong sum", "gzip", GOOD[:-8] + bytes(8)),
    ("a gzip that is broken in the middle", "gzip", GOOD[:60] + b"\xff" * 20 + GOOD[80:]),
    ("a gzip that is cut in the middle", "gzip", GOOD[:len(GOOD) // 2]),
    ("a gzip without its sum", "gzip", GOOD[:-8]),
    ("a gzip without its last byte", "gzip", GOOD[:-1]),
    ("the head of a gzip", "gzip", GOOD[:5]),
    ("a gzip whose second member is cut", "gzip", GOOD + GOOD[:-20]),
    ("a deflate that is cut", "deflate", deflated(TEXT, -15)[:-3]),
    ("a brotli that is cut", "br", stored_by_brotli(TEXT[:5000])[:-1]),
    ("what this program does not decode", "zstd", TEXT),
    ("text that is called deflate", "deflate", TEXT),
    ("text that is called brotli", "br", b"\xff" * 100),
    ("one gzip that is called two", "gzip, gzip", GOOD),
    ("six codings", ", ".join(["gzip"] * 6), GOOD),
])
def test_a_body_that_is_not_what_it_says(coding, body):
    answer = upload(coding, body).expect(400)
    assert UNDECODABLE in answer.json()["message"], answer


@each([
    ("one that is as large as it may be", 25 * MIB, 200),
    ("one byte more", 25 * MIB + 1, 400),
    ("far more", 400 * MIB, 400),
])
def test_the_limit_of_the_plan_holds_for_what_comes_out(size, status):
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(b"\x01" * MIB) for _ in range(size // MIB))
    body += packer.compress(b"\x01" * (size % MIB)) + packer.flush()
    answer = upload("gzip", body, "a.bin").expect(status)
    if status == 400:
        answer.error(400, TOO_LARGE)
    else:
        assert answer.json()["size"] == size


if __name__ == "__main__":
    main(globals())
