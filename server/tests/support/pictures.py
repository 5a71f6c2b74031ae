"""Small files of known type and size for tests, made by the standard library alone.

png(w, h), gif(w, h) and svg(w, h) are whole pictures; jpeg(w, h) has the markers that
tell type and size and one grey block of image data. mp4() has the boxes by which the type is
known and nothing to play. The others are the shortest heads of their types.
"""

import io
import struct
import zipfile
import zlib


def png(width, height, alpha=False):
    def chunk(kind, data):
        crc = zlib.crc32(kind + data) & 0xffffffff
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha else 2, 0, 0, 0)
    pixel = b"\x20\x60\xa0\x80" if alpha else b"\x20\x60\xa0"
    rows = (b"\x00" + pixel * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


def gif(width, height):
    """One colour; the LZW data clears its table before it would need wider codes."""
    codes = []
    for _ in range(width * height):
        codes += [4, 0]
    codes.append(5)
    bits = "".join(format(code, "03b")[::-1] for code in codes)
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at:at + 8][::-1], 2) for at in range(0, len(bits), 8))
    blocks = b"".join(bytes([len(data[at:at + 255])]) + data[at:at + 255]
                      for at in range(0, len(data), 255))
    return (b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\x00\x00"
            + b"\x20\x60\xa0\xff\xff\xff" + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0)
            + b"\x02" + blocks + b"\x00;")


def svg(width, height):
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d">'
            '<rect width="100%%" height="100%%" fill="#2060a0"/></svg>\n'
            % (width, height)).encode()


def jpeg(width, height):
    """A grey baseline picture: every block holds one end-of-block code after a zero difference."""
    def segment(marker, data):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data

    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    # Both Huffman tables know the symbol 0 alone, with the one-bit code 0: two bits a block.
    bits = 2 * blocks
    scan = b"\x00" * (bits // 8)
    if bits % 8:
        scan += bytes([0xff >> (bits % 8)])
    table = bytes([1] + [0] * 15) + b"\x00"
    return (b"\xff\xd8" + segment(0xe0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
            + segment(0xdb, b"\x00" + b"\x10" * 64)
            + segment(0xc0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
            + segment(0xc4, b"\x00" + table) + segment(0xc4, b"\x10" + table)
            + segment(0xda, b"\x01\x01\x00\x00\x3f\x00") + scan + b"\xff\xd9")


def mp4(size=0):
    """An ISO media file by its boxes, filled up to `size` bytes with a free box."""
    head = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp42")
    rest = max(size - len(head), 8)
    return head + struct.pack(">I4s", rest, b"free") + b"\x00" * (rest - 8)


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def _archive():
    """A zip file with one text in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "text")
    return out.getvalue()


ZIP = _archive()
