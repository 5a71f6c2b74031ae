"""What the media helper says of EXIF, IPTC and XMP, field by field against exiftool.

Each field that the helper shows is looked for in exiftool's answer, and each that exiftool finds in
the same groups must be shown. Where the two differ on purpose, a table below says so and why.
"""

import datetime
import json
import math
import os
import re
import shutil
import subprocess

from media_helper import MediaHelper
from tap import Skip, each, main

FOLDER = os.path.join(os.environ["SOURCE_DIR"], "fixtures", "images", "exif")
FILES = sorted(name for name in os.listdir(FOLDER) if not name.endswith(".py"))

GROUPS = ("IFD0", "ExifIFD", "GPS", "InteropIFD", "IPTC", "XMP-")

# Shown as exiftool has them before it makes them readable: a quantity is a number here, so that it
# can be compared, and not a text with a unit or a fraction.
NUMBERS = {
    "ExposureTime": "1/160", "ShutterSpeedValue": "1/160", "ExposureCompensation": "-2/3",
    "FocalLength": "135.0 mm", "FocalLengthIn35mmFormat": "202 mm", "SubjectDistance": "12.5 m",
    "GPSAltitude": "3.25 m", "GPSHPositioningError": "4.5 m", "ApertureValue": "7.1 of 7.0999",
    "MaxApertureValue": "2.8 of 2.8000", "Urgency": "5 (normal urgency)", "FNumber": "7.1",
}

# Several numbers are an array here and a text with blanks there.
ARRAYS = ("SubjectArea", "BitsPerSample", "ReferenceBlackWhite")

# Signed decimal degrees and metres here; there the sign is in the tag before.
SIGNED = {"GPSLatitude": "S", "GPSLongitude": "W", "GPSAltitude": "1"}

# exiftool adds what the code means.
EXPLAINED = {"InteropIndex": " - "}

# XMP that repeats EXIF keeps one name and form for one thing.
RENAMED = {
    # The full path of the structure here.
    "XMP-iptcCore:CreatorCity": "CreatorContactInfoCiAdrCity",
}

LISTS = ("Keywords", "Subject", "SupplementalCategories")  # an array even of one

# Not shown, though exiftool finds it.
LEFT_OUT = {
    "XMP-x:XMPToolkit": "the packet's writer, no property of the picture",
    "XMP-dc:Title-de": "of a text in many languages the default one is shown",
    "IFD0:StripOffsets": "where the pixels lie", "IFD0:StripByteCounts": "where the pixels lie",
    "IFD0:RowsPerStrip": "how the pixels are stored", "IFD0:SampleFormat": "how pixels are stored",
    "IPTC:ApplicationRecordVersion": "of the notation",
    "IPTC:EnvelopeRecordVersion": "of the notation", "IPTC:CodedCharacterSet": "of the notation",
}

# exiftool reads nothing of a directory that claims more entries than there are bytes; the helper
# reads those that are there, which are those of this other file.
READ_ON = {"broken-directory.jpg": "rich.jpg"}

DERIVED = {
    "Caption": ("IPTC:Caption-Abstract", "XMP-dc:Description", "IFD0:ImageDescription"),
    "Writer": ("IPTC:Writer-Editor", "XMP-photoshop:CaptionWriter"),
    "Creator": ("XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist"),
    "Title": ("XMP-dc:Title", "IPTC:ObjectName"),
    "Rights": ("XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright"),
    "Country": ("XMP-photoshop:Country", "IPTC:Country-PrimaryLocationName"),
    "State": ("XMP-photoshop:State", "IPTC:Province-State"),
}

state = {}


