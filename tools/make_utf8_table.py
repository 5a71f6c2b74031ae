#!/usr/bin/env python3
"""Writes server/base/utf8_table.c: the ranges of all letters, marks and numbers of Unicode.

Usage: tools/make_utf8_table.py > server/base/utf8_table.c
"""
import sys
import unicodedata


def ranges():
    first = last = None
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] not in "LMN":
            continue
        if last is not None and code == last + 1:
            last = code
            continue
        if first is not None:
            yield first, last
        first = last = code
    yield first, last


rows = [f"{{ 0x{a:x}, 0x{b:x} }}," for a, b in ranges()]
print("/* data table */")
print(f"/* Every letter, mark and number of Unicode {unicodedata.unidata_version} (general categories")
print(" * L, M and N) as ascending ranges. Written by tools/make_utf8_table.py. */")
print('#include "base/utf8_table.h"\n')
print("/* clang-format off */")
print("const struct utf8_range utf8_table[] = {")
for i in range(0, len(rows), 4):
    print("\t" + " ".join(rows[i:i + 4]))
print("};\n/* clang-format on */\n")
print("const size_t utf8_table_len = sizeof(utf8_table) / sizeof(utf8_table[0]);")
