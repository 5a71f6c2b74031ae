"""What a file says of itself and is no date or no place is shown as it stands, and not searched; slow
files of one account do not keep those of another waiting."""

import concurrent.futures
import os
import signal
import struct
import tempfile
import time
import urllib.parse
import zlib

from emulator import EMULATOR_BIN, SLOWNESS, Emulator, fixture
from tap import each, main

server = Emulator()
PLAIN = fixture("images", "exif", "none.jpg")
PACKET = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
          'syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" %s/>'
          '</rdf:RDF></x:xmpmeta>')


set_up, tear_down = server.start, server.stop_cleanly


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def saying(properties):
    body = b"http://ns.adobe.com/xap/1.0/\0" + (PACKET % properties).encode()
    return PLAIN[:2] + segment(0xe1, body) + PLAIN[2:]


def put(api, content):
    return api.upload(content, fileName="a.jpg", responseFields="embeddedMetadata").expect(200).json()


def found(api, query):
    return len(api.get("/v1/files?searchQuery=" + urllib.parse.quote(query)).expect(200).json())


@each([
    ("now", "now", 0),
    ("a number of days", "2451545.25", 0),
    ("a year alone", "2023", 0),
    ("an hour alone", "12:34", 0),
    ("true", "True", 0),
    ("a date", "2023-05-01T10:00:00Z", 1),
])
def test_a_date_is_searched_when_it_is_one(text, times):
    api = server.fresh()
    file = put(api, saying('exif:DateTimeOriginal="%s"' % text))
    assert "DateTimeOriginal" in file["embeddedMetadata"], file
    assert found(api, '"embeddedMetadata.DateTimeOriginal" EXISTS') == times
    assert found(api, '"embeddedMetadata.DateTimeOriginal" < "2200-01-01"') == times


@each([
    ("beyond the pole", "100,0.0N", "10,0.0E", 0),
    ("more than minutes can say", "90,90.0N", "10,0.0E", 0),
    ("beyond the date line", "10,0.0N", "180,30.0E", 0),
    ("the pole", "90,0.0S", "180,0.0W", 1),
])
def test_a_place_is_searched_when_it_is_one(latitude, longitude, times):
    api = server.fresh()
    put(api, saying('exif:GPSLatitude="%s" exif:GPSLongitude="%s"' % (latitude, longitude)))
    assert found(api, '"embeddedMetadata.LocationTaken" EXISTS') == times


def test_a_resolution_beyond_measure_is_unknown():
    exif = (b"Exif\0\0MM\0*\0\0\0\x08\0\x03" + b"\x01\x1a\0\x05\0\0\0\x01\0\0\0\x32"
            + b"\x01\x1b\0\x05\0\0\0\x01\0\0\0\x32" + b"\x01\x28\0\x03\0\0\0\x01\0\x03\0\0"
            + b"\0\0\0\0" + b"\xff\xff\xff\xff\0\0\0\x01")
    api = server.fresh()
    file = put(api, PLAIN[:2] + segment(0xe1, exif) + PLAIN[2:])
    api.get("/v1/files/%s/metadata" % file["fileId"]).expect(200)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(
        ">I", zlib.crc32(kind + body) & 0xffffffff)


def png_saying(packet):
    """A small PNG with this XMP, which may be long."""
    content = fixture("images", "opaque.png")
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + packet.encode()
    return content[:33] + chunk(b"iTXt", text) + content[33:]


WIDE = PACKET.replace(" %s/>", ">%s</rdf:Description>")


@each([
    ("nested deeply", "<exif:A rdf:parseType='Resource'>" * 30000 + "</exif:A>" * 30000),
    ("of very many properties", "".join("<exif:A%d>x</exif:A%d>" % (i, i) for i in range(60000))),
])
def test_a_packet_beyond_reason_is_not_read_and_its_image_stored(properties):
    api = server.fresh()
    file = put(api, png_saying(WIDE % properties))
    assert not any(name.startswith("A") for name in file["embeddedMetadata"]), file


def test_two_properties_of_one_name_stay_two_things():
    api = server.fresh()
    file = put(api, png_saying(WIDE % (
        '<exif:ISOSpeedRatings><rdf:Seq><rdf:li>400</rdf:li></rdf:Seq></exif:ISOSpeedRatings>'
        '<x:PhotographicSensitivity xmlns:x="http://cipa.jp/exif/1.0/">800'
        '</x:PhotographicSensitivity><d:source xmlns:d="http://purl.org/dc/elements/1.1/">S1'
        '</d:source><p:Source xmlns:p="http://ns.adobe.com/photoshop/1.0/">S2</p:Source>')))
    said = file["embeddedMetadata"]
    assert said["ISO"] in (400, 800) and said["Source"] in ("S1", "S2"), said


def test_items_of_one_list_stay_together():
    api = server.fresh()
    file = put(api, png_saying(WIDE % (
        '<d:creator xmlns:d="http://purl.org/dc/elements/1.1/"><rdf:Seq><rdf:li>A</rdf:li>'
        '<rdf:li>B</rdf:li></rdf:Seq></d:creator>')))
    assert file["embeddedMetadata"]["Creator"] == ["A", "B"], file


# Turns ------------------------------------------------------------------------------------------

# The first two helpers hang, as with a file that takes for ever; the others are what they should be.
HANGING = """#!/bin/sh
for n in 1 2; do
	if mkdir "%(folder)s/$n" 2>/dev/null; then
		echo $$ >"%(folder)s/$n/pid.new"
		mv "%(folder)s/$n/pid.new" "%(folder)s/$n/pid"
		exec sleep 600
	fi
done
exec "%(helper)s" "$@"
"""


def hanging(folder):
    """The ids of the helpers that hang so far."""
    paths = [os.path.join(folder, n, "pid") for n in ("1", "2")]
    return [int(open(path, encoding="utf-8").read()) for path in paths if os.path.exists(path)]


def test_slow_files_of_an_account_keep_no_other_waiting():
    with tempfile.TemporaryDirectory() as folder:
        helper = os.path.join(folder, "helper")
        with open(helper, "w", encoding="utf-8") as file:
            file.write(HANGING % {"folder": folder, "helper": EMULATOR_BIN + "-media"})
        os.chmod(helper, 0o755)
        with Emulator("--media-helper", helper) as one, \
                concurrent.futures.ThreadPoolExecutor(3) as pool:
            slow, other = one.fresh(), one.fresh()
            waiting = [pool.submit(slow.upload, PLAIN, fileName="%d.jpg" % n) for n in range(3)]
            deadline = time.monotonic() + 30 * SLOWNESS
            while len(hanging(folder)) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            file = other.upload(PLAIN, fileName="a.jpg").expect(200).json()
            still = [not answer.done() for answer in waiting]
            for pid in hanging(folder):
                os.kill(pid, signal.SIGKILL)
            assert file["width"] > 0 and still == [True] * 3, (file, still)
            for answer in waiting:
                answer.result()


if __name__ == "__main__":
    main(globals())