def set_up():
    if not shutil.which("exiftool"):
        raise Skip("exiftool is not on PATH")
    paths = [os.path.join(FOLDER, name) for name in FILES]

    def run(*options):
        done = subprocess.run(["exiftool", "-q", "-q", "-m", "-j", "-G1", "-a", *options, *paths],
                              stdout=subprocess.PIPE, check=False)
        rows = json.loads(done.stdout)
        assert len(rows) == len(FILES)
        return dict(zip(FILES, rows))
    state["shown"] = run()
    state["raw"] = run("-n")
    with MediaHelper() as helper:
        assert helper.ready == {"protocol": 3}, helper.ready
        for verb in "probe", "describe":
            state[verb] = {name: helper.ask(verb, path) for name, path in zip(FILES, paths)}


def embedded(name):
    answer = state["probe"][name]
    assert "error" not in answer, answer
    return answer.get("embedded", {})


def iso(text, zone=True):
    """exiftool's date as ISO 8601 in UTC."""
    match = re.match(r"(\d{4}):(\d\d):(\d\d)(?: (\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?"
                     r"(Z|[+-]\d\d:\d\d)?$", text)
    assert match, text
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    millisecond = int(((match[7] or "") + "000")[:3])
    when = datetime.datetime(year, month, day, hour, minute, second)
    if match[8] and match[8] != "Z" and zone:
        offset = datetime.timedelta(hours=int(match[8][1:3]), minutes=int(match[8][4:6]))
        when = when - offset if match[8][0] == "+" else when + offset
    return when.strftime("%Y-%m-%dT%H:%M:%S") + ".%03dZ" % millisecond


def is_date(value):
    return isinstance(value, str) and re.match(r"\d{4}:\d\d:\d\d", value)


def expected(name, key):
    """What the helper should show for a field of exiftool's."""
    shown, raw = state["shown"][name][key], state["raw"][name][key]
    tag = key.split(":", 1)[1]
    if key == "IPTC:DateCreated":
        time = state["shown"][name].get("IPTC:TimeCreated", "00:00:00")
        return iso("%s %s" % (shown, time))
    if is_date(shown) and key != "GPS:GPSDateStamp":
        return iso(shown)
    if tag in SIGNED and key.startswith("GPS:"):
        side = state["raw"][name]["GPS:" + tag + "Ref"]
        return -raw if str(side) == SIGNED[tag] else raw
    if tag in ("GPSLatitude", "GPSLongitude"):
        return raw
    if tag in NUMBERS:
        # A number of more than 15 digits is a text in exiftool's JSON.
        return float(raw)
    if tag in EXPLAINED:
        return shown.split(EXPLAINED[tag])[0]
    if tag in ARRAYS and isinstance(raw, str):
        return [float(part) for part in raw.split()]
    if tag in LISTS and not isinstance(shown, list):
        return [shown]
    return shown


def same(ours, theirs):
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-7 * max(1, abs(theirs))
    # exiftool writes a text of digits as a number.
    if isinstance(ours, str) and isinstance(theirs, (int, float)):
        return ours == str(theirs) or (ours.isdigit() and int(ours) == theirs)
    return ours == theirs


def fields(name):
    """exiftool's fields in the order in which the helper believes them."""
    keys = [key for key in state["shown"][name] if key.startswith(GROUPS) and key not in LEFT_OUT]
    return sorted(keys, key=lambda key: [key.startswith(group) for group in GROUPS].index(True))


def shown_as(key):
    return RENAMED.get(key, key.split(":", 1)[1])


def fill_derived(want, name):
    for tag, sources in DERIVED.items():
        for source in sources:
            if tag not in want and source in state["shown"][name]:
                want[tag] = expected(name, source)
    for tag in "DateTimeOriginal", "CreateDate":
        if tag in want:
            want.setdefault("DateCreated", want[tag])
    if "DateCreated" in want:
        want["DateTimeCreated"] = want["DateCreated"]
    if "GPSTimeStamp" in want and "GPSDateStamp" in want:
        want["GPSDateTime"] = iso("%s %s" % (want["GPSDateStamp"], want["GPSTimeStamp"][:8]))


