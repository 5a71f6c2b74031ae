"""A real JPEG of a wanted size without any library: random coefficients under the smallest Huffman
tables that can hold them. Its comment is a mark of 16 '@' for a number to go in its place."""

import random
import struct

MARK = b"@" * 16


def noise_jpeg(size, width=640, height=480, seed=1):
    """A grey baseline picture of about `size` bytes."""
    chance = random.Random(seed)
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    # A block is '0' (no difference), n times '10' and three bits of a coefficient, '0' (end).
    coefficients = max(0, min(63, round((size * 8 / blocks - 2) / 5)))
    bits = "".join(
        "0" + "".join("10" + format(chance.randrange(8), "03b") for _ in range(coefficients)) + "0"
        for _ in range(blocks))
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    dc_table = bytes([1] + [0] * 15) + b"\x00"
    ac_table = bytes([1, 1] + [0] * 14) + b"\x00\x03"
    return (b"\xff\xd8" + _segment(0xe0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
            + _segment(0xfe, MARK) + _segment(0xdb, b"\x00" + b"\x04" * 64)
            + _segment(0xc0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
            + _segment(0xc4, b"\x00" + dc_table) + _segment(0xc4, b"\x10" + ac_table)
            + _segment(0xda, b"\x01\x01\x00\x00\x3f\x00") + scan + b"\xff\xd9")


def _segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
