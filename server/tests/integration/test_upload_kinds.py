"""What an upload is taken for, and that none is turned away because it cannot be read."""

import json
import os
import shutil
import struct
import subprocess
import tempfile

import pictures
from emulator import SOURCE_DIR, Emulator, fixture
from tap import Skip, each, main

CORRUPT = "The requested file is corrupt or invalid."
SVG = "image/svg+xml"
SVG_TEXT = '<svg xmlns="http://www.w3.org/2000/svg" width="31" height="32"/>'
server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def put(name, content):
    """What an upload answers, the details of the file, and the call for its metadata."""
    api = server.fresh()
    answer = api.upload(content, fileName=name, useUniqueFileName=False).expect(200).json()
    by_id = "/v1/files/" + answer["fileId"]
    delivered = api.get("/" + answer["url"].split("/", 3)[3])
    assert delivered.status == 200 and delivered.body == content, delivered.status
    return answer, api.get(by_id + "/details").expect(200).json(), api.get(by_id + "/metadata")


def check(name, content, kind, mime, sides):
    answer, details, metadata = put(name, content)
    assert answer["fileType"] == details["fileType"] == kind, answer
    assert details["mime"] == mime, details
    for file in (answer, details):
        assert (file.get("width"), file.get("height")) == (sides or (None, None)), file
    return answer, metadata


# Files as people upload them -------------------------------------------------------------------

@each([
    ("SVG behind a comment", "svg-comment.svg", "image", SVG, (9, 9)),
    ("SVG behind blanks", "svg-leading-blank-1200.svg", "image", SVG, (31, 32)),
    ("SVG in Latin-1", "svg-iso8859-1.svg", "image", SVG, (31, 32)),
    ("SVG with an undeclared prefix", "svg-xlink-undeclared.svg", "image", SVG, None),
    ("SVG without extent", "svg-zero-size.svg", "image", SVG, None),
    ("PNG with a wrong checksum", "bad-crc.png", "image", "image/png", (64, 48)),
    ("style sheet in Windows-1252", "windows1252.css", "non-image", "text/css", None),
])
def test_files_of_real_users(name, kind, mime, sides):
    answer, metadata = check(name, fixture("uploads", name), kind, mime, sides)
    if kind == "non-image" or sides is None or name == "bad-crc.png":
        metadata.error(400, CORRUPT)
    else:
        assert metadata.expect(200).json()["width"] == sides[0]
    if kind == "non-image":
        assert answer["AITags"] is None and answer["description"] is None


@each([
    ("Matroska", "h264.mkv", "video/x-matroska"),
    ("MP4", "video.mp4", "video/mp4"),
])
def test_videos_of_real_users(name, mime):
    answer, details, _ = put(name, fixture("uploads", name))
    assert answer["fileType"] == "non-image" and details["mime"] == mime, details
    assert answer["AITags"] is None and answer["description"] is None, answer
    if shutil.which("ffprobe") is None:
        raise Skip("no ffprobe on PATH: what the video tells is not asked")
    assert details["width"] > 0 and details["videoCodec"] == "h264", details
    assert details["embeddedMetadata"]["ImageSize"] == "%(width)dx%(height)d" % details, details


@each([
    ("MP4", "video.mp4", True),
    ("Matroska, which does not say", "h264.mkv", False),
])
def test_the_rate_is_that_of_the_pictures(name, is_told):
    if shutil.which("ffprobe") is None:
        raise Skip("no ffprobe on PATH")
    path = os.path.join(SOURCE_DIR, "fixtures", "uploads", name)
    said = json.loads(subprocess.run(
        ["ffprobe", "-v", "quiet", "-of", "json", "-select_streams", "v:0", "-show_entries",
         "stream=bit_rate", path], stdout=subprocess.PIPE, check=True).stdout)
    rate = said["streams"][0].get("bit_rate")
    assert (rate is not None) == is_told, said
    answer, _, _ = put(name, fixture("uploads", name))
    assert answer.get("bitRate") == (rate and int(rate)), answer


# SVG -------------------------------------------------------------------------------------------

def declared(encoding, text=SVG_TEXT):
    return '<?xml version="1.0" encoding="%s"?>\n%s' % (encoding, text)


DOCTYPE = ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/'
           'svg11.dtd" [<!ENTITY ns "http://www.w3.org/2000/svg"> %s]>')