@each([(name, name) for name in FILES])
def test_every_field_is_as_exiftool_has_it(name):
    want = {}
    for key in fields(name):
        want.setdefault(shown_as(key), expected(name, key))
    fill_derived(want, name)
    got = embedded(name)
    if name in READ_ON:
        assert not want, want
        want = embedded(READ_ON[name])
    wrong = {tag: (got.get(tag), want.get(tag)) for tag in {**got, **want}
             if tag not in got or tag not in want or not same(got[tag], want[tag])}
    assert not wrong, "\n".join("%s: %r, exiftool has %r" % (tag, *pair)
                                for tag, pair in sorted(wrong.items()))


RAW_GROUPS = {"IFD0": "image", "IFD1": "thumbnail", "ExifIFD": "exif", "GPS": "gps",
              "InteropIFD": "interoperability"}
SIX = ["image", "thumbnail", "exif", "gps", "interoperability", "makernote"]

# Raw values: APEX and rationals as they stand, which exiftool turns; bytes as text.
RAW_DIFFERENT = {
    "ShutterSpeedValue": lambda v: math.log2(1 / v),
    "ApertureValue": lambda v: 2 * math.log2(v),
    "MaxApertureValue": lambda v: 2 * math.log2(v),
    "FileSource": lambda v: chr(v), "SceneType": lambda v: chr(v),
    "ComponentsConfiguration": lambda v: "".join(chr(int(n)) for n in v.split() if n != "0"),
    "GPSVersionID": lambda v: [int(n) for n in v.split()],
    "GPSTimeStamp": lambda v: [float(n) for n in v.split(":")],
    "LensInfo": lambda v: [float(n) for n in v.split()],
}


def raw_wanted(name, key):
    tag = key.split(":", 1)[1]
    value = state["raw"][name][key]
    if tag in NUMBERS:
        value = float(value)
    if tag in RAW_DIFFERENT:
        return RAW_DIFFERENT[tag](value)
    if tag in ARRAYS and isinstance(value, str):
        return [float(part) for part in value.split()]
    return value


def degrees(value):
    return value[0] + value[1] / 60 + value[2] / 3600


def compare_raw(name, key, exif):
    group, tag = key.split(":", 1)
    got = exif[RAW_GROUPS[group]].get(tag)
    want = raw_wanted(name, key)
    if tag in ("GPSLatitude", "GPSLongitude"):
        assert abs(degrees(got) - want) < 1e-7, (key, got, want)
    elif tag in ("ShutterSpeedValue", "ApertureValue", "MaxApertureValue"):
        assert abs(got - want) < 1e-4, (key, got, want)
    elif tag == "ThumbnailOffset":
        # exiftool counts from the file's start; the value itself counts from the TIFF header.
        with open(os.path.join(FOLDER, name), "rb") as file:
            data = file.read()
        assert data[data.index(b"Exif\0\0") + 6 + got:][:2] == b"\xff\xd8", got
    else:
        assert same(got, want), (key, got, want)


@each([(name, name) for name in FILES])
def test_raw_values_by_directory(name):
    answer = state["describe"][name]
    assert "error" not in answer, answer
    exif = answer["exif"]
    if name in READ_ON:
        assert exif["exif"] == state["describe"][READ_ON[name]]["exif"]["exif"]
        return
    keys = [key for key in state["raw"][name]
            if key.split(":")[0] in RAW_GROUPS and key not in LEFT_OUT
            and key not in ("IFD1:ThumbnailImage",)]
    if not keys:
        assert exif == {}, exif
        return
    assert list(exif) == SIX
    for key in keys:
        compare_raw(name, key, exif)


def test_offsets_of_the_directories_are_told():
    exif = state["describe"]["rich.jpg"]["exif"]
    assert exif["image"]["ExifOffset"] > 8
    assert exif["exif"]["InteropOffset"] > exif["image"]["ExifOffset"]
    assert "GPSInfo" not in exif["image"]
    assert state["describe"]["gps.jpg"]["exif"]["image"]["GPSInfo"] > 8


if __name__ == "__main__":
    main(globals())
