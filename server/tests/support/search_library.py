"""A library to search in: every asset is made at an instant of its own and has a label.

    shelf = Shelf(server)                               # an empty account
    shelf.field("price", "Number")
    shelf.folder("ads", "/ads", "2019-06-01T00:00:00.000Z")
    shelf.file("old", b"bytes", "a.txt", "/ads", "2020-01-01T00:00:00.000Z", tags="x,y")
    shelf.file("new", b"other", "a.txt", "/ads", "2021-01-01T00:00:00.000Z")   # "old" is a version
    shelf.find('name = "a.txt"')                        # ["new"]

photo() makes a JPEG that says when and where it was taken and what it shows. Connection sends many
requests over one socket.
"""

import json
import re
import socket
import struct
import urllib.parse

import pictures
from emulator import ANSWER_SECONDS, HELP, basic

DOCUMENTATION = "Please refer to the documentation for syntax specification."


class Shelf:
    def __init__(self, server):
        self.server = server
        self.api = server.fresh()
        self.ids = {}       # label -> fileId or folderId
        self.fields = {}    # name -> id
        self._labels = {}   # versionInfo.id or folderId -> label

    # Making --------------------------------------------------------------------------------

    def field(self, name, kind, **schema):
        body = {"name": name, "label": "The " + name, "schema": dict({"type": kind}, **schema)}
        answer = self.api.send_json("POST", "/v1/customMetadataFields", body).expect(201).json()
        self.fields[name] = answer["id"]

    def folder(self, label, path, when):
        self.server.clock(when)
        parent, _, name = path.rpartition("/")
        self.api.send_json("POST", "/v1/folder", {
            "folderName": name, "parentFolderPath": parent or "/"}).expect(201)
        row = next(row for row in self.api.files("type=folder") if row["folderPath"] == path)
        self._name(label, row["folderId"], row["folderId"])

    def file(self, label, content, name, folder, when, metadata=None, **fields):
        self.server.clock(when)
        if metadata is not None:
            fields["customMetadata"] = json.dumps(metadata)
        answer = self.api.upload(content, fileName=name, folder=folder, useUniqueFileName=False,
                                 **fields).expect(200).json()
        assert answer["name"] == name, answer
        self._name(label, answer["versionInfo"]["id"], answer["fileId"])
        return answer

    def patch(self, label, when, **body):
        self.server.clock(when)
        path = "/v1/files/%s/details" % self.ids[label]
        return self.api.send_json("PATCH", path, body).expect(200).json()

    def _name(self, label, row_id, asset_id):
        assert label not in self.ids and row_id not in self._labels, label
        self._labels[row_id] = label
        self.ids[label] = asset_id

    # Searching -----------------------------------------------------------------------------

    def search(self, query, **parameters):
        return self.api.get("/v1/files?" + encoded(query, **parameters))

    def rows(self, query, **parameters):
        return self.search(query, **parameters).expect(200).json()

    def find(self, query, **parameters):
        """Labels, in the order of the answer."""
        return [self._labels[row_id(row)] for row in self.rows(query, **parameters)]

    def refuse(self, query, sentence=None, at=None):
        """400 in the shape of the service. sentence: all of the message between its known ends, or
        None where the wording is free and only names the position."""
        answer = self.search(query).expect(400)
        body = answer.json()
        assert list(body) and body.get("help") == HELP, answer
        if sentence is not None:
            wanted = "Invalid search query - %s. %s" % (sentence, DOCUMENTATION)
            assert body["message"] == wanted, "expected %r: %r" % (wanted, answer)
        else:
            match = re.fullmatch(r"Invalid search query - (\S.*) at position (\d+)\. "
                                 + re.escape(DOCUMENTATION), body["message"], re.S)
            assert match, "no sentence about a position: %r" % answer
            assert int(match[2]) == body.get("position"), answer
        assert set(body) <= {"message", "help", "position"}, answer
        assert at is None or body.get("position") == at, "expected position %s: %r" % (at, answer)
        return body


def row_id(row):
    """What no two rows of a list share: old versions have the fileId of their file."""
    return row["folderId"] if row["type"] == "folder" else row["versionInfo"]["id"]


def encoded(query, **parameters):
    return urllib.parse.urlencode(dict({"searchQuery": query}, **parameters),
                                  quote_via=urllib.parse.quote)