@each([
    ("a long comment", "<!-- %s -->%s" % ("x" * 5000, SVG_TEXT)),
    ("a document type", DOCTYPE % "" + SVG_TEXT),
    ("a long document type", DOCTYPE % ("<!-- %s -->" % ("x" * 2000)) + SVG_TEXT),
    ("an entity for a name", DOCTYPE % "" + SVG_TEXT.replace("http://www.w3.org/2000/svg", "&ns;")),
    ("blanks", "\n" * 1200 + SVG_TEXT),
    ("blanks before the declaration", " \r\n" * 3 + declared("UTF-8")),
    ("instructions", '<?xml-stylesheet href="%s"?>%s' % ("a" * 1500, SVG_TEXT)),
    ("a prefix", '<!--%s--><s:svg xmlns:s="http://www.w3.org/2000/svg" width="31" height="32"/>'
     % ("x" * 1000)),
])
def test_svg_is_found_behind(text):
    _, metadata = check("a.svg", text.encode(), "image", SVG, (31, 32))
    metadata.expect(200)


@each([
    ("UTF-8 with a mark", "\ufeff" + declared("UTF-8"), "utf-8"),
    ("UTF-16, little-endian", "\ufeff" + declared("UTF-16"), "utf-16-le"),
    ("UTF-16, big-endian", "\ufeff" + declared("UTF-16"), "utf-16-be"),
    ("UTF-16 without a declaration", "\ufeff" + SVG_TEXT, "utf-16-le"),
    ("Latin-1", declared("ISO-8859-1", "<!-- \u00e9 -->" + SVG_TEXT), "latin-1"),
    ("Latin-9 behind a long comment",
     declared("ISO-8859-15", "<!-- %s \u20ac -->%s" % ("x" * 2000, SVG_TEXT)), "iso-8859-15"),
    ("UCS-4", declared("UCS-4"), "utf-32-be"),
    ("EBCDIC", declared("IBM037"), "cp037"),
    ("UTF-16 without a mark", declared("UTF-16LE"), "utf-16-le"),
    ("Windows-1252", declared("windows-1252", "<!-- \u2019 -->" + SVG_TEXT), "cp1252"),
    ("Shift-JIS", declared("Shift_JIS", "<!-- \u65e5\u672c -->" + SVG_TEXT), "shift_jis"),
])
def test_svg_in(text, encoding):
    check("a.svg", text.encode(encoding), "image", SVG, (31, 32))


@each([
    ("an unknown entity", SVG_TEXT.replace("/>", "><text>&nbsp;</text></svg>")),
    ("not closed", SVG_TEXT.replace("/>", ">")),
    ("words", "no picture at all"),
    ("nothing", ""),
    ("sides beyond measure", SVG_TEXT.replace('"31"', '"1e300"')),
])
def test_svg_that_cannot_be_read_is_stored(text):
    _, metadata = check("a.svg", text.encode(), "image", SVG, None)
    metadata.error(400, CORRUPT)


# Pictures that cannot be read, or must not be ---------------------------------------------------

def bmp(width, height):
    return b"BM" + struct.pack("<IHHIIii", 70, 0, 0, 54, 40, width, height) + b"\1\0\x18\0" + b"\0" * 40


def ico(kind, *sides):
    entries = b"".join(bytes([w % 256, h % 256, 0, 0]) + b"\1\0\x20\0" + b"\0" * 8 for w, h in sides)
    return struct.pack("<HHH", 0, kind, len(sides)) + entries


def jxl_boxes(stream):
    return (b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
            + struct.pack(">I", 8 + len(stream)) + b"jxlc" + stream)


# 40 x 24 in eighths (sides 5 and 3), then 300 x 200 in full.
JXL_SMALL = b"\xff\x0a" + struct.pack("<I", 1 | 2 << 1 | 0 << 6 | 4 << 9) + b"\0"
JXL_LARGE = b"\xff\x0a" + struct.pack("<I", 0 | 0 << 1 | 199 << 3 | 0 << 12 | 0 << 15 | 299 << 17) + b"\0"
JXL_RATIO = b"\xff\x0a" + struct.pack("<I", 0 | 0 << 1 | 89 << 3 | 5 << 12) + b"\0"


@each([
    ("a bitmap", "a.bmp", bmp(30, 20), "image/bmp", (30, 20)),
    ("a bitmap from the top", "a.bmp", bmp(30, -20), "image/bmp", (30, 20)),
    ("an icon", "a.ico", ico(1, (16, 16), (256, 256), (32, 32)), "image/x-icon", (256, 256)),
    ("a pointer", "a.cur", ico(2, (32, 32)), "image/x-icon", (32, 32)),
    ("Photoshop", "a.psd", b"8BPS\0\1\0\0\0\0\0\0\0\3" + struct.pack(">II", 20, 30) + b"\0\x08\0\3",
     "image/vnd.adobe.photoshop", (30, 20)),
    ("JPEG XL", "a.jxl", JXL_SMALL, "image/jxl", (40, 24)),
    ("JPEG XL, larger", "a.jxl", JXL_LARGE, "image/jxl", (300, 200)),
    ("JPEG XL by its ratio", "a.jxl", JXL_RATIO, "image/jxl", (160, 90)),
    ("JPEG XL in boxes", "a.jxl", jxl_boxes(JXL_SMALL), "image/jxl", (40, 24)),
    ("JPEG XL, cut", "a.jxl", b"\xff\x0a", "image/jxl", None),
    ("a PNG without its pixels", "a.png", pictures.png(40, 30)[:33], "image/png", (40, 30)),
    ("a PNG of garbage", "a.png", b"\x89PNG\r\n\x1a\n" + b"garbage" * 9, "image/png", None),
    ("a JPEG cut before its sides", "a.jpg", pictures.jpeg(40, 30)[:8], "image/jpeg", None),
    ("a GIF cut behind its sides", "a.gif", pictures.gif(40, 30)[:13], "image/gif", (40, 30)),
    ("a WebP of garbage", "a.webp", b"RIFF\x24\0\0\0WEBPVP8 garbage", "image/webp", None),
    ("an AVIF of nothing", "a.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "image/avif", None),
    ("a TIFF of nothing", "a.tif", b"II*\0\x08\0\0\0", "image/tiff", None),
])
def test_pictures_that_cannot_be_read_are_stored(name, content, mime, sides):
    _, metadata = check(name, content, "image", mime, sides)
    metadata.error(400, CORRUPT)


@each([
    ("a bomb", "bomb.png", "60000 x 60000 pixels"),
    ("a bomb of frames", "bomb.gif", "200 frames"),
    ("an SVG of all the world", "large.svg", "30000 x 30000 pixels"),
    ("entities", "entities.svg", "cut short or damaged"),
    ("entities from outside", "outside-entity.svg", "cut short or damaged"),
])
def test_what_would_do_harm_is_stored_unread(name, why):
    before = len(server.log())
    answer, details, metadata = put(name, fixture("images", "hostile", name))
    assert answer["fileType"] == "image" and "width" not in answer and "width" not in details, answer
    metadata.error(400, CORRUPT)
    log = server.log()[before:]
    assert "stored without its facts" in log and why in log, log


def test_a_reader_that_breaks_down_refuses_nothing():
    """A program that says that it can read images, and ends at the first."""
    with tempfile.TemporaryDirectory() as folder:
        helper = os.path.join(folder, "helper")
        ready = b'{"protocol":3}'
        with open(os.path.join(folder, "ready"), "wb") as file:
            file.write(struct.pack(">I", len(ready)) + ready)
        with open(helper, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\ncat '%s/ready' >&0\nhead -c 4 >/dev/null\nexit 3\n" % folder)
        os.chmod(helper, 0o700)
        with Emulator("--media-helper", helper) as broken:
            answer = broken.client().upload(pictures.png(4, 3), fileName="a.png").expect(200).json()
            assert answer["fileType"] == "image" and "width" not in answer, answer
            assert "crash" in broken.log(), broken.log()


def test_garbage_named_as_a_picture_is_stored():
    check("a.jpg", b"\x80\0garbage", "non-image", "application/octet-stream", None)


def test_the_limit_of_size_still_holds():
    small = Emulator("--plan", "free")
    small.start()
    try:
        api = small.client()
        content = b"\x89PNG\r\n\x1a\n" + b"x" * (25 * 1024 * 1024)
        api.upload(content, fileName="a.png").error(
            400, "Your request contains invalid file parameter. The file size exceeds limits.")
    finally:
        assert small.stop() == 0, small.last_log


# Text and the names of the web ------------------------------------------------------------------

@each([
    ("a style sheet in Windows-1252", "a.css", "p { quotes: '\u2018' }".encode("cp1252"), "text/css"),
    ("a table in Latin-1", "a.csv", "caf\u00e9,1\n".encode("latin-1"), "text/csv"),
    ("a table in UTF-16", "a.csv", "\ufeffcaf\u00e9,1\n".encode("utf-16-le"), "text/csv"),
    ("a script in UTF-16", "a.js", "\ufefflet a;".encode("utf-16-be"), "application/javascript"),
    ("a web manifest", "a.webmanifest", b"{}", "application/manifest+json"),
    ("glTF", "a.gltf", b"{}", "model/gltf+json"),
    ("lines of JSON", "a.jsonl", b"{}\n{}\n", "application/jsonl"),
    ("a source map", "a.js.map", b"{}", "application/json"),
    ("a module", "a.mjs", b"export {}", "application/javascript"),
    ("WebAssembly", "a.wasm", b"\0asm\1\0\0\0", "application/wasm"),
    ("a font", "a.woff2", b"wOF2\0\1\0\0", "font/woff2"),
    ("upper case", "A.CSS", b"a {}", "text/css"),
    ("no extension", "a", b"a {}", "application/octet-stream"),
])
def test_text_has_the_type_of_its_extension(name, content, mime):
    _, metadata = check(name, content, "non-image", mime, None)
    metadata.error(400, CORRUPT)


if __name__ == "__main__":
    main(globals())