def wrong_value(field, kind):
    advice = {"boolean": "true or false, without quotes",
              "number": "a number without quotes"}.get(kind, "enclosed within quotes")
    return "%s field must have a valid %s value. Make sure the value is %s" % (field, kind, advice)


# Photographs -----------------------------------------------------------------------------------

def photo(width, height, taken=None, place=None, keywords=()):
    """taken: "2024:05:06 07:08:09"; place: (latitude, longitude) in degrees."""
    picture = pictures.jpeg(width, height)
    segments = b""
    if taken or place:
        segments += _segment(0xe1, b"Exif\0\0" + _tiff(taken, place))
    if keywords:
        segments += _segment(0xed, _iptc(keywords))
    return picture[:2] + segments + picture[2:]


def _segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def _tiff(taken, place):
    """A big-endian TIFF of one directory, that of the camera and that of the place below it."""
    camera = [(0x9000, 7, 4, b"0230")]
    if taken:
        camera.append((0x9003, 2, 20, taken.encode() + b"\0"))
    camera.append((0x9101, 7, 4, b"\x01\x02\x03\x00"))
    pointers = [(0x8769, camera)]
    if place:
        latitude, longitude = place
        pointers.append((0x8825, [
            (0, 1, 4, b"\x02\x03\x00\x00"),
            (1, 2, 2, b"N\0" if latitude >= 0 else b"S\0"),
            (2, 5, 3, _degrees(abs(latitude))),
            (3, 2, 2, b"E\0" if longitude >= 0 else b"W\0"),
            (4, 5, 3, _degrees(abs(longitude)))]))
    at = 8 + 2 + 12 * len(pointers) + 4
    entries, below = b"", b""
    for tag, directory in pointers:
        entries += struct.pack(">HHII", tag, 4, 1, at + len(below))
        below += _directory(directory, at + len(below))
    return (b"MM\0*" + struct.pack(">IH", 8, len(pointers)) + entries + struct.pack(">I", 0)
            + below)


def _directory(entries, at):
    """Values longer than four bytes stand behind the entries."""
    out, behind = struct.pack(">H", len(entries)), b""
    start = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        out += struct.pack(">HHI", tag, kind, count)
        if len(value) <= 4:
            out += value.ljust(4, b"\0")
        else:
            out += struct.pack(">I", start + len(behind))
            behind += value
    return out + struct.pack(">I", 0) + behind


def _degrees(angle):
    """Degrees, minutes and ten-thousandths of a second as three fractions."""
    parts = round(angle * 3600 * 10000)
    degrees, rest = divmod(parts, 3600 * 10000)
    minutes, seconds = divmod(rest, 60 * 10000)
    return struct.pack(">6I", degrees, 1, minutes, 1, seconds, 10000)


def _iptc(keywords):
    """A Photoshop resource with IPTC records: keywords in UTF-8."""
    records = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for word in keywords:
        data = word.encode()
        records += b"\x1c\x02\x19" + struct.pack(">H", len(data)) + data
    records += b"\0" * (len(records) % 2)
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records


# Many requests ---------------------------------------------------------------------------------

class Connection:
    """GETs with one private key over one socket, opened again when the server closed it."""

    def __init__(self, port, key):
        self.port = port
        self.head = ("Host: 127.0.0.1:%d\r\nAuthorization: %s\r\n\r\n"
                     % (port, basic(key))).encode()
        self.socket = None

    def get(self, target):
        """(status, body)"""
        request = b"GET " + target.encode() + b" HTTP/1.1\r\n" + self.head
        for attempt in range(2):
            reused = self.socket is not None
            try:
                return self._exchange(request)
            except (ConnectionError, EOFError):
                self.close()
                if not reused or attempt:
                    raise
        raise AssertionError("not reached")

    def _exchange(self, request):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), ANSWER_SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        head = head.lower()
        length = int(re.search(rb"\r\ncontent-length: *(\d+)", head)[1])
        pieces, there = [body], len(body)
        while there < length:
            pieces.append(self._receive())
            there += len(pieces[-1])
        if b"\r\nconnection: close" in head:
            self.close()
        return int(head.split(b" ", 2)[1]), b"".join(pieces)

    def _receive(self):
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise EOFError("the server closed the connection")
        return piece

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None
